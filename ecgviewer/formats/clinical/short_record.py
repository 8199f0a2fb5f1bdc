"""Makes a record of leads that are read at once, and of what a cart says of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Lead, Record, Steps, lead_title
from ecgviewer.formats.clinical.small_file import REMEDY

#: Values that a record may have for each one in its file: leads recorded one after
#: another have empty stretches.
_MOST_PADDED = 4
_LONGEST_DETAIL = 400


@dataclass(frozen=True)
class LeadPart:
    """A stretch of one lead as it was digitised.

    Attributes
    ----------
    name : str
    digital : ndarray, shape (n_samples,)
        Integers; NaN where there is no value.
    step_mv : float
        One step, in mV.
    zero : float
        The digital value that stands for 0 mV.
    first : int
        The sample of the record that it begins at.
    """

    name: str
    digital: npt.NDArray[Any]
    step_mv: float
    zero: float = 0.0
    first: int = 0

    @property
    def stop(self) -> int:
        """The sample of the record after its last one."""
        return self.first + len(self.digital)


@dataclass(frozen=True)
class Rhythm:
    """The leads of a recording's rhythm; median and typical beats are left out.

    Attributes
    ----------
    fs : float
        In Hz.
    parts : list of LeadPart
    notices : list of str
    """

    fs: float
    parts: list[LeadPart]
    notices: list[str]


@dataclass(frozen=True)
class ShortRecording:
    """What a file says of a recording.

    Attributes
    ----------
    path : Path
    checksum : str
        SHA-256 of the file.
    fs : float
        In Hz.
    parts : sequence of LeadPart
        Several of one name are of one lead.
    start_time : datetime or None
    details : tuple of pairs of str
    notices : tuple of str
    is_digital : bool
        Whether values are whole steps of a converter.
    remedy : str
        What to do where it cannot be opened.
    """

    path: Path
    checksum: str
    fs: float
    parts: Sequence[LeadPart]
    start_time: datetime | None = None
    details: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    is_digital: bool = True
    remedy: str = REMEDY

    @property
    def n_samples(self) -> int:
        """Length in samples."""
        return max((part.stop for part in self.parts), default=0)

    def record(self, rule: str) -> Record:
        """Return the record.

        Parameters
        ----------
        rule : str
            Goes into its identity, so that another rule never gives the same one.

        Raises
        ------
        RecordError
            If it has no samples, or far fewer than its times say.
        """
        names = list(dict.fromkeys(part.name for part in self.parts))
        rows = {name: row for row, name in enumerate(names)}
        shape = len(names), self.n_samples
        n_values = sum(len(part.digital) for part in self.parts)
        if not n_values:
            raise RecordError(f"{self.path} has no samples. {self.remedy}")
        if shape[0] * shape[1] > _MOST_PADDED * n_values:
            raise RecordError(
                f"{self.path}: its leads have {n_values:,} samples and would be spread "
                f"over {shape[1]:,} of each. Lengths or times of leads are wrong. "
                f"{self.remedy}"
            )
        values = np.full(shape, np.nan, np.float32)
        # What single precision has no room for is not a voltage.
        with np.errstate(over="ignore", invalid="ignore"):
            for part in self.parts:
                row = values[rows[part.name], part.first : part.stop]
                np.subtract(
                    part.digital, part.zero, row, dtype=np.float64, casting="unsafe"
                )
                np.multiply(row, part.step_mv, row, dtype=np.float64, casting="unsafe")
        values[np.isinf(values)] = np.nan
        facts = json.dumps({"rule": rule, "fs": self.fs, "shape": shape})
        identity = hashlib.sha256(facts.encode())
        identity.update(values.data)
        firsts = {part.name: part for part in reversed(self.parts)}
        steps = [Steps(abs(firsts[n].step_mv), firsts[n].zero) for n in names]
        return Record(
            name=self.path.name,
            fs=self.fs,
            leads=tuple(
                Lead(name, is_ecg=True, steps=each if self.is_digital else None)
                for name, each in zip(names, steps, strict=True)
            ),
            source=values,
            checksum=self.checksum,
            identity=identity.hexdigest(),
            start_time=self.start_time,
            path=self.path,
            notices=self.notices,
            details=self.details,
        )


def with_limb_leads(parts: Sequence[LeadPart]) -> list[LeadPart]:
    """Return leads with III, aVR, aVL and aVF worked out of I and II, to the bit.

    The augmented leads are halves of sums, so that their steps are half as large.
    Nothing is added where one of them is there, or I and II do not fit.
    """
    ones, twos = ([part for part in parts if part.name == n] for n in ("I", "II"))
    has_others = any(part.name in _DERIVED for part in parts)
    if has_others or len(ones) != len(twos) or not all(map(_are_of_one, ones, twos)):
        return list(parts)
    derived = [part for pair in zip(ones, twos, strict=True) for part in _limbs(*pair)]
    others = [part for part in parts if part.name not in ("I", "II")]
    return [*ones, *twos, *derived, *others]


_DERIVED = ("III", "aVR", "aVL", "aVF")
#: Bytes of integers whose sums have room in 32 bits.
_SHORT = 2


def _are_of_one(one: LeadPart, two: LeadPart) -> bool:
    """Return whether two leads were digitised alike, at the same time."""
    alike = (one.step_mv, one.first) == (two.step_mv, two.first)
    long = len(one.digital) == len(two.digital)
    return alike and long and one.zero == two.zero == 0


def _limbs(one: LeadPart, two: LeadPart) -> list[LeadPart]:
    kind = _room_for_sums(one.digital.dtype, two.digital.dtype)
    a, b = (each.digital.astype(kind) for each in (one, two))
    step = one.step_mv
    found = (
        (b - a, step),
        (-(a + b), step / 2),
        (2 * a - b, step / 2),
        (2 * b - a, step / 2),
    )
    return [
        LeadPart(name, values, size, first=one.first)
        for name, (values, size) in zip(_DERIVED, found, strict=True)
    ]


def _room_for_sums(*kinds: np.dtype[Any]) -> str:
    # Samples that are missing are NaN, of which there is no integer.
    if not all(np.issubdtype(kind, np.integer) for kind in kinds):
        return "f8"
    return "i4" if max(kind.itemsize for kind in kinds) <= _SHORT else "i8"


def titled(names: Iterable[str]) -> list[str]:
    """Return names of leads as people write them; those that come again numbered."""
    found: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        title = plain = lead_title(name) or f"lead {number}"
        while title in found:
            found[plain] += 1
            title = f"{plain} ({found[plain]})"
        found[title] = 1
    return list(found)


def details_of(*fields: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Return fields that are known, in one line each that can be shown."""
    cleaned = ((title, clean(text or "")) for title, text in fields)
    # What is not known, or not for everybody, is written as dashes.
    return tuple((title, text) for title, text in cleaned if text.strip("-"))


def clean(text: str) -> str:
    """Return a text in one line, without control characters, and not too long."""
    shown = "".join(c if c.isprintable() else " " for c in text[: 4 * _LONGEST_DETAIL])
    line = " ".join(shown.split())
    return line if len(line) <= _LONGEST_DETAIL else f"{line[:_LONGEST_DETAIL]}…"
