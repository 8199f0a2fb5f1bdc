"""What people say of a text recording that it does not say itself."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from ecgviewer.core.errors import InputError
from ecgviewer.formats.csv.units import MV_BY_UNIT, TIME_UNITS

#: Where the command line leaves what it was told, for the processes that it starts.
VARIABLE = "ECGVIEWER_CSV"
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "none": ""}
DECIMALS = {"point": ".", "comma": ","}
#: In place of a column: times that the file has are not looked at.
NO_TIME = "none"
#: The unit of times that are written as on a clock.
CLOCK = "clock"
_KEYS = "fs, unit, gain, leads, delimiter, decimal, header, time, time_unit and rr"


class CsvOptionsError(InputError):
    """Options that cannot be understood; the message is for users."""


@dataclass(frozen=True, slots=True)
class CsvOptions:
    """How a text recording is to be read; what is left out is guessed.

    Attributes
    ----------
    fs : float or None
        Sampling frequency in Hz.
    unit : str
        Of the values: V, mV, uV or nV.
    gain : float or None
        Steps per unit, where values are those of a converter.
    leads : tuple of str
        The columns to read by their names or their numbers from 1, each perhaps with
        a colon and the lead's name; or the names of all columns of a file that has
        none.
    delimiter : str
        One of `DELIMITERS`, by its word.
    decimal : str
        One of `DECIMALS`, by its word.
    header : int or None
        Lines before the first row of values.
    time : str
        Name or number of the column with times; `NO_TIME` for none.
    time_unit : str
        s, ms, us, ns, or clock.
    rr : str
        s or ms, where rows are RR intervals and not samples.
    """

    fs: float | None = None
    unit: str = ""
    gain: float | None = None
    leads: tuple[str, ...] = ()
    delimiter: str = ""
    decimal: str = ""
    header: int | None = None
    time: str = ""
    time_unit: str = ""
    rr: str = ""

    def over(self, other: CsvOptions) -> CsvOptions:
        """Return these options, and those of another where these say nothing."""
        said = {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if getattr(self, each.name) not in (None, "", ())
        }
        return replace(other, **said)

    def text(self) -> str:
        """Return the options as the command line has them."""
        words = []
        for each in fields(self):
            value = getattr(self, each.name)
            if value in (None, "", ()):
                continue
            is_number = isinstance(value, float)
            many = ",".join(value) if isinstance(value, tuple) else value
            words.append(
                f"{each.name}={value:.12g}" if is_number else f"{each.name}={many}"
            )
        return ",".join(words)


def parse_options(text: str) -> CsvOptions:
    """Return options from text such as ``fs=250,unit=uV,leads=I,II``.

    Raises
    ------
    CsvOptionsError
        If a word or value is not known; the message says what would be.
    """
    values: dict[str, list[str]] = {}
    key = ""
    for part in filter(None, (word.strip() for word in text.split(","))):
        name, has_value, value = part.partition("=")
        if has_value:
            key = name.strip().lower().replace("-", "_")
            values[key] = [value.strip()]
        elif key == "leads":
            values[key].append(part)
        else:
            raise CsvOptionsError(
                f"{part!r} is not an option of CSV files; write it as in "
                "fs=250,unit=uV,leads=I,II."
            )
    unknown = sorted(values.keys() - _READERS.keys())
    if unknown:
        raise CsvOptionsError(
            f"{unknown[0]!r} is not an option of CSV files; there are {_KEYS}."
        )
    read: dict[str, Any] = {
        key: _READERS[key](key, tuple(words)) for key, words in values.items()
    }
    return CsvOptions(**read)


def given_options() -> CsvOptions:
    """Return what the command line was told of all files.

    Raises
    ------
    CsvOptionsError
        If it cannot be understood.
    """
    return parse_options(os.environ.get(VARIABLE, ""))


def _positive(key: str, words: tuple[str, ...]) -> float:
    try:
        value = float(words[0])
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise CsvOptionsError(f"{key}={words[0]} is not a number above 0.")
    return value


def _lines(key: str, words: tuple[str, ...]) -> int:
    if not (words[0].isascii() and words[0].isdecimal() and len(words[0]) < 5):
        raise CsvOptionsError(f"{key}={words[0]} is not a number of lines.")
    return int(words[0])


def _unit(key: str, words: tuple[str, ...]) -> str:
    if words[0].lower() not in MV_BY_UNIT:
        raise CsvOptionsError(f"{key}={words[0]} is not one of V, mV, uV and nV.")
    return words[0]


def _names(key: str, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, words))


def _text(key: str, words: tuple[str, ...]) -> str:
    return words[0]


def _one_of(known: tuple[str, ...]) -> Callable[[str, tuple[str, ...]], str]:
    def read(key: str, words: tuple[str, ...]) -> str:
        if words[0].lower() not in known:
            raise CsvOptionsError(f"{key}={words[0]} is not one of {', '.join(known)}.")
        return words[0].lower()

    return read


_READERS: dict[str, Callable[[str, tuple[str, ...]], Any]] = {
    "fs": _positive,
    "unit": _unit,
    "gain": _positive,
    "leads": _names,
    "delimiter": _one_of(tuple(DELIMITERS)),
    "decimal": _one_of(tuple(DECIMALS)),
    "header": _lines,
    "time": _text,
    "time_unit": _one_of((*TIME_UNITS, CLOCK)),
    "rr": _one_of(("ms", "s")),
}
