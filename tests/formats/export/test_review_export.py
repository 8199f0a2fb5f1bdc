from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.export.export_formats import EXPORT_FORMATS, paths_of_export
from ecgviewer.formats.export.review_export import (
    ExportError,
    export_csv,
    export_wfdb,
    fitting,
    refuse_to_replace,
)
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import AnnotationError, new_annotations
from ecgviewer.formats.wfdb.record import read_record
from tests.formats.small_records import small_session, write_small


def _files(record: Record, folder: Path) -> tuple[Path, ...]:
    usual = [each for each in EXPORT_FORMATS if each.is_usual]
    return paths_of_export(usual, record, folder, "mine")


def test_a_review_of_annotations_takes_over_what_was_not_edited(tmp_path: Path) -> None:
    record = read_record(write_small(tmp_path))
    original = new_annotations([10, 200, 400], ["N", '"', "V"])
    write_annotations(tmp_path / "small.atr", original)
    session = ReviewSession(record, original.beats(record), "MLII", "atr")
    session.edit(relabel(session.beats, [0], BeatClass.S, 5))
    written = read_annotations(export_wfdb(session, tmp_path, "mine"))
    assert written.symbol.tolist() == ["S", '"', "V"]
    assert read_annotations(tmp_path / "small.atr") == original
    (tmp_path / "small.atr").unlink()
    with pytest.raises(AnnotationError, match="does not exist"):
        export_wfdb(session, tmp_path, "mine")


def test_a_review_of_detected_beats_is_written_anew(tmp_path: Path) -> None:
    session = small_session(3)
    session.edit(relabel(session.beats, [1], BeatClass.V, 5))
    path = export_csv(session, tmp_path, "Ada")
    assert path == tmp_path / "small.beats.csv"
    assert read_csv(path).sample.tolist() == [100, 460, 820]
    written = read_annotations(export_wfdb(session, tmp_path, "mine"))
    assert written.symbol.tolist() == ["N", "V", "V"]


def test_an_export_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    session = small_session(3)
    refuse_to_replace(_files(session.record, tmp_path))
    export_csv(session, tmp_path, "Ada")
    with pytest.raises(ExportError, match=r"small\.beats\.csv already exists"):
        refuse_to_replace(_files(session.record, tmp_path))
    export_wfdb(session, tmp_path, "mine")
    with pytest.raises(ExportError, match=r"and .*small\.mine already exist"):
        refuse_to_replace(_files(session.record, tmp_path))


def test_texts_of_annotations_are_left_out_but_for_rhythms(tmp_path: Path) -> None:
    record = read_record(write_small(tmp_path))
    original = new_annotations([5, 10, 20, 200], ["+", '"', '"', "V"])
    texts = [b"(AFIB\0", b"Mrs Smith\0", b"(born 1950)\0", b"Dr Jones"]
    aux = np.array(texts, object)
    write_annotations(tmp_path / "small.atr", replace(original, aux=aux))
    session = ReviewSession(record, original.beats(record), "MLII", "atr")
    path = export_wfdb(session, tmp_path, "mine", texts=False)
    written = read_annotations(path)
    assert written.symbol.tolist() == ["+", '"', '"', "V"]
    assert written.aux.tolist() == [b"(AFIB\0", b"", b"", b""]


#: In a process of its own, since wfdb-python has read some files for ever.
_RDANN = """
import sys, warnings
warnings.simplefilter("ignore")
import wfdb
read = wfdb.rdann(sys.argv[1], sys.argv[2])
print(read.fs, *read.sample, *read.symbol)
"""


@pytest.mark.parametrize("notes", [0, 2])
def test_wfdb_python_reads_what_is_exported(tmp_path: Path, notes: int) -> None:
    record = read_record(write_small(tmp_path))
    original = new_annotations([0] * notes + [10, 200], ['"'] * notes + ["N", "V"])
    original = replace(original, aux=np.array([b"a note"] * notes + [b""] * 2, object))
    write_annotations(tmp_path / "small.atr", original)
    session = ReviewSession(record, original.beats(record), "MLII", "atr")
    path = export_wfdb(session, tmp_path, "mine")
    assert _rdann(path) == f"{record.fs:g} 10 200 N V"


def test_wfdb_python_reads_beats_that_were_detected(tmp_path: Path) -> None:
    path = export_wfdb(small_session(3), tmp_path, "ecgv")
    assert _rdann(path) == "360 100 460 820 N N V"


def _rdann(path: Path) -> str:
    name, annotator = str(path.with_suffix("")), path.suffix[1:]
    command = [sys.executable, "-c", _RDANN, name, annotator]
    ended = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=True
    )
    return ended.stdout.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX links")
def test_a_link_to_annotations_in_a_store_is_not_replaced(tmp_path: Path) -> None:
    folder, store = tmp_path / "record", tmp_path / "store"
    folder.mkdir()
    store.mkdir()
    session = small_session(header=write_small(folder))
    theirs = new_annotations([100, 460], ["N", "V"])
    write_annotations(store / "key", theirs)
    link = folder / "small.atr"
    link.symlink_to(store / "key")
    with pytest.raises(
        AnnotationError, match="is a link to annotations that ecgviewer"
    ):
        export_wfdb(session, folder, "atr")
    assert link.is_symlink()
    assert read_annotations(store / "key") == theirs
    export_wfdb(session, store, "ours")
    (folder / "small.mine").symlink_to(store / "small.ours")
    export_wfdb(session, folder, "mine")
    assert read_annotations(folder / "small.mine").writer.startswith("ecgviewer")
    (folder / "small.gone").symlink_to(store / "nothing")
    export_wfdb(session, folder, "gone")
    assert len(read_annotations(folder / "small.gone")) == 6


def test_texts_that_wfdb_has_no_room_for_are_cut_between_characters() -> None:
    notes = new_annotations([1, 2], ['"', '"'])
    assert fitting(notes) is notes
    aux = notes.aux.copy()
    aux[:] = [b"short", "ä".encode() * 150]
    cut = fitting(replace(notes, aux=aux))
    assert cut.aux[0] == b"short"
    assert cut.aux[1] == "ä".encode() * 127
