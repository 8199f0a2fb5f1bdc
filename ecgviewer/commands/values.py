"""Numbers as they are written on the command line."""

from __future__ import annotations

import argparse
from math import inf, nan


def jobs(text: str) -> int:
    """Return a number of processes, for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(
            f"{text} is not a number of processes; give 1 or more"
        )
    return int(text)


def seconds(text: str) -> float:
    """Return a number of seconds, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = nan
    if not 0 <= number < inf:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds")
    return number
