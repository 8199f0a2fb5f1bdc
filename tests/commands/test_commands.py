from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.__main__ import main
from ecgviewer.analysis import batch
from ecgviewer.analysis.analyse_record import analyse_record, analyse_session
from ecgviewer.commands import analyze
from ecgviewer.commands.parser import parse
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.wfdb.annotations import read_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.model.document import Document, DocumentState
from tests.fakes import FakeClassifier


@pytest.fixture
def ecg() -> SyntheticEcg:
    return synthetic_record(60.0, name="patient1")


@pytest.fixture
def record_path(ecg: SyntheticEcg, tmp_path: Path) -> Path:
    return write_record(tmp_path, ecg.record)


@pytest.fixture(autouse=True)
def _fake_classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyze, "load_classifier", lambda _: FakeClassifier())
    monkeypatch.setattr(batch, "_classifier", lambda _: FakeClassifier())


def test_analyze_writes_csv_and_annotations(
    ecg: SyntheticEcg, record_path: Path, tmp_path: Path
) -> None:
    out = tmp_path / "new" / "out"
    assert main(["analyze", str(record_path), "-o", str(out)]) == 0
    rows = read_csv(out / "patient1.beats.csv")
    assert len(rows.sample) == len(ecg.beats)
    assert np.abs(rows.sample - ecg.beats.sample).max() <= 6
    annotations = read_annotations(out / "patient1.ecgv")
    assert np.array_equal(annotations.sample, rows.sample)


def test_analyze_names_what_failed_and_does_the_rest(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.hea"
    arguments = ["analyze", str(missing), str(record_path), "-o", str(tmp_path)]
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert "missing" in captured.err
    assert "Traceback" not in captured.err
    assert (tmp_path / "patient1.beats.csv").exists()


def test_analyze_with_an_unknown_lead(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["analyze", str(record_path), "--lead", "aVR", "-o", str(tmp_path)]
    assert main(arguments) == 1
    assert "MLII" in capsys.readouterr().err


def test_analyze_says_what_it_skips(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["analyze", str(record_path), "-o", str(tmp_path)]
    assert main(arguments) == 0
    assert "skipped" not in capsys.readouterr().out
    assert main(arguments) == 0
    assert "patient1.hea: skipped" in capsys.readouterr().out
    assert main([*arguments, "--force"]) == 0
    assert "skipped" not in capsys.readouterr().out


def test_analyze_tells_what_is_wrong_with_a_record(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signal = record_path.with_suffix(".dat")
    signal.write_bytes(signal.read_bytes()[:-3000])
    arguments = ["analyze", str(record_path), "-o", str(tmp_path)]
    for _ in range(2):
        assert main(arguments) == 0
        told = capsys.readouterr()
        assert "patient1.dat is shorter than patient1.hea says" in told.err
        assert "shorter" not in told.out


def test_analyze_into_what_is_no_folder(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "out"):
        assert main(["analyze", str(record_path), "-o", str(out)]) == 2
        assert f"ecgviewer analyze: {out}: " in capsys.readouterr().err


@pytest.mark.parametrize("jobs", ["0", "two"])
def test_jobs_are_a_number_of_processes(
    jobs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["analyze", "1", "--jobs", jobs])
    assert f"{jobs} is not a number of processes" in capsys.readouterr().err


def test_analyze_takes_records_of_one_name(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = tmp_path / "other"
    others.mkdir()
    other = write_record(others, synthetic_record(30.0, name="patient1").record)
    out = tmp_path / "out"
    assert main(["analyze", str(record_path), str(other), "-o", str(out)]) == 0
    said = capsys.readouterr().out
    for table in (out / "patient1.beats.csv", out / "other" / "patient1.beats.csv"):
        assert table.is_file()
        assert str(table) in said


def test_analyze_keeps_what_was_exported(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = _reviewed(record_path)
    assert main(["export", str(journal), "-o", str(tmp_path)]) == 0
    table = tmp_path / "patient1.beats.csv"
    before = table.read_bytes()
    assert main(["analyze", str(record_path), "-o", str(tmp_path)]) == 1
    assert "3 beats reviewed by Ada" in capsys.readouterr().err
    assert table.read_bytes() == before
    asked = ["analyze", str(record_path), "-o", str(tmp_path), "--force"]
    assert main(asked) == 0
    assert "is replaced, which held 3 beats reviewed by Ada" in capsys.readouterr().err


def test_no_progress_in_a_pipe(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", str(record_path), "-o", str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""


def _unclassified(record: Record, classifier: FakeClassifier) -> ReviewSession:
    found = analyse_record(record, classifier)
    return ReviewSession(record, found.beats, found.lead)


def _classified(record: Record, classifier: FakeClassifier) -> ReviewSession:
    session = _unclassified(record, classifier)
    analyse_session(session, classifier)
    return session


def _reviewed(
    record_path: Path,
    found: Callable[[Record, FakeClassifier], ReviewSession] = _unclassified,
    reader: str = "Ada",
) -> tuple[ReviewSession, Path]:
    record = read_record(record_path)
    session = found(record, FakeClassifier())
    path = journal_path(record, reader, record_path.parent)
    document = Document()
    document.open(session, (), JournalKeeper(path, reader))
    document.set_state(DocumentState.READY)
    assert document.label(session.beats.beat_id[2:5], BeatClass.V)
    document.close()
    return session, path


def test_export_of_a_journal(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session, journal = _reviewed(record_path)
    out = tmp_path / "out"
    assert main(["export", str(journal), "-o", str(out)]) == 0
    rows = read_csv(out / "patient1.beats.csv")
    assert np.array_equal(rows.reviewed, session.beats.reviewed)
    assert set(rows.reviewer[rows.reviewed]) == {"Ada"}


def test_a_deidentified_export_names_neither_reader_nor_record(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = _reviewed(record_path)
    out = tmp_path / "out"
    asked = ["export", str(journal), "-o", str(out), "--deidentify", "--name", "case-7"]
    assert main(asked) == 0
    assert {path.name for path in out.iterdir()} == {
        "case-7.beats.csv",
        "case-7.review",
    }
    for path in out.iterdir():
        for word in (b"Ada", b"patient1"):
            assert word not in path.read_bytes()
    rows = read_csv(out / "case-7.beats.csv")
    assert int(rows.reviewed.sum()) == 3
    assert not rows.reviewed_at.any()
    assert main(asked) == 1, "the guard knows the other name"
    assert "case-7.beats.csv" in capsys.readouterr().err
    assert main([*asked[:-1], "a/b"]) == 1
    assert "cannot name a record" in capsys.readouterr().err


def test_export_of_a_second_reader_does_not_replace_the_first(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    _, ada = _reviewed(record_path)
    _, bob = _reviewed(record_path, reader="Bob")
    assert main(["export", str(ada), "-o", out]) == 0
    assert main(["export", str(bob), "-o", out]) == 1
    told = capsys.readouterr().err
    assert "--force" in told
    assert "That would lose 3 beats reviewed by Ada in patient1.beats.csv" in told
    table = tmp_path / "out" / "patient1.beats.csv"
    assert "Ada" in read_csv(table).reviewer
    assert main(["export", str(bob), "-o", out, "--force"]) == 0
    assert "which held 3 beats reviewed by Ada" in capsys.readouterr().err
    assert "Bob" in read_csv(table).reviewer


def test_export_of_a_review_whose_classifier_is_gone(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = _reviewed(record_path, _classified)
    out = tmp_path / "out"
    assert main(["export", str(journal), "-o", str(out)]) == 1
    assert "fake-1, which is not installed" in capsys.readouterr().err
    assert not out.exists()
    asked = ["export", str(journal), "-o", str(out), "--without-classifier"]
    assert main(asked) == 0
    assert not any(read_csv(out / "patient1.beats.csv").classifier_id)


def _rename(record_path: Path, name: str) -> Path:
    """Give a record another name, as file managers and an editor do."""
    renamed = record_path.with_name(f"{name}.hea")
    text = record_path.read_text(encoding="utf-8")
    record_path.with_suffix(".dat").rename(renamed.with_suffix(".dat"))
    renamed.write_text(text.replace(record_path.stem, name), encoding="utf-8")
    record_path.unlink()
    return renamed


def test_export_finds_a_record_that_was_renamed(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session, journal = _reviewed(record_path)
    # Of the same length, and yet another recording.
    other = synthetic_record(20.0, name="another", seed=9).record
    write_record(record_path.parent, other)
    (record_path.parent / "broken.hea").write_text("no header", encoding="utf-8")
    lost = record_path.parent / "lost.hea"
    lost.write_bytes(record_path.read_bytes().replace(b"patient1", b"lost"))
    renamed = _rename(record_path, "renamed")
    out = tmp_path / "out"
    assert main(["export", str(journal), "-o", str(out)]) == 0
    assert "it was called patient1" in capsys.readouterr().err
    rows = read_csv(out / "renamed.beats.csv")
    assert np.array_equal(rows.reviewed, session.beats.reviewed)
    asked = ["export", str(journal), "--record", str(renamed), "-o", str(out)]
    assert main([*asked, "--force"]) == 0


def test_export_of_a_record_that_is_gone_says_so(
    record_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = _reviewed(record_path)
    record_path.unlink()
    assert main(["export", str(journal)]) == 1
    assert "patient1.hea" in capsys.readouterr().err


def test_export_of_a_record_whose_samples_were_changed_says_so(
    record_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = _reviewed(record_path)
    signal = record_path.with_suffix(".dat")
    signal.write_bytes(bytes(signal.stat().st_size))
    assert main(["export", str(journal)]) == 1
    assert "belongs to other data" in capsys.readouterr().err


def test_export_of_something_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = tmp_path / "x.y.ecgedits.jsonl"
    journal.write_text("no journal\n")
    assert main(["export", str(journal)]) == 1
    assert str(journal) in capsys.readouterr().err


def test_compare_in_json(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", str(record_path), "-o", str(tmp_path)]) == 0
    capsys.readouterr()
    arguments = ["compare", str(record_path), "ecgv", "ecgv", "--whole", "--json"]
    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out)


def test_compare_reports_episodes_on_request(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", str(record_path), "-o", str(tmp_path)]) == 0
    ours = str(tmp_path / "ecgv")
    arguments = ["compare", str(record_path), ours, ours, "--whole"]
    assert main(arguments) == 0
    assert "AF episode" not in capsys.readouterr().out
    options = ["--episodes", "--shortest-episode", "10", "--without-flutter"]
    assert main([*arguments, *options]) == 0
    said = capsys.readouterr().out
    assert "AF episode-by-episode comparison results for record" in said
    assert "Episodes of less than 10 s are left out. Atrial flutter" in said


@pytest.mark.parametrize("wrong", ["-1", "inf", "nan", "long"])
def test_compare_refuses_a_length_that_is_not_one(
    wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["compare", "1", "atr", "cnn", f"--shortest-episode={wrong}"])
    assert f"{wrong} is not a number of seconds" in capsys.readouterr().err


def test_compare_without_annotations(
    record_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(record_path), "atr", "ecgv", "--whole"]) == 1
    assert "atr" in capsys.readouterr().err


def _said_of_readers(
    record_path: Path, reader: str, capsys: pytest.CaptureFixture[str]
) -> str:
    assert main(["agree", str(record_path), "--readers", reader, reader]) == 1
    said = capsys.readouterr()
    assert said.out == "", "no kappa of nothing"
    return said.err


def test_agree_says_what_readers_can_be(
    record_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = _reviewed(record_path)
    for reader in ("Ada", str(journal)):
        said = _said_of_readers(record_path, reader, capsys)
        assert f"{journal} is the journal of a review. Export it" in said
    said = _said_of_readers(record_path, "bob", capsys)
    assert "patient1.bob does not exist. Name an annotator" in said


def test_a_misspelt_command_is_no_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main(["frobnicate"])
    assert stopped.value.code == 2
    assert "Commands: open, analyze, compare, agree, export" in capsys.readouterr().err


def test_a_record_is_opened_without_a_command(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(record_path.parent)
    for word in ("patient1", "patient1.dat", "gone.hea", "folder/gone"):
        given = parse([word])
        assert (given.command, given.record) == ("open", Path(word))


@pytest.mark.parametrize(
    "arguments",
    [["analyze"], ["compare", "100"], ["--nonsense"], ["analyze", "1", "--jobs", "0"]],
)
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
