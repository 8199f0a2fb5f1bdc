"""The table of beats as Parquet, typed, for pandas, Polars and the like.

It is made of the CSV, so that both say the same. pyarrow comes with the extra
``parquet`` and is imported when a table is asked for.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.errors import InputError
from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.labels import UNSET
from ecgviewer.core.record import Record
from ecgviewer.formats.export.annotation_csv import CorrectedBeats, read_csv
from ecgviewer.formats.export.csv_columns import LABEL_SYMBOL, PROBABILITY
from ecgviewer.formats.files.atomic import Check, replace_file

_NO_PYARROW = (
    "pyarrow, which writes Parquet, is not installed. Install it with: pip install "
    "'ecgviewer[parquet]'"
)


def check_parquet() -> None:
    """Refuse to begin work whose tables could not be written.

    Raises
    ------
    InputError
        If pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        raise InputError(_NO_PYARROW)


def parquet_path(record: Record, folder: Path) -> Path:
    """Return where `write_parquet` writes."""
    return folder / f"{record.name}.beats.parquet"


def write_parquet(csv_path: Path, path: Path, check: Check | None = None) -> Path:
    """Write the table of a CSV of beats; the file is replaced as a whole.

    Unknown numbers and labels are null, labels and texts that repeat are dictionaries,
    and times are UTC. The columns have the names and the order of the CSV.

    Parameters
    ----------
    csv_path : Path
        What `write_csv` wrote.
    path : Path
        The file to write.
    check : callable, optional
        See `replace_file`.

    Raises
    ------
    InputError
        If the CSV cannot be read.
    OSError
        If the file cannot be written.
    """
    import pyarrow as pa  # noqa: PLC0415 - an extra
    from pyarrow import parquet  # noqa: PLC0415

    columns = _columns(read_csv(csv_path))
    table = pa.table({name: _array(pa, name, of) for name, of in columns.items()})
    with replace_file(path, check) as file:
        parquet.write_table(table, file, compression="zstd")
    return path


def _columns(beats: CorrectedBeats) -> dict[str, npt.NDArray[Any]]:
    columns: dict[str, npt.NDArray[Any]] = {}
    for name in (
        "record", "beat_id", "sample", "time_s", "rr_previous_s", "rr_next_s", "lead",
        "symbol",
    ):  # fmt: skip
        columns[name] = getattr(beats, name)
    columns["label"] = _names(beats.label, beats.names)
    columns["label_origin"] = beats.label_origin
    columns["predicted_label"] = _names(beats.predicted_label, beats.names)
    for place, name in enumerate(beats.probability_classes):
        columns[PROBABILITY + name] = beats.probabilities[:, place]
    for name in (
        "confidence", "quality", "reviewed", "reviewer", "reviewed_at", "comment",
        "classifier_id",
    ):  # fmt: skip
        columns[name] = getattr(beats, name)
    if beats.names != AAMI.names:
        columns[LABEL_SYMBOL] = beats.label_symbol
    return columns


def _names(labels: npt.NDArray[np.uint8], names: tuple[str, ...]) -> npt.NDArray[Any]:
    known: npt.NDArray[Any] = np.array([*names, None], object)
    found: npt.NDArray[Any] = known[np.where(labels == UNSET, len(names), labels)]
    return found


def _array(pa: Any, name: str, values: npt.NDArray[Any]) -> Any:  # noqa: ANN401
    if name == "reviewed_at":
        return pa.array(values, pa.timestamp("s", "UTC"), mask=values == 0)
    if values.dtype.kind == "f":
        return pa.array(values, mask=np.isnan(values))
    if values.dtype.kind in "OU":
        return pa.array(values.tolist(), pa.string()).dictionary_encode()
    return pa.array(values)
