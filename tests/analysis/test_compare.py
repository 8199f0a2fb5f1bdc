from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis.compare import Choices, Comparison, compare_records
from ecgviewer.analysis.compare_report import report_document, report_text
from ecgviewer.analysis.compare_sources import CompareError, annotations_of
from ecgviewer.analysis.engine import InTurn, Item, Result
from ecgviewer.core.beats import Origin, new_beats
from ecgviewer.core.ec57.episodes import EpisodeRules
from ecgviewer.core.ec57.rules import Ratio
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.annotation_csv import write_csv
from ecgviewer.formats.record_formats import read_outline
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import AnnotationError, Annotations
from ecgviewer.formats.wfdb.writer import write_record
from tests.data_folder import DATA, needs

EC57 = DATA / "ec57-reference"
FS = 250.0
#: A beat a second, of every class.
BEATS = [(250 * (i + 1), symbol) for i, symbol in enumerate("NNVNNANNFN")]


def record(name: str, seconds: float = 20.0) -> Record:
    return Record(name, FS, (Lead("II"),), np.zeros((1, int(seconds * FS)), np.float32))


def rows_of_file(rows: list[tuple[int, str]], fs: float | None = None) -> Annotations:
    n = len(rows)
    aux = np.empty(n, object)
    aux[:] = b""
    return Annotations(
        sample=np.array([row[0] for row in rows], np.int64),
        symbol=np.array([row[1] for row in rows], "U1"),
        subtype=np.zeros(n, np.int64),
        chan=np.zeros(n, np.int64),
        num=np.zeros(n, np.int64),
        aux=aux,
        fs=fs,
    )


def with_reference(folder: Path, name: str = "1") -> Path:
    """Write a record with its reference annotations, and return its header file."""
    write_annotations(folder / f"{name}.atr", rows_of_file(BEATS))
    return write_record(folder, record(name))


def export(path: Path, of: Record, beats: list[tuple[int, str]]) -> None:
    table = new_beats(
        np.array([beat[0] for beat in beats]),
        symbol=np.array([beat[1] for beat in beats]),
        origin=Origin.REFERENCE,
    )
    write_csv(path, ReviewSession(of, table), "a reader")


def whole(path: Path, test: str, class_map: str = "bxb") -> Comparison:
    return compare_records([path], "atr", test, Choices(class_map, learning_s=0.0))


def matrix(comparison: Comparison) -> list[list[int]]:
    assert not comparison.failed
    result: list[list[int]] = comparison.records[0].beats.matrix.tolist()
    return result


def message(comparison: Comparison) -> str:
    assert not comparison.records
    return comparison.failed[0].message


@pytest.fixture(scope="module", params=["tst", "gqrs"])
def all_records(request: pytest.FixtureRequest) -> tuple[str, Comparison]:
    records = sorted((DATA / "mitdb").glob("*.hea"))
    annotator: str = request.param
    return annotator, compare_records(records, "atr", str(EC57 / annotator))


@needs("ec57-reference")
@needs("mitdb")
def test_tables_are_those_of_the_programs(all_records: tuple[str, Comparison]) -> None:
    annotator, comparison = all_records
    assert len(comparison.records) == 48
    assert not comparison.failed
    text = report_text(comparison)
    beats, _, total = (EC57 / f"sum_{annotator}.txt").read_text().partition("\n\n")
    assert f"\n\n{beats}\n\n" in text
    assert f"\n\n{total.strip()}\n\n" in text
    for name in ("line", "sd", "vrun", "srun"):
        assert (EC57 / f"{name}_{annotator}.txt").read_text() in text


@needs("ec57-reference")
@needs("mitdb")
def test_reports_of_records_are_those_of_bxb(
    all_records: tuple[str, Comparison],
) -> None:
    annotator, comparison = all_records
    blocks = (EC57 / f"std_{annotator}.txt").read_text().split("Beat-by-beat")[1:]
    for one, block in zip(comparison.records, blocks, strict=True):
        alone = Comparison("atr", annotator, Choices(), (one,))
        assert report_text(alone).startswith(f"Beat-by-beat{block}")


@needs("ec57-reference")
@needs("mitdb")
def test_the_document_has_the_figures_of_the_programs(
    all_records: tuple[str, Comparison],
) -> None:
    annotator, comparison = all_records
    document = json.loads(json.dumps(report_document(comparison)))
    assert document["class_map"] == "bxb"
    assert document["learning_s"] == 300.0
    summary = document["summary"]["beats"]
    line = (EC57 / f"sum_{annotator}.txt").read_text().splitlines()[-5].split()
    assert f"{summary['gross']['qrs_sensitivity']['percent']:.2f}" == line[1]
    first = document["records"][0]
    assert first["record"] == "100"
    assert sum(first["beats"]["matrix"]["N"].values()) == 1872
    assert first["beats"]["qrs_sensitivity"]["total"] == 1902
    assert document["failed"] == []


@needs("ec57-reference")
@needs("mitdb")
@pytest.mark.parametrize("kind", ["af", "vf"])
def test_episodes_are_reported_as_by_epicmp(kind: str) -> None:
    records = sorted((DATA / "mitdb").glob("*.hea"))
    comparison = compare_records(records, "atr", str(EC57 / "epicmp" / "rhy"))
    text = report_text(comparison, episodes=True)
    table, _, total = (
        (EC57 / "epicmp" / f"sum_{kind}_line.txt").read_text().partition("\n\n")
    )
    assert f"\n\n{table}\n\n" in text
    assert f"\n\n{total.strip()}\n\n" in text
    blocks = (EC57 / "epicmp" / f"{kind}_matrix.txt").read_text()
    for one, block in zip(
        comparison.records, blocks.split(f"{kind.upper()} epis")[1:], strict=True
    ):
        alone = Comparison("atr", "rhy", Choices(), (one,))
        report = report_text(alone, episodes=True)
        assert f"{kind.upper()} epis{block}" in f"{report}\n"


def test_episodes_are_in_the_document_and_on_request_in_the_text(
    tmp_path: Path,
) -> None:
    header = write_record(tmp_path, record("1"))
    marks = [*BEATS[:2], (600, "["), (750, "V"), (1600, "]"), *BEATS[6:]]
    write_annotations(tmp_path / "1.atr", rows_of_file(marks))
    write_annotations(tmp_path / "1.cnn", rows_of_file([*BEATS[:3], *BEATS[4:]]))
    rules = EpisodeRules(shortest_s=1.0, without_flutter=True)
    comparison = compare_records([header], "atr", "cnn", Choices("bxb", 0.0, rules))
    assert matrix(comparison)[5] == [0] * 7, "beats of the test within VF do not count"
    assert sum(map(sum, matrix(comparison))) == 6
    document = report_document(comparison)
    assert document["shortest_episode_s"] == 1.0
    assert document["without_flutter"] is True
    figures = document["records"][0]["ventricular_fibrillation"]
    assert figures["duration_sensitivity"]["total"] == 4000
    assert document["summary"]["ventricular_fibrillation"]["average"] == {
        "episode_sensitivity": 0.0,
        "episode_predictivity": None,
        "duration_sensitivity": 0.0,
        "duration_predictivity": None,
    }
    assert "episode" not in report_text(comparison)
    text = report_text(comparison, episodes=True)
    assert "Duration sensitivity:   0% (0.000/0:04.000)" in text
    assert "Episodes of less than 1 s are left out. Atrial flutter of" in text
    assert "left out" not in report_text(whole(header, "cnn"), episodes=True)


def test_tables_of_no_record_have_no_episodes(tmp_path: Path) -> None:
    comparison = compare_records([tmp_path / "gone.hea"], "atr", "cnn")
    assert "detection" not in report_text(comparison, episodes=True)


def test_an_annotator_beside_the_record(tmp_path: Path) -> None:
    header = with_reference(tmp_path)
    write_annotations(tmp_path / "1.cnn", rows_of_file([*BEATS[:-1], (4000, "V")]))
    expected = matrix(whole(header, "cnn"))
    assert [sum(row) for row in expected] == [7, 1, 1, 1, 0, 1, 0]
    for path in (tmp_path / "1.dat", tmp_path / "1"):
        assert matrix(whole(path, "cnn")) == expected


def test_an_annotator_in_another_folder(tmp_path: Path) -> None:
    header = with_reference(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(tmp_path / "1.atr", out / "1.cnn")
    for test in (out / "cnn", out / "1.cnn"):
        comparison = whole(header, str(test))
        assert comparison.records[0].beats.qrs_sensitivity == Ratio(10, 10)


def test_annotations_out_of_order_and_with_a_resolution_of_their_own(
    tmp_path: Path,
) -> None:
    header = with_reference(tmp_path)
    finer = [(4 * sample + 1, symbol) for sample, symbol in BEATS]
    write_annotations(
        tmp_path / "1.fine", rows_of_file([finer[1], finer[0], *finer[2:]], fs=1000.0)
    )
    one = whole(header, "fine").records[0].beats
    assert one.matrix.sum() == np.trace(one.matrix) == 10
    assert one.test_sample.tolist() == [sample for sample, _ in BEATS]


def test_a_csv_of_ours(tmp_path: Path) -> None:
    header = with_reference(tmp_path)
    export(tmp_path / "1.beats.csv", record("1"), [*BEATS[:-1], (2500, "L")])
    for test in (tmp_path / "1.beats.csv", tmp_path):
        one = whole(header, str(test)).records[0]
        assert np.trace(one.beats.matrix) == one.beats.matrix.sum() == 10


def test_in_a_csv_beats_without_a_label_are_unclassified(tmp_path: Path) -> None:
    header = with_reference(tmp_path)
    export(tmp_path / "1.beats.csv", record("1"), [(250, ""), (500, "N")])
    assert matrix(whole(header, str(tmp_path)))[0][:6] == [1, 0, 0, 0, 1, 5]


def test_in_a_csv_a_label_counts_where_there_is_no_symbol(tmp_path: Path) -> None:
    header = with_reference(tmp_path)
    path = tmp_path / "1.beats.csv"
    export(path, record("1"), [(250, "V"), (500, "e")])
    path.write_text(path.read_text().replace(",V,V,", ",,V,"))
    assert matrix(whole(header, str(path)))[0][:6] == [0, 1, 1, 0, 0, 5]
    literature = whole(header, str(path), class_map="literature")
    assert matrix(literature)[0][:6] == [1, 0, 1, 0, 0, 5]


def test_samples_of_a_csv_are_those_of_the_fastest_lead(tmp_path: Path) -> None:
    with_reference(tmp_path)
    header = tmp_path / "1.hea"
    header.write_text("1 1 250 5000\n1.dat 16x2 200/mV 16 0 0 0 0 II\n")
    (tmp_path / "1.dat").write_bytes(bytes(2 * 2 * 5000))
    fast = Record("1", 500.0, (Lead("II"),), np.zeros((1, 10_000), np.float32))
    export(tmp_path / "1.beats.csv", fast, [(2 * s, symbol) for s, symbol in BEATS])
    one = whole(header, str(tmp_path)).records[0].beats
    assert np.trace(one.matrix) == one.matrix.sum() == 10


def test_records_that_cannot_be_compared_do_not_keep_the_others(
    tmp_path: Path,
) -> None:
    paths = [with_reference(tmp_path, name) for name in ("1", "2")]
    (tmp_path / "2.atr").unlink()
    comparison = compare_records(
        [*paths, tmp_path / "3.hea"], "atr", "atr", Choices(learning_s=0.0)
    )
    assert [one.record for one in comparison.records] == ["1"]
    assert [failure.record for failure in comparison.failed] == ["2", "3"]
    assert str(tmp_path / "2.atr") in comparison.failed[0].message
    assert str(tmp_path / "3.hea") in comparison.failed[1].message
    text = report_text(comparison)
    assert "2 was not compared" in text
    assert report_document(comparison)["failed"][1]["record"] == "3"


def test_without_a_record_there_are_no_figures(tmp_path: Path) -> None:
    comparison = compare_records([tmp_path / "3.hea"], "atr", "atr")
    assert "Summary of results from 0 records" in report_text(comparison)
    assert "summary" not in report_document(comparison)


def test_a_record_shorter_than_the_learning_period_says_what_to_do(
    tmp_path: Path,
) -> None:
    header = with_reference(tmp_path)
    assert "compare the whole record, on the command line by --whole" in message(
        compare_records([header], "atr", "atr")
    )


def test_files_of_another_record_are_refused(tmp_path: Path) -> None:
    header = with_reference(tmp_path)
    with_reference(tmp_path, "2")
    export(tmp_path / "other.csv", record("2"), BEATS)
    assert "is not of record 1" in message(whole(header, str(tmp_path / "2.atr")))
    other = message(whole(header, str(tmp_path / "other.csv")))
    assert "other.csv is of 2, not of 1" in other


def test_a_damaged_csv_is_named(tmp_path: Path) -> None:
    header = with_reference(tmp_path)
    (tmp_path / "x.csv").write_text("nothing\n")
    assert "x.csv, line 1" in message(whole(header, str(tmp_path / "x.csv")))


class _Losing(InTurn):
    """An engine whose processes all end."""

    def map(
        self,
        work: Callable[[Item], Result],
        items: Iterable[Item],
        lost: Callable[[Item, str], Result] | None = None,
    ) -> Iterator[Result]:
        assert lost
        return (lost(item, "it ended") for item in items)


def test_a_record_whose_process_ended_is_named(tmp_path: Path) -> None:
    paths = [tmp_path / "1.hea", tmp_path]
    failed = compare_records(paths, "atr", "cnn", engine=_Losing()).failed
    assert [(each.record, each.message) for each in failed] == [
        ("1", "it ended"),
        (tmp_path.name, "it ended"),
    ]


def test_a_class_map_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'aha' is not one of bxb, literature"):
        compare_records([], "atr", "atr", Choices("aha"))


def test_the_report_says_what_was_compared_and_how(tmp_path: Path) -> None:
    header = with_reference(tmp_path)
    text = report_text(whole(header, "atr", class_map="literature"))
    assert "Compared: all, match window 150 ms." in text
    assert "Class map: literature (escape beats e, j, n are N)." in text
    long = write_record(tmp_path, record("1", seconds=400.0))
    text = report_text(compare_records([long], "atr", "atr"))
    assert "Compared: from 5:00 on" in text
    assert "Class map: bxb (escape beats e, j, n are S)." in text
    assert "     RMS RR interval error:      -\n" in text


def test_figures_of_nothing_have_no_percentage(tmp_path: Path) -> None:
    write_annotations(tmp_path / "1.atr", rows_of_file([(250, "N")]))
    comparison = whole(write_record(tmp_path, record("1")), "atr")
    beats = report_document(comparison)["records"][0]["beats"]
    assert beats["veb_sensitivity"] == {"count": 0, "total": 0, "percent": None}
    assert beats["rr_error_ms"] is None
    text = report_text(comparison)
    assert "           VEB sensitivity:      -  (0/0)\n" in text
    assert "            Couplet sensitivity:   -  (0/0)\n" in text
    twice = Comparison("atr", "atr", comparison.choices, comparison.records * 2)
    line = next(x for x in report_text(twice).splitlines() if x.startswith("   1 "))
    assert line.endswith(" 100.00 100.00      -      -      -      -     -")


def test_runs_are_reported_with_their_matrices(tmp_path: Path) -> None:
    runs = [(250 * (i + 1), symbol) for i, symbol in enumerate("NVVNVVVVVVVNAAAN")]
    write_annotations(tmp_path / "1.atr", rows_of_file(runs))
    text = report_text(whole(write_record(tmp_path, record("1")), "atr"))
    ventricular, supraventricular = text.split("run-by-run")[1:]
    assert "   2 |    0    0    1    0    0    0    0\n" in ventricular
    assert "  >5 |    0    0    0    0    0    0    1\n" in ventricular
    assert "            Couplet sensitivity: 100% (1/1)\n" in ventricular
    assert "   3 |    0    0    0    1    0    0    0\n" in supraventricular
    assert "Short run positive predictivity: 100% (1/1)\n" in supraventricular


def test_files_of_another_record_and_journals_are_refused(tmp_path: Path) -> None:
    outline = read_outline(with_reference(tmp_path))
    other = tmp_path / "2.atr"
    write_annotations(other, rows_of_file(BEATS))
    with pytest.raises(CompareError, match=r"2\.atr is not of record 1"):
        annotations_of(outline, str(other))
    with pytest.raises(CompareError, match=r"1\.dat: 'dat' cannot name an annotator"):
        annotations_of(outline, "dat")
    shutil.copy(outline.path, tmp_path / "1.hea-")
    with pytest.raises(AnnotationError, match=r"1\.hea- is text, not an annotation"):
        annotations_of(outline, "hea-")
    journal = tmp_path / "1.Ada.ecgedits.jsonl"
    journal.touch()
    for source in (str(journal), "Ada"):
        with pytest.raises(CompareError, match=r"1\.Ada\.ecgedits\.jsonl"):
            annotations_of(outline, source)
