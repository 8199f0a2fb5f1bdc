"""HL7 aECG files made of their parts, good ones and odd ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

HEAD = (
    '<AnnotatedECG xmlns="urn:hl7-org:v3" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
ABSOLUTE = (
    '<component><sequence><code code="TIME_ABSOLUTE"/><value xsi:type="GLIST_TS">'
    '<head value="{head}"/><increment value="{step}" unit="{unit}"/></value>'
    "</sequence></component>"
)
RELATIVE = ABSOLUTE.replace("ABSOLUTE", "RELATIVE").replace("_TS", "_PQ")


def lead(
    name: str,
    digits: str,
    scale: str = "2.5",
    unit: str = "uV",
    origin: str = '<origin value="0" unit="uV"/>',
) -> str:
    """Return a lead."""
    return (
        f'<component><sequence><code code="MDC_ECG_LEAD_{name}"/>'
        f'<value xsi:type="SLIST_PQ">{origin}<scale value="{scale}" unit="{unit}"/>'
        f"<digits>{digits}</digits></value></sequence></component>"
    )


def time(head: str = "20021122091000.5", step: str = "0.002", unit: str = "s") -> str:
    """Return when the samples of a set were taken."""
    return ABSOLUTE.format(head=head, step=step, unit=unit)


def leads(*parts: str) -> str:
    """Return a set of leads."""
    return f"<component><sequenceSet>{''.join(parts)}</sequenceSet></component>"


def series(*sets: str, code: str = "RHYTHM", more: str = "") -> str:
    """Return a series."""
    return (
        f'<component><series><code code="{code}"/><effectiveTime>'
        f'<low value="200211220910"/></effectiveTime>{"".join(sets)}{more}'
        "</series></component>"
    )


def aecg(*all_series: str, before: str = "", about: str = "") -> str:
    """Return a file."""
    return f"{before}{HEAD}{about}{''.join(all_series)}</AnnotatedECG>"


def good(digits: Sequence[str] = ("1 -2 3", "4 5 6")) -> str:
    """Return a file of leads I and II."""
    named = zip(("I", "II"), digits, strict=True)
    return aecg(series(leads(time(), *(lead(n, each) for n, each in named))))


def write(path: Path, text: str) -> Path:
    """Write a file and return its path."""
    path.write_text(text, encoding="utf-8")
    return path
