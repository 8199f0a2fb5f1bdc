"""The records, and what the programs of PhysioNet print for them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.ec57.rules import ComparisonRules
from ecgviewer.formats.wfdb.annotation_columns import columns_of as columns_in
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from tests.data_folder import DATA

REFERENCE = DATA / "ec57-reference"
#: What ``epicmp`` prints for the annotator ``rhy``.
EPISODES = REFERENCE / "epicmp"
TEST_ANNOTATORS = ("tst", "gqrs")
_PATIENTS = (
    *range(100, 110), *range(111, 120), *range(121, 125), *range(200, 204), 205,
    *range(207, 211), *range(212, 216), 217, *range(219, 224), 228, *range(230, 235),
)  # fmt: skip
RECORDS = tuple(map(str, _PATIENTS))
RULES = ComparisonRules(360.0, 650_000)

#: Sample, symbol, and where it counts subtype or text, of an annotation.
Row = tuple[int, str] | tuple[int, str, int | str]


@cache
def columns_of(record: str, annotator: str) -> AnnotationColumns:
    folders = {"atr": DATA / "mitdb", "rhy": EPISODES}
    folder = folders.get(annotator, REFERENCE)
    return columns_in(read_annotations(folder / f"{record}.{annotator}"))


@cache
def printed(name: str) -> str:
    return (REFERENCE / name).read_text()


@cache
def printed_lines(name: str) -> dict[str, list[str]]:
    """Return the words of each record's line after its name."""
    lines = map(str.split, printed(name).splitlines())
    return {words[0]: words[1:] for words in lines if words and words[0] in RECORDS}


def columns(rows: Sequence[Row]) -> AnnotationColumns:
    """Return columns of annotations given in short."""
    more = [row[2] if len(row) > 2 else 0 for row in rows]
    return AnnotationColumns(
        sample=np.array([row[0] for row in rows], np.int64),
        symbol=np.array([row[1] for row in rows], "U1"),
        subtype=np.array([0 if isinstance(m, str) else m for m in more], np.int64),
        aux=[m if isinstance(m, str) else "" for m in more],
    )


def two_annotators_of_a_day() -> tuple[AnnotationColumns, AnnotationColumns]:
    """Return 100,000 beats at 250 Hz, and the same a little off, labelled again."""
    generator = np.random.default_rng(0)
    reference = np.cumsum(generator.integers(150, 300, 100_000))
    test = reference + generator.integers(-20, 21, 100_000)
    first, second = (
        AnnotationColumns(
            sample,
            generator.choice(np.array(list("NNNNNNNNSV")), 100_000),
            np.zeros(100_000, np.int64),
            [""] * 100_000,
        )
        for sample in (reference, test)
    )
    return first, second
