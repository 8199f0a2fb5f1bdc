"""`ecgviewer export --to` writes a review in the formats that are asked for."""

from __future__ import annotations

from pathlib import Path

import edfio
import pytest

from ecgviewer.__main__ import main
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.export.record_copy import write_record_copy
from ecgviewer.formats.ishne.header import ANN_MAGIC, read_header
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.record_formats import annotations_of, read_record
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Return the journal of a review of an ISHNE recording's annotations."""
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / "p1.ecg"
    made = new_annotations([300, 600, 900], ["N", "N", "V"])
    write_record_copy(path, synthetic_record(20.0, name="p1").record, made)
    record = read_record(path)
    beats = annotations_of(record, "ann").beats(record)
    session = ReviewSession(record, beats, record.leads[0].name, "ann")
    found = folder / "p1.ecg.ann.Ada.ecgedits.jsonl"
    written = EditJournal.create(found, session, "Ada")
    written.append(session.edit(relabel(session.beats, [1], BeatClass.S, 9))[0])
    editor = session.rhythm_editor("Ada")
    written.append(session.edit(editor.add(EpisodeKind.AF, 400, 904))[0])
    written.close()
    return found


def test_everything_at_once(
    journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ["export", str(journal), "-o", str(out)]
    assert main([*words, "--to", "csv,wfdb,edf,ishne"]) == 0
    said = capsys.readouterr()
    names = {path.name for path in out.iterdir()}
    assert names == {
        "p1.ecg.beats.csv",
        "p1.ecg.rhythms.csv",
        "p1.ecg.review",
        "p1.ecg.review.edf",
        "p1.ann",
    }
    assert all(str(out / name) in said.out for name in names)
    assert "p1.ann: Not written: 2 annotations" in said.err
    edf = edfio.read_edf(out / "p1.ecg.review.edf")
    found = [(each.text, each.onset, each.duration) for each in edf.annotations]
    assert pytest.approx(next(row for row in found if row[2])) == (
        "Atrial fibrillation",
        400 / 360,
        1.4,
    )
    assert [text for text, _, lasts in found if lasts is None] == ["N", "S", "V"]
    # The same as beats beside a copy of the recording.
    (out / "p1.ecg").write_bytes((journal.parent / "p1.ecg").read_bytes())
    beside = annotations_of(read_record(out / "p1.ecg"), "ann")
    assert beside.symbol.tolist() == ["N", "S", "V"]
    assert main([*words, "--to", "edf"]) == 1
    assert "p1.ecg.review.edf already exists" in capsys.readouterr().err
    assert main([*words, "--to", "edf,ishne", "--force"]) == 0


def test_the_usual_and_a_word_that_is_not_known(
    journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["export", str(journal), "-o", str(out), "--to", "ishne"]) == 0
    assert [path.name for path in out.iterdir()] == ["p1.ann"]
    with pytest.raises(SystemExit):
        main(["export", str(journal), "--to", "csv,pdf"])
    assert "'pdf' cannot be written; give some of csv, wfdb" in capsys.readouterr().err


def test_annotations_of_the_recorder_are_never_replaced(
    journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = journal.parent / "p1.ann"
    data = bytearray(original.read_bytes())
    # As another program would have written it.
    at = data.index(b"ecgviewer")
    data[at : at + 9] = b"recorder "
    original.write_bytes(data)
    assert main(["export", str(journal), "--to", "ishne", "--force"]) == 1
    assert "p1.ann was not written by ecgviewer" in capsys.readouterr().err
    assert original.read_bytes() == data


def test_another_name_without_people(
    journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    monkeypatch.setattr("ecgviewer.commands.options.user_data_folder", lambda: data)
    out = tmp_path / "out"
    words = ["export", str(journal), "-o", str(out), "--deidentify", "--name", "case-7"]
    assert main(words) == 0
    assert not data.exists(), "no date is written, so that none is shifted"
    assert read_annotations(out / "case-7.review").symbol.tolist()[:1] == ["N"]
    assert not any(read_csv(out / "case-7.beats.csv").reviewer)
    assert main([*words, "--to", "edf,ishne", "--shift-days", "-7"]) == 0
    assert not data.exists()
    assert b"Ada" not in (out / "case-7.review.edf").read_bytes()
    assert read_header(out / "case-7.ann", ANN_MAGIC).details == ()
    assert main([*words, "--to", "edf", "--force"]) == 0
    assert (data / "deidentification.json").exists()
