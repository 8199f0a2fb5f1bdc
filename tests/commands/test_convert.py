"""`ecgviewer convert` writes copies of records, with annotations or a review."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.__main__ import main
from ecgviewer.commands import convert
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.record_formats import annotations_of, read_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.rhythm_marks import rhythms_of
from ecgviewer.formats.wfdb.writer import write_record


@pytest.fixture
def header(tmp_path: Path) -> Path:
    """Return a record with beats beside it."""
    folder = tmp_path / "in"
    folder.mkdir()
    path = write_record(folder, synthetic_record(20.0, name="p1").record)
    write_annotations(path.with_suffix(".atr"), new_annotations([300, 600], ["N", "V"]))
    write_annotations(path.with_suffix(".two"), new_annotations([300], ["A"]))
    return path


def test_to_every_format_and_back(header: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["convert", str(header), "-o", str(out)]) == 0
    assert main(["convert", str(header), "-o", str(out), "--to", "bdf"]) == 0
    edf = out / "p1.edf"
    assert main(["convert", str(edf), "-o", str(out), "--to", "wfdb"]) == 0
    signal = read_record(header).signal
    for name in ("p1.edf", "p1.bdf", "p1.hea"):
        copy = read_record(out / name)
        assert np.array_equal(copy.signal, signal)
        beats = annotations_of(copy, "atr").beats(copy)
        assert beats.sample.tolist() == [300, 600]


def test_to_ishne_and_back(
    header: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["convert", str(header), "-o", str(out), "--to", "ishne"]) == 0
    assert "MLII is called ECG 1" in capsys.readouterr().err
    ishne = out / "p1.ecg"
    # The beats beside it are taken without being asked for.
    assert main(["convert", str(ishne), "-o", str(out), "--to", "wfdb"]) == 0
    copy = read_record(out / "p1.hea")
    assert np.array_equal(copy.signal, read_record(header).signal)
    beats = annotations_of(copy, "atr").beats(copy)
    assert (beats.sample.tolist(), beats.symbol.tolist()) == ([300, 600], ["N", "V"])


def test_a_review_lies_inside_its_copy(header: Path, tmp_path: Path) -> None:
    record = read_record(header)
    beats = annotations_of(record, "atr").beats(record)
    session = ReviewSession(record, beats, annotator="atr")
    journal = header.with_name("p1.atr.Ada.ecgedits.jsonl")
    written = EditJournal.create(journal, session, "Ada")
    written.append(session.edit(relabel(session.beats, [0], BeatClass.S, 9))[0])
    editor = session.rhythm_editor("Ada")
    written.append(session.edit(editor.add(EpisodeKind.AF, 400, 900))[0])
    written.close()
    words = ["convert", str(header), "-o", str(tmp_path / "out")]
    assert main([*words, "--review", str(journal)]) == 0
    copy = read_record(tmp_path / "out" / "p1.edf")
    found = annotations_of(copy, "atr")
    assert found.beats(copy).symbol.tolist() == ["S", "V"]
    (episode,) = rhythms_of(found, copy).episodes
    assert (episode.kind, episode.start, episode.stop) == (EpisodeKind.AF, 400, 900)


def test_whose_annotations(header: Path, tmp_path: Path) -> None:
    words = ["convert", str(header), "-o", str(tmp_path), "--annotator", "two"]
    assert main([*words, "--name", "other"]) == 0
    copy = read_record(tmp_path / "other.edf")
    assert annotations_of(copy, "atr").symbol.tolist() == ["A"]
    header.with_suffix(".atr").unlink()
    assert main(["convert", str(header), "-o", str(tmp_path)]) == 0
    assert read_record(tmp_path / "p1.edf").n_samples == copy.n_samples


def test_what_is_there_is_not_replaced(
    header: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["convert", str(header), "-o", str(tmp_path)]
    assert main(words) == 0
    assert main(words) == 1
    assert "p1.edf exists already" in capsys.readouterr().err
    assert main([*words, "--force"]) == 0
    here = ["-o", str(header.parent), "--to", "wfdb"]
    assert main(["convert", str(header), *here]) == 1
    assert "exists already" in capsys.readouterr().err
    assert main(["convert", str(header), *here, "--force"]) == 1
    assert "is the recording itself" in capsys.readouterr().err
    assert main(["convert", str(header), str(header), "--name", "x"]) == 2
    assert main(["convert", str(tmp_path / "gone.edf"), "-o", str(tmp_path)]) == 1
    assert "gone.edf does not exist" in capsys.readouterr().err


def test_deidentified_with_a_shift_that_is_kept(
    header: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    data = tmp_path / "data"
    monkeypatch.setattr("ecgviewer.commands.options.user_data_folder", lambda: data)
    text = header.read_text(encoding="utf-8")
    first, rest = text.split("\n", 1)
    header.write_text(f"{first} 10:00:00 02/03/2020\n{rest}# Ada\n", encoding="utf-8")
    start = read_record(header).start_time
    assert start is not None
    out = tmp_path / "out"
    words = ["convert", str(header), "-o", str(out), "--deidentify"]
    assert main(words) == 0
    days = json.loads((data / "deidentification.json").read_bytes())["shift_days"]
    (copy,) = out.iterdir()
    assert copy.name.startswith("recording-")
    assert read_record(copy).start_time == start + timedelta(days=days)
    assert main([*words, "--shift-days", "3", "--force"]) == 0
    assert read_record(copy).start_time == start + timedelta(days=3)


def test_a_folder_that_is_not_to_be_written_is_named(
    header: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "out/p1.edf")

    monkeypatch.setattr(convert, "write_record_copy", refused)
    assert main(["convert", str(header), "-o", str(tmp_path / "out")]) == 1
    assert f"{header}: out/p1.edf: Permission denied" in capsys.readouterr().err
