"""CardioSoft files made of their parts, good ones and odd ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

BEGIN = '<?xml version="1.0" encoding="ISO8859-1" ?>\n'
RATE = '<SampleRate units="Hz">500</SampleRate>'
STEP = '<Resolution units="uVperLsb">5</Resolution>'


def strip(
    leads: Mapping[str, Sequence[int] | str], scale: str = RATE + STEP, more: str = ""
) -> str:
    """Return a strip; values that are a text are written as they stand."""
    data = "".join(
        f'<WaveformData lead="{name}">{_listed(values)}</WaveformData>'
        for name, values in leads.items()
    )
    return f"<StripData>{scale}{more}{data}</StripData>"


def cardiosoft(*parts: str) -> str:
    """Return a file."""
    return f"{BEGIN}<CardiologyXML>{''.join(parts)}</CardiologyXML>"


def good(n: int = 4) -> str:
    """Return a file with a median beat and a rhythm of I, II and V1."""
    beat = '<WaveformData lead="I">9,9</WaveformData>'
    median = f"<RestingECGMeasurements><MedianSamples>{beat}</MedianSamples>"
    rhythm = strip({"I": range(n), "II": [2] * n, "V1": [-5] * n})
    return cardiosoft(f"{median}</RestingECGMeasurements>", rhythm)


def _listed(values: Sequence[int] | str) -> str:
    # With lines as the program breaks them.
    text = values if isinstance(values, str) else ",".join(map(str, values))
    return text.replace(",", ",\n\t\t", 1)
