"""What a comparison says of files that are damaged, and of records by their names."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.analysis.compare import Choices, compare_records
from ecgviewer.analysis.compare_report import report_document, report_text
from ecgviewer.core.ec57.rules import Ratio
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.annotation_csv import write_csv
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from tests.analysis.test_compare import (
    BEATS,
    export,
    record,
    rows_of_file,
    with_reference,
)
from tests.data_folder import CASES, needs_case


def test_what_is_wrong_with_a_file_is_told(tmp_path: Path) -> None:
    header = with_reference(tmp_path)
    write_annotations(tmp_path / "1.tst", rows_of_file(BEATS))
    for ending in ("atr", "tst"):
        path = tmp_path / f"1.{ending}"
        path.write_bytes(path.read_bytes()[:-3])
    comparison = compare_records([header], "atr", "tst", Choices(learning_s=0.0))
    (compared,) = comparison.records
    assert [Path(n.split()[0]).name for n in compared.notices] == ["1.atr", "1.tst"]
    assert "1.atr ends without an end mark" in report_text(comparison)
    (document,) = report_document(comparison)["records"]
    assert "1.tst ends without an end mark" in document["notices"][1]


def test_a_record_has_the_name_of_its_file(tmp_path: Path) -> None:
    header = with_reference(tmp_path)
    header.write_text(header.read_text().replace("1 1 ", "plain 1 ", 1))
    csv = tmp_path / "1.beats.csv"
    export(csv, record("1"), BEATS)
    comparison = compare_records([header], "atr", str(csv), Choices(learning_s=0.0))
    assert comparison.failed == ()
    assert comparison.records[0].record == "1"
    export(csv, record("plain"), BEATS)
    (failure,) = compare_records(
        [header], "atr", str(csv), Choices(learning_s=0.0)
    ).failed
    assert "is of plain, not of 1" in failure.message


@needs_case("renamed")
def test_a_record_that_was_renamed_is_compared_with_its_export(tmp_path: Path) -> None:
    header = CASES / "renamed" / "renamed.hea"
    renamed = read_record(header)
    beats = read_annotations(header.with_suffix(".atr")).beats(renamed)
    write_csv(tmp_path / "renamed.beats.csv", ReviewSession(renamed, beats), "a reader")
    comparison = compare_records(
        [header], "atr", str(tmp_path), Choices(learning_s=0.0)
    )
    (compared,) = comparison.records
    assert (compared.record, compared.beats.qrs_sensitivity) == (
        "renamed",
        Ratio(24, 24),
    )
