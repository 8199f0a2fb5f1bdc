"""Units of values and times, as text recordings spell them."""

from __future__ import annotations

import re

#: Millivolts of one, by the unit in small letters.
MV_BY_UNIT = {
    **dict.fromkeys(("v", "volt", "volts"), 1e3),
    **dict.fromkeys(("mv", "millivolt", "millivolts"), 1.0),
    # U+00B5 and U+03BC look alike.
    **dict.fromkeys(("uv", "\xb5v", "\u03bcv", "microvolt", "microvolts"), 1e-3),
    **dict.fromkeys(("nv", "nanovolt", "nanovolts"), 1e-6),
    # As Russians write them.
    "\u0432": 1e3,
    "\u043c\u0432": 1.0,
    "\u043c\u043a\u0432": 1e-3,
}
#: Seconds of one.
TIME_UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
_TIME_WORDS = {
    **{unit: unit for unit in TIME_UNITS},
    **dict.fromkeys(("sec", "secs", "second", "seconds", "sek", "sekunden"), "s"),
    **dict.fromkeys(("msec", "millisecond", "milliseconds", "millis"), "ms"),
    **dict.fromkeys(("\xb5s", "\u03bcs", "usec", "microseconds"), "us"),
    **dict.fromkeys(("nsec", "nanoseconds", "nanos"), "ns"),
}
_CLOCK_WORDS = re.compile(r"h+:m+:s+(\.m+)?")
#: A unit behind a name: ECG [mV], ecg (uV), ecg_uv, time/s.
_IN_BRACKETS = re.compile(r"(.*?)\s*[\[(]\s*([^\])]*?)\s*[\])]\s*")
_BEHIND = re.compile(r"(.+?)[\s_/]+([^\s_/]+)")
RATES_HZ = (50.0, 4000.0)


def mv_of(unit: str) -> float | None:
    """Return the millivolts of one unit of voltage; None of another."""
    return MV_BY_UNIT.get(unit.strip().lower())


def time_unit_of(unit: str) -> str:
    """Return the unit of times that a word stands for; empty of another."""
    word = unit.strip().lower()
    return "clock" if _CLOCK_WORDS.fullmatch(word) else _TIME_WORDS.get(word, "")


def is_unit(word: str) -> bool:
    """Return whether a word is a unit of voltage or time, perhaps in brackets."""
    bare = word.strip().strip("[]()").strip()
    return bool(time_unit_of(bare)) or mv_of(bare) is not None


def split_unit(title: str) -> tuple[str, str]:
    """Return a column's name and the unit behind it, empty where there is none."""
    bracketed = _IN_BRACKETS.fullmatch(title)
    if bracketed:
        return bracketed[1], bracketed[2]
    behind = _BEHIND.fullmatch(title.strip())
    # V alone is as likely a lead.
    if behind and is_unit(behind[2]) and behind[2] not in ("v", "V"):
        return behind[1], behind[2]
    return title.strip(), ""


def unit_of_step(step: float) -> str:
    """Return the unit in which a step between samples gives a rate that ECGs have.

    There is one at most: rates are within `RATES_HZ`.
    """
    for unit, seconds in TIME_UNITS.items():
        if step > 0 and RATES_HZ[0] <= 1 / (step * seconds) <= RATES_HZ[1]:
            return unit
    return ""
