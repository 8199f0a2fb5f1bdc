"""What readers said of the beats of records: CSV files, and annotation files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, IndexArray
from ecgviewer.core.errors import InputError
from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.labels import UNSET, Labels, Symbols
from ecgviewer.core.record import Samples
from ecgviewer.formats.export.csv_columns import LABEL_SYMBOL, LETTERS, column_of
from ecgviewer.formats.export.spreadsheet_table import Table, read_table
from ecgviewer.formats.record_formats import read_record, record_named
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from training.records.dataset import refuse_cut_off
from training.records.trained_classes import TrainedClasses

_CSV = (".csv", ".tsv", ".txt")
_NEEDED = ("record", "sample", "label")
_KIND = "a CSV of beats, exported or your own"
_OURS = "ecgviewer"


class CorrectionError(InputError):
    """Corrections that cannot be learned from; the message is for users."""


@dataclass(frozen=True, eq=False)
class Corrections:
    """What a file says of the beats of one record.

    Attributes
    ----------
    file : Path
    name : str
        Of the record.
    lead : str
        The one that was reviewed; empty where the file does not say.
    every_beat : ndarray of int64
        All beats that the file has of the record.
    is_whole : bool
        Whether these are all of the record, so that RR intervals follow from them.
    sample, symbol, output : ndarray, shape (n_beats,)
        Of the beats that a reader labelled with a class of the network: R-peak, WFDB
        symbol and the network's output.
    """

    file: Path
    name: str
    lead: str
    every_beat: Samples
    is_whole: bool
    sample: Samples
    symbol: Symbols
    output: Labels


def corrections_in(
    file: Path, folder: Path, classes: TrainedClasses
) -> Iterator[Corrections]:
    """Yield what a file says of each record with beats that can be learned from.

    A CSV names records, R-peaks and labels in the columns record, sample and label;
    with a column reviewed, only rows that are count. Of an annotation file, named after
    its record, every beat counts.

    Parameters
    ----------
    file : Path
    folder : Path
        Where the records are.
    classes : TrainedClasses
        Of the network.

    Raises
    ------
    CorrectionError
        If an annotation file does not say which beats a reader looked at, or is of
        another record; if a CSV has labels of no class of the network, or speaks twice
        of a beat.
    InputError
        If the file cannot be read.
    """
    if file.suffix.lower() in _CSV:
        yield from _of_table(file, classes)
    else:
        yield from _of_annotations(file, folder, classes)


def _of_table(file: Path, classes: TrainedClasses) -> Iterator[Corrections]:
    table = read_table(file, lambda _: _NEEDED, _KIND)
    aami = LABEL_SYMBOL not in table.cells and (
        classes.scheme == AAMI or "symbol" in table.cells
    )
    columns = {
        name: column_of(file, table, name, aami=aami)
        for name in (*_NEEDED, "symbol", "lead", "reviewed", LABEL_SYMBOL)
        if name in table.cells
    }
    sample, label = columns["sample"], columns["label"]
    symbol = _symbols(table, columns, label, classes, aami=aami)
    if "symbol" not in columns and LABEL_SYMBOL not in columns:
        _refuse_unknown(file, table, classes)
    _refuse_twice(file, table, columns)
    if classes.scheme == AAMI and aami:
        output = classes.output_of_labels(label)
    else:
        output = classes.outputs_of(symbol)
    is_whole = "reviewed" in columns
    said: BoolArray = columns.get("reviewed", np.ones(len(sample), bool))
    records = columns["record"]
    for name in dict.fromkeys(records.tolist()):
        own: IndexArray = np.flatnonzero(records == name)
        kept = own[said[own] & (output[own] != UNSET)]
        lead = str(columns["lead"][own[0]]) if "lead" in columns else ""
        if len(kept):
            yield Corrections(
                file,
                name,
                lead,
                np.sort(sample[own]),
                is_whole,
                sample[kept],
                symbol[kept],
                output[kept],
            )


def _refuse_unknown(file: Path, table: Table, classes: TrainedClasses) -> None:
    """Check that each label is a letter of the classifier's classes."""
    known = {"", *classes.scheme.names}
    for line, cell in zip(table.lines, table.cells["label"], strict=True):
        if cell not in known:
            raise CorrectionError(
                f"{file}, line {line}, column label: {cell[:40]!r} is not one of "
                f"{' '.join(classes.scheme.names)}, the classes of the classifier."
            )


def _refuse_twice(
    file: Path, table: Table, columns: Mapping[str, npt.NDArray[np.generic]]
) -> None:
    """Check that nothing is said twice of a beat."""
    seen: dict[tuple[str, int], int] = {}
    beats = zip(columns["record"].tolist(), columns["sample"].tolist(), strict=True)
    for line, beat in zip(table.lines, beats, strict=True):
        if beat in seen:
            raise CorrectionError(
                f"{file}, lines {seen[beat]} and {line} speak of the same beat, at "
                f"sample {beat[1]} of record {beat[0]}. Remove one of them."
            )
        seen[beat] = line


def _symbols(
    table: Table,
    columns: dict[str, npt.NDArray[np.generic]],
    label: Labels,
    classes: TrainedClasses,
    *,
    aami: bool,
) -> Symbols:
    """Return the symbol given to each beat, else that of its label."""
    none = np.full(len(table.lines), "", "U1")
    given: Symbols = np.asarray(columns.get("symbol", none))
    if LABEL_SYMBOL in columns:
        of_label: Symbols = np.asarray(columns[LABEL_SYMBOL])
    elif aami:
        of_label = AAMI.symbols_shown(label, none, "")
    else:
        # Letters of the network's own classes.
        codes = np.full(UNSET + 1, UNSET, np.uint8)
        for name in classes.scheme.names:
            codes[LETTERS.index(name)] = classes.scheme.code(name)
        of_label = classes.scheme.symbols_shown(codes[label], none, "")
    return np.where(given != "", given, of_label)


def _of_annotations(
    file: Path, folder: Path, classes: TrainedClasses
) -> Iterator[Corrections]:
    name = file.name.removesuffix(file.suffix)
    annotations = read_annotations(file)
    if (annotations.writer or "").startswith(_OURS):
        raise CorrectionError(
            f"{file} was exported by ecgviewer and does not say which beats a reader "
            f"looked at. Give {name}.beats.csv of the same export."
        )
    refuse_cut_off(annotations, str(file))
    record = read_record(record_named(folder, name))
    if (annotations.samples_in(record) >= record.n_samples + record.fs).any():
        raise CorrectionError(
            f"{file} goes on after the end of {record.path}: it was made of another "
            "record."
        )
    beats = annotations.beats(record)
    output = classes.outputs_of(beats.symbol)
    kept = np.flatnonzero(output != UNSET)
    if len(kept):
        yield Corrections(
            file,
            name,
            "",
            beats.sample,
            True,
            beats.sample[kept],
            beats.symbol[kept],
            output[kept],
        )


def all_corrections(
    files: Sequence[Path], folder: Path, classes: TrainedClasses
) -> list[Corrections]:
    """Return what files say, a record after the other.

    Raises
    ------
    CorrectionError
        If two files speak of one record.
    """
    found: dict[str, Corrections] = {}
    for file in files:
        for some in corrections_in(file, folder, classes):
            if some.name in found:
                raise CorrectionError(
                    f"Record {some.name} is in {found[some.name].file} and in {file}. "
                    "Give one review of each record."
                )
            found[some.name] = some
    return list(found.values())
