"""The signal lines of a WFDB header; header.5 of the WFDB Applications Guide.

As in the WFDB library every field after the format may be missing, and a number may
have decimals where none are needed; a name may follow the last number that is there.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

#: Gain of a lead that was never calibrated (WFDB_DEFGAIN), in units per mV.
DEFAULT_GAIN = 200.0
#: With less, samples could not be expressed in single precision.
_LEAST_GAIN = 1e-20
_LARGEST = 9_999_999_999
#: Format of a signal that is named and not there.
NULL_FORMAT = "0"

_PLACE = re.compile(
    r"""(?P<file_name>\S.*?)
    \s+ (?P<fmt>\d+) (\.0*)? (x(?P<samples_per_frame>\d{1,6}))? (:(?P<skew>-?\d{1,9}))?
        (\+(?P<byte_offset>\d{1,15}))? (?=\s|$)""",
    re.VERBOSE,
)
_GAIN = re.compile(
    r"""\s+ (?P<gain>[-+.\d][^\s(/]*|[-+]?(nan|inf)[^\s(/]*)
    (\((?P<baseline>[^)]*)\))? (/(?P<unit>\S+))? \S*""",
    re.VERBOSE | re.IGNORECASE,
)
_REAL = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
_NUMBER = re.compile(r"\s+(?P<sign>[-+]?)(?P<whole>\d+)(\.\d*)?(?=\s|$)")
_NUMBERS = ("resolution", "ADC zero", "initial value", "checksum", "block size")


class FieldError(ValueError):
    """A field that cannot be; the message goes on after the name of the header."""


@dataclass(frozen=True)
class SignalLine:
    """One signal line of a header.

    `fault` says why the signal cannot be shown although it can be read; its gain is
    NaN then. `doubt` says what may have been meant otherwise.
    """

    file_name: str
    fmt: str
    samples_per_frame: int = 1
    skew: int = 0
    byte_offset: int = 0
    gain: float = DEFAULT_GAIN
    baseline: int = 0
    unit: str = "mV"
    initial_value: int = 0
    name: str = ""
    calibrated: bool = True
    fault: str = ""
    doubt: str = ""

    @property
    def is_null(self) -> bool:
        """Whether the line names a signal that the record does not hold."""
        return self.file_name == "~" or self.fmt == NULL_FORMAT


def signal_line(line: str) -> SignalLine:
    """Return what a signal line says.

    Raises
    ------
    FieldError
        If it does not name file and format, or a number is out of range.
    """
    place = _PLACE.match(line)
    if place is None:
        raise FieldError(
            f"has a line that is not a signal line: {line[:80]} - After the name of "
            "the signal file it must have the format, a number such as 16 or 212."
        )
    rest = line[place.end() :]
    scale = _GAIN.match(rest)
    parts: dict[str, str | None] = scale.groupdict() if scale else {}
    numbers, name = _numbers(rest[scale.end() :] if scale else rest)
    zero, said = numbers.get("ADC zero", 0), parts.get("gain") or ""
    gain = _gain(said)
    return SignalLine(
        file_name=place["file_name"],
        fmt=place["fmt"],
        samples_per_frame=int(place["samples_per_frame"] or 1) or 1,
        skew=max(int(place["skew"] or 0), 0),
        byte_offset=int(place["byte_offset"] or 0),
        gain=DEFAULT_GAIN if gain == 0 else gain,
        baseline=_baseline(parts.get("baseline"), zero),
        unit=parts.get("unit") or "mV",
        initial_value=numbers.get("initial value", zero),
        name=name,
        calibrated=gain != 0,
        fault=f"gives a gain that cannot be: {said}. Correct it in the header."
        if math.isnan(gain)
        else "",
        doubt=f"gives a gain as {said}, which is read as {gain:g}. Write decimals with "
        "a point."
        if "," in said
        else "",
    )


def _gain(text: str) -> float:
    """Return the gain, 0 if none is given and NaN for one that cannot be."""
    if not text:
        return 0.0
    number = _REAL.match(text)
    gain = float(number[0]) if number else math.nan
    cannot_be = not math.isfinite(gain) or 0 < abs(gain) < _LEAST_GAIN
    return math.nan if cannot_be else gain


def _baseline(text: str | None, zero: int) -> int:
    if text is None:
        return zero
    number = _REAL.match(text.strip())
    if number is None:
        raise FieldError(f"gives the baseline as ({text[:40]}). It must be a number.")
    return _in_range("baseline", float(number[0]))


def _numbers(text: str) -> tuple[dict[str, int], str]:
    """Return the whole numbers after the gain by their names, and the signal's name."""
    found: dict[str, int] = {}
    for field in _NUMBERS:
        match = _NUMBER.match(text)
        if match is None:
            break
        found[field] = _in_range(field, float(match["sign"] + match["whole"]))
        text = text[match.end() :]
    return found, text.strip()


def _in_range(field: str, value: float) -> int:
    if abs(value) > _LARGEST:
        raise FieldError(
            f"gives the {field} as {value:g}, which no signal has. Correct it in the "
            "header."
        )
    return int(value)
