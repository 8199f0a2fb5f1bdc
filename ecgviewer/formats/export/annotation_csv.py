"""The CSV of reviewed beats: writer and reader of the contract with training."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array, IntArray
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET, BeatClass, Labels, Symbols
from ecgviewer.core.predictions import Probabilities
from ecgviewer.core.record import Samples
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.csv_columns import (
    LABEL_SYMBOL,
    LETTERS,
    ORIGINS,
    PROBABILITY,
    PROBABILITY_COLUMNS,
    column_of,
)
from ecgviewer.formats.export.spreadsheet_table import CsvError, read_table
from ecgviewer.formats.files.atomic import Check, replace_file
from ecgviewer.formats.files.spreadsheet_text import harmless

__all__ = [
    "COLUMNS",
    "PROBABILITY_CLASSES",
    "CorrectedBeats",
    "CsvError",
    "columns_of",
    "read_csv",
    "write_csv",
]

#: Classes whose probabilities have a column each, where classes are AAMI's.
PROBABILITY_CLASSES = (BeatClass.N, BeatClass.S, BeatClass.V)
COLUMNS: tuple[str, ...] = (
    "record", "beat_id", "sample", "time_s", "rr_previous_s", "rr_next_s", "lead",
    "symbol", "label", "label_origin", "predicted_label", "p_N", "p_S", "p_V",
    "confidence", "quality", "reviewed", "reviewer", "reviewed_at", "comment",
    "classifier_id",
)  # fmt: skip
#: A column since version 0.2: of what leads the predictions are made.
ANALYSED_LEADS = "analysed_leads"
#: What a cell holds that needs quotes (RFC 4180).
_QUOTED = ',"\r\n'

#: Rows in memory at once: the CSV of a week has 135 MB.
_ROWS_AT_ONCE = 2**13

Text = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class CorrectedBeats:
    """The columns of the CSV, typed; one row per beat.

    Seconds, probabilities, confidence and quality are NaN where unknown, labels are
    `UNSET`, texts are empty, `reviewed_at` is 0 (else seconds since 1970 UTC).
    `probabilities` has shape (n_beats, n_classes), in the order of
    `probability_classes`. Labels are places in `names`, and `label_symbol` is the WFDB
    symbol that is written for each, empty for none.
    """

    record: Text
    beat_id: IntArray
    sample: Samples
    time_s: Float64Array
    rr_previous_s: Float64Array
    rr_next_s: Float64Array
    lead: Text
    symbol: Symbols
    label: Labels
    label_origin: Text
    predicted_label: Labels
    probabilities: Probabilities
    confidence: Float32Array
    quality: Float32Array
    reviewed: BoolArray
    reviewer: Text
    reviewed_at: IntArray
    comment: Text
    classifier_id: Text
    label_symbol: Symbols
    names: tuple[str, ...] = AAMI.names
    probability_classes: tuple[str, ...] = tuple(c.name for c in PROBABILITY_CLASSES)

    def __len__(self) -> int:
        """Return the number of beats."""
        return len(self.sample)

    @property
    def symbol_now(self) -> Symbols:
        """The symbol given to each beat, else that of its label; empty for neither."""
        return np.where(self.symbol != "", self.symbol, self.label_symbol)


def write_csv(
    path: Path, session: ReviewSession, reviewer: str, check: Check | None = None
) -> None:
    """Write one row per beat, ordered by sample; the file is replaced as a whole.

    Parameters
    ----------
    path : Path
        The file to write.
    session : ReviewSession
        The review.
    reviewer : str
        Who reviewed; stands in the rows of reviewed beats.
    check : callable, optional
        See `replace_file`.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    with replace_file(path, check) as file:
        file.write(_text([columns_of(session)]))
        for start in range(0, len(session.beats), _ROWS_AT_ONCE):
            part = slice(start, start + _ROWS_AT_ONCE)
            file.write(_text(zip(*_cells(session, reviewer, part), strict=True)))


def columns_of(session: ReviewSession) -> tuple[str, ...]:
    """Return the names of the columns: `COLUMNS` and one more for AAMI's classes."""
    if session.scheme == AAMI:
        return *COLUMNS, ANALYSED_LEADS
    first, last = COLUMNS.index("p_N"), COLUMNS.index("p_V") + 1
    names = (PROBABILITY + session.scheme.name(c) for c in session.columns.classes)
    return *COLUMNS[:first], *names, *COLUMNS[last:], ANALYSED_LEADS, LABEL_SYMBOL


def _text(rows: Iterable[Sequence[str]]) -> bytes:
    return "".join(f"{','.join(row)}\r\n" for row in rows).encode(errors="replace")


def _cells(session: ReviewSession, reviewer: str, part: slice) -> list[list[str]]:
    """Return the cells of some rows of each column, in the order of `COLUMNS`."""
    beats = session.beats.take(np.arange(len(session.beats))[part])
    columns = session.columns.part(part)
    n = len(beats)
    scheme, classes, known = columns.scheme, columns.classes, columns.predicted != UNSET
    cells = [
        [_safe(session.record.name)] * n,
        [str(beat_id) for beat_id in beats.beat_id.tolist()],
        [str(sample) for sample in beats.sample.tolist()],
        _seconds(beats.sample / session.record.fs),
        _seconds(columns.rr_previous_s),
        _seconds(columns.rr_next_s),
        [_safe(session.lead)] * n,
        beats.symbol.tolist(),
        _names(columns.label, scheme),
        _origins(beats, columns.label),
        _names(columns.predicted, scheme),
        *(
            _numbers(columns.probabilities[:, classes.index(c)])
            if c in classes
            else [""] * n
            for c in (PROBABILITY_CLASSES if scheme == AAMI else classes)
        ),
        _numbers(columns.confidence),
        _numbers(columns.quality),
        _chosen(beats.reviewed, "true", "false"),
        _chosen(beats.reviewed, _safe(reviewer), ""),
        [_utc(at) if at else "" for at in beats.reviewed_at.tolist()],
        [_safe(comment) for comment in beats.comment],
        _chosen(known, _safe(session.predictions.classifier_id), ""),
        _chosen(known, _safe(" ".join(session.leads)), ""),
    ]
    if scheme == AAMI:
        return cells
    unsaid = np.full(n, "", "U1")
    return [*cells, scheme.symbols_shown(columns.label, unsaid, "").tolist()]


def _chosen(mask: BoolArray, yes: str, no: str) -> list[str]:
    return [yes if chosen else no for chosen in mask.tolist()]


def _origins(beats: BeatTable, label: Labels) -> list[str]:
    labelled = label != UNSET
    origin = np.where(beats.symbol == "", 0, np.where(beats.reviewed, 2, 1))
    names = (*ORIGINS, "")
    return [names[i] for i in np.where(labelled, origin, 3).tolist()]


def _names(labels: Labels, scheme: LabelScheme) -> list[str]:
    names: list[str] = scheme.label_names()[labels].tolist()
    return names


def _seconds(values: Float64Array) -> list[str]:
    return ["" if v != v else f"{v:.6f}" for v in values.tolist()]


def _numbers(values: Float32Array) -> list[str]:
    """Return the shortest text that reads back as the same value, empty for NaN."""
    return ["" if text == "nan" else text for text in map(str, values)]


def _utc(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _safe(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, in quotes if need be."""
    cell = harmless(text)
    if any(character in cell for character in _QUOTED):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def read_csv(path: Path) -> CorrectedBeats:
    """Read what `write_csv` wrote, or a spreadsheet kept of it.

    Columns may come in any order, and others among them are ignored. A file that has
    a column ``label_symbol`` has other classes than AAMI's, which may be any letters.

    Raises
    ------
    CsvError
        If the file is not there or a cell does not fit its column.
    """
    table = read_table(path, _needed)
    aami = LABEL_SYMBOL not in table.cells
    columns: dict[str, Any] = {
        name: column_of(path, table, name, aami=aami)
        for name in _needed(tuple(table.cells))
    }
    said = [name for name in columns if name.startswith(PROBABILITY)]
    values = [columns.pop(name) for name in said]
    if aami:
        none = np.full(len(table.lines), "", "U1")
        columns[LABEL_SYMBOL] = AAMI.symbols_shown(columns["label"], none, "")
    return CorrectedBeats(
        probabilities=np.stack(values, axis=1),
        names=AAMI.names if aami else LETTERS,
        probability_classes=tuple(name.removeprefix(PROBABILITY) for name in said),
        **columns,
    )


def _needed(header: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that a file with such a header must have."""
    if LABEL_SYMBOL not in header:
        return COLUMNS
    said = [name for name in header if name in PROBABILITY_COLUMNS]
    rest = [name for name in COLUMNS if not name.startswith(PROBABILITY)]
    return *rest, *(said or [PROBABILITY + AAMI.names[0]]), LABEL_SYMBOL
