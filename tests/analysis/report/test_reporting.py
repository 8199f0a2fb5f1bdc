"""Reports of many records and reviews: resumed, and replacing nothing but their own."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

import fsspec
import numpy as np
import pytest

from ecgviewer.analysis.batch import DiskFullError
from ecgviewer.analysis.engine import InTurn
from ecgviewer.analysis.journal_session import session_of
from ecgviewer.analysis.report import report_source, reporting
from ecgviewer.analysis.report.content import Content
from ecgviewer.analysis.report.report_log import LOG_NAME, read_log
from ecgviewer.analysis.report.reporting import (
    EVENTS,
    HTML,
    JSON,
    Outcome,
    Reporting,
    write_reports,
)
from ecgviewer.core.analysis_events import Progress
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_editor import comment_beats, relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.export.record_copy import Hidden
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.fakes import FakeClassifier


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(report_source, "_loaded", lambda _: FakeClassifier())
    folder = tmp_path / "in"
    folder.mkdir()
    return write_record(folder, synthetic_record(20.0, name="ruth").record)


@pytest.fixture
def journal(record: Path) -> Path:
    read, path = read_record(record), record.with_name("ruth.Dr_Smith.ecgedits.jsonl")
    session = ReviewSession(read, synthetic_record(20.0).beats, "MLII")
    written = EditJournal.create(path, session, "Dr Smith")
    edit = relabel(session.beats, [1], BeatClass.V, 7)
    written.append(session.edit(replace(edit, by="Dr Smith"))[0])
    written.close()
    return path


def run(
    paths: list[Path], out: Path, how: Reporting | None = None, *, force: bool = False
) -> list[Outcome]:
    how = how or Reporting()
    return list(write_reports(paths, out, how, InTurn(), force=force))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_record_and_a_review_have_reports_of_their_own(
    record: Path, journal: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    told: list[tuple[str, Progress]] = []
    how = Reporting(report=lambda name, far: told.append((name, far)))
    done = run([record, journal], out, how)
    assert [each.failure for each in done] == ["", ""]
    assert names(out) == {
        LOG_NAME,
        *(f"ruth{ending}" for ending in how.endings),
        *(f"ruth.Dr_Smith{ending}" for ending in how.endings),
    }
    by_record, by_reader = (
        json.loads((out / f"{name}{JSON}").read_bytes())
        for name in ("ruth", "ruth.Dr_Smith")
    )
    assert by_record["head"]["classifier_id"] == "fake-1"
    assert by_reader["head"]["reader"] == "Dr Smith"
    assert by_reader["review"]["n_looked"] == 1
    assert told
    assert isinstance(told[0][1], Progress)


def test_what_is_written_is_skipped_until_something_changes(
    record: Path, journal: Path, tmp_path: Path
) -> None:
    out, how = tmp_path / "out", Reporting((JSON,), cache=tmp_path / "cache")

    def skipped() -> list[bool]:
        return [each.skipped for each in run([record, journal], out, how)]

    assert skipped() == [False, False]
    before = (out / f"ruth{JSON}").read_bytes()
    assert skipped() == [True, True]
    assert (out / f"ruth{JSON}").read_bytes() == before
    (out / f"ruth{JSON}").unlink()
    assert skipped() == [False, True]
    with (out / LOG_NAME).open("a") as file:
        file.write("[1]\n{torn")
    assert skipped() == [True, True]
    write_record(record.parent, synthetic_record(25.0, name="ruth").record)
    assert [each.skipped for each in run([record], out, how)] == [False]
    assert not run([record], out, replace(how, endings=(HTML,)))[0].skipped
    forced = run([record], out, replace(how, endings=(HTML,)), force=True)
    assert not forced[0].skipped


def test_a_review_without_what_the_classifier_says(
    journal: Path, tmp_path: Path
) -> None:
    how = Reporting((JSON,), without_classifier=True)
    (done,) = run([journal], tmp_path / "out", how)
    assert not done.failure
    content = json.loads((tmp_path / "out" / f"ruth.Dr_Smith{JSON}").read_bytes())
    assert content["review"]["errors_left"] is None


def test_a_review_with_what_its_classifier_says(
    journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_source, "_loaded_of", lambda *_: FakeClassifier())
    (done,) = run([journal], tmp_path / "out", Reporting((JSON,)))
    assert not done.failure
    content = json.loads((tmp_path / "out" / f"ruth.Dr_Smith{JSON}").read_bytes())
    assert content["review"]["errors_left"] is not None


def test_gaps_are_no_time_that_can_be_analysed_without_a_classifier_either(
    tmp_path: Path,
) -> None:
    ecg = synthetic_record(60.0, name="ruth")
    signal = ecg.record.signal.copy()
    signal[:, 7200:14400] = np.nan
    read = read_record(write_record(tmp_path, replace(ecg.record, source=signal)))
    path = tmp_path / "ruth.Ada.ecgedits.jsonl"
    session = ReviewSession(read, ecg.beats, "MLII")
    written = EditJournal.create(path, session, "Ada")
    written.append(session.edit(relabel(session.beats, [1], BeatClass.V, 7))[0])
    written.close()
    (done,) = run([path], tmp_path / "out", Reporting((JSON,), without_classifier=True))
    assert not done.failure
    content = json.loads((tmp_path / "out" / f"ruth.Ada{JSON}").read_bytes())
    assert content["head"]["analysable_s"] == pytest.approx(40.0, abs=1.0)
    assert content["silence"]["no_signal"]["n_events"] == 1


def test_an_edit_makes_another_report(journal: Path, tmp_path: Path) -> None:
    out, how = tmp_path / "out", Reporting((JSON,))
    run([journal], out, how)
    contents = read_journal(journal)
    record = read_record(journal.with_name("ruth.hea"))
    session = session_of(record, contents, None)
    keeps = EditJournal.open_for_append(journal, session)
    keeps.append(session.edit(relabel(session.beats, [2], BeatClass.S, 8))[0])
    keeps.sign("Read")
    keeps.close()
    (done,) = run([journal], out, how)
    assert (done.skipped, done.is_finished) == (False, True)
    assert json.loads((out / f"ruth.Dr_Smith{JSON}").read_bytes())["review"][
        "is_finished"
    ]


def test_a_file_that_is_not_a_reports_own_stays(record: Path, tmp_path: Path) -> None:
    out, how = tmp_path / "out", Reporting((HTML,))
    run([record], out, how)
    page = out / f"ruth{HTML}"
    page.write_text("notes of a reader", encoding="utf-8")
    (done,) = run([record], out, how)
    assert "--force" in done.failure
    assert str(page) in done.failure
    assert page.read_text(encoding="utf-8") == "notes of a reader"
    assert not run([record], out, how, force=True)[0].failure
    assert page.read_bytes().startswith(b"<!DOCTYPE html>")


def test_one_that_fails_keeps_no_other_from_it(record: Path, tmp_path: Path) -> None:
    gone = record.with_name("gone.hea")
    done = run([gone, record], tmp_path / "out", Reporting((JSON,)))
    assert [bool(each.failure) for each in done] == [True, False]
    assert "gone.hea" in done[0].failure
    lost = reporting._lost(
        reporting.Assignment(gone, tmp_path, read_log(tmp_path)), "it ended"
    )
    assert lost.failure == "it ended"


def test_a_fault_of_ours_keeps_no_other_from_it(
    record: Path, journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IndexError("by a fault of ours")

    monkeypatch.setattr(reporting, "report_facts", broken)
    done = run([record, journal], tmp_path / "out")
    assert [each.failure for each in done] == ["IndexError: by a fault of ours"] * 2


def test_what_its_reader_must_know_is_told(tmp_path: Path, record: Path) -> None:
    # A rate beyond what the detector can follow.
    phase_s = (np.arange(40 * 250) / 250 * 400 / 60 % 1 - 0.5) * 60 / 400
    values = np.exp(-0.5 * (phase_s / 0.011) ** 2).astype(np.float32)
    fast = Record("fast", 250.0, (Lead("II"),), values[None])
    path = write_record(record.parent, fast)
    (done,) = run([path], tmp_path / "out", Reporting((JSON,)))
    assert "II repeats some 39" in done.notices[-1]


def test_the_record_of_a_journal_may_be_elsewhere(
    record: Path, journal: Path, tmp_path: Path
) -> None:
    alone = tmp_path / journal.name
    journal.rename(alone)
    out, how = tmp_path / "out", Reporting((JSON,))
    assert run([alone], out, how)[0].failure
    (done,) = run([alone], out, replace(how, record=record))
    assert not done.failure


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_full_drive_ends_the_run(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fails(*_: object) -> None:
        raise OSError(number, "as it is", "x.json")

    monkeypatch.setattr(reporting, "replace_file", fails)
    if number == errno.ENOSPC:
        with pytest.raises(DiskFullError, match="Free space"):
            run([record], tmp_path / "out")
    else:
        assert run([record], tmp_path / "out")[0].failure == "x.json: as it is"


def test_a_link_under_the_name_of_the_log_is_not_followed(
    record: Path, tmp_path: Path
) -> None:
    out, target = tmp_path / "out", tmp_path / "elsewhere.txt"
    out.mkdir()
    target.write_text("mine", encoding="utf-8")
    (out / LOG_NAME).symlink_to(target)
    assert not run([record], out, Reporting((EVENTS,)))[0].failure
    assert target.read_text(encoding="utf-8") == "mine"
    assert run([record], out, Reporting((EVENTS,)))[0].skipped


def test_nobody_is_named_in_a_deidentified_report(
    record: Path, journal: Path, tmp_path: Path
) -> None:
    contents = read_journal(journal)
    session = session_of(read_record(record), contents, None)
    keeps = EditJournal.open_for_append(journal, session)
    keeps.append(session.edit(comment_beats(session.beats, [1], "of Mrs Jones"))[0])
    keeps.close()
    out, how = tmp_path / "out", Reporting(hide=Hidden(-70))
    assert [each.failure for each in run([record, journal], out, how)] == ["", ""]
    assert len(names(out)) == 11
    for path in out.iterdir():
        said = path.name.encode() + path.read_bytes()
        assert not any(word in said for word in (b"ruth", b"Smith", b"Jones"))
    assert [each.skipped for each in run([record, journal], out, how)] == [True, True]


def test_folders_name_nobody_either(record: Path, tmp_path: Path) -> None:
    (tmp_path / "smith").mkdir()
    other = write_record(
        tmp_path / "smith", synthetic_record(22.0, name="ruth", seed=3).record
    )
    how = Reporting((JSON,), hide=Hidden(-7))
    assert [d.failure for d in run([record, other], tmp_path / "a", how)] == ["", ""]
    assert len(list((tmp_path / "a").glob("*.json"))) == 2
    run([record, other], tmp_path / "b", Reporting((JSON,)))
    assert names(tmp_path / "b") == {"in", "smith"}


def _painted(content: Content, written_at: str) -> bytes:
    assert written_at.endswith("+00:00")
    return f"{content.facts.head.record} {content.record.start_time}".encode()


def test_what_is_painted_is_of_the_same_facts(record: Path, tmp_path: Path) -> None:
    out, kinds = tmp_path / "out", {".picture": _painted}
    how = Reporting((JSON, ".picture"), painted=kinds, options=("a4",))
    (done,) = run([record], out, how)
    assert done.written
    assert (out / "ruth.picture").read_bytes() == b"ruth None"
    assert run([record], out, how)[0].skipped
    # On other paper it is another file.
    (again,) = run([record], out, replace(how, options=("letter",)))
    assert not again.skipped
    hiding = replace(how, hide=Hidden(3))
    (hidden,) = run([record], tmp_path / "hidden", hiding)
    assert hidden.written
    painted = next((tmp_path / "hidden").glob("*.picture"))
    assert b"ruth" not in painted.read_bytes()


def test_what_a_url_names_is_reported_as_its_file(
    memory: fsspec.AbstractFileSystem, record: Path, journal: Path, tmp_path: Path
) -> None:
    for path in record.parent.iterdir():
        memory.pipe(f"/ward/{path.name}", path.read_bytes())
    urls = [Path(f"memory://ward/{path.name}") for path in (record, journal)]
    here, there = tmp_path / "here", tmp_path / "there"
    how = Reporting((EVENTS,))
    assert not any(each.failure for each in run([record, journal], here, how))
    assert not any(each.failure for each in run(urls, there, how))
    assert names(here) == names(there)
    for name in names(here) - {LOG_NAME}:
        assert (here / name).read_bytes() == (there / name).read_bytes()
    elsewhere = replace(how, record=urls[0])
    assert not run([journal], tmp_path / "elsewhere", elsewhere)[0].failure
    memory.rm("/ward/ruth.hea")
    (gone,) = run(urls[1:], tmp_path / "gone", how)
    assert "memory://ward/ruth cannot be read" in gone.failure
