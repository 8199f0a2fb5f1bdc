"""What counts as somebody's work, and what an analysis may replace of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import comment_beats, relabel
from ecgviewer.formats.export.deidentified import RecordNameError, deidentified, renamed
from ecgviewer.formats.export.output_guard import OutputGuard, ReplaceError, work_in
from ecgviewer.formats.export.review_export import (
    export_csv,
    export_wfdb,
    replaced_work,
)
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.wfdb.annotations import AnnotationError
from ecgviewer.formats.wfdb.annotator_names import check_annotator
from tests.formats.small_records import small_session


def test_a_review_is_counted_by_beats_and_comments(tmp_path: Path) -> None:
    session = small_session(4)
    path = export_csv(session, tmp_path, "")
    assert work_in(path) == ""
    session.edit(comment_beats(session.beats, [1], "early"))
    assert work_in(export_csv(session, tmp_path, "Ada")) == "1 comment"
    session.edit(comment_beats(session.beats, [2], "late"))
    session.edit(relabel(session.beats, [0], BeatClass.S, 5))
    text = "1 beat reviewed by Ada and 2 comments"
    assert work_in(export_csv(session, tmp_path, "Ada")) == text
    text = "1 beat reviewed and 2 comments"
    assert work_in(export_csv(session, tmp_path, "")) == text
    session.edit(relabel(session.beats, [0, 1], BeatClass.F, 5))
    assert work_in(export_csv(session, tmp_path, "")).startswith("2 beats reviewed")


def test_a_label_changed_in_a_spreadsheet_is_work(tmp_path: Path) -> None:
    path = export_csv(small_session(4), tmp_path, "")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",N,classifier,N,", ",S,classifier,N,", 1))
    assert work_in(path) == "1 beat reviewed"


def test_annotations_of_ours_are_not_known_to_be_work(tmp_path: Path) -> None:
    path = export_wfdb(small_session(4), tmp_path, "review")
    assert work_in(path) == ""
    assert replaced_work([path]) == ()
    path.write_bytes(b"shopping list")
    assert work_in(path) == "what ecgviewer did not write"
    path.unlink()
    path.mkdir()
    assert work_in(path) == "what ecgviewer did not write"
    assert work_in(tmp_path / "not there.csv") == ""


@pytest.mark.parametrize(
    ("old", "new", "replaced"),
    [(b"", b"beats", True), (b"bea", b"beats", True), (b"rhythm", b"beats", False)],
)
def test_what_the_new_file_begins_with_may_go(
    tmp_path: Path, old: bytes, new: bytes, replaced: bool
) -> None:
    path = tmp_path / "100.ecgv"
    path.write_bytes(old)

    def write(guard: OutputGuard) -> None:
        with replace_file(path, guard.check(path)) as file:
            file.write(new)

    if replaced:
        write(OutputGuard())
    else:
        with pytest.raises(ReplaceError, match=r"other than|did not write"):
            write(OutputGuard())
        assert path.read_bytes() == old
        write(OutputGuard(frozenset({(path.name, hashlib.sha256(old).hexdigest())})))
    assert path.read_bytes() == new


def test_without_a_person_nothing_but_labels_stays() -> None:
    session = small_session(3)
    session.edit(relabel(session.beats, [0], BeatClass.S, 5))
    session.edit(comment_beats(session.beats, [1], "Mrs Smith"))
    other = deidentified(session)
    assert not any(other.beats.comment)
    assert not other.beats.reviewed_at.any()
    assert other.beats.reviewed.tolist() == session.beats.reviewed.tolist()
    assert other.beats.symbol.tolist() == session.beats.symbol.tolist()
    assert session.beats.comment[1] == "Mrs Smith"
    assert renamed(session.record, "case-7").name == "case-7"
    for name in ("", "a/b", "..", "ä", "a b"):
        with pytest.raises(RecordNameError):
            renamed(session.record, name)


@pytest.mark.parametrize("name", ["", "a.b", "../x", "HEA", "csv"])
def test_names_that_annotators_cannot_have(name: str) -> None:
    check_annotator("review-2_b")
    with pytest.raises(AnnotationError, match="cannot name an annotator"):
        check_annotator(name)
