from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.__main__ import main
from ecgviewer.analysis.reader_agreement import (
    agreement_document,
    agreement_text,
    reader_agreement,
)
from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.formats.export.review_export import export_csv
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.writer import write_record

_SAMPLES = np.arange(100, 100 + 300 * 50, 300)


def _symbols(*counts: tuple[str, int]) -> list[str]:
    return [symbol for symbol, n in counts for _ in range(n)]


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record with Cohen's textbook table: 20, 5, 10, 15; kappa 0.4."""
    signal = np.zeros((1, 20_000), np.float32)
    header = write_record(tmp_path, Record("r", 360.0, (Lead("II"),), signal))
    a = _symbols(("N", 25), ("V", 25))
    b = _symbols(("N", 20), ("V", 5), ("N", 10), ("V", 15))
    for name, symbols, shift in (("a", a, 0), ("b", b, 12), ("c", a, -20)):
        annotations = new_annotations(_SAMPLES + shift, symbols)
        write_annotations(header.with_suffix(f".{name}"), annotations)
    return header


def test_two_readers_have_cohens_kappa(record: Path) -> None:
    result = reader_agreement([record], ["a", "b"])
    assert result.agreement is not None
    assert result.agreement.overall.value == pytest.approx(0.4)
    assert result.agreement.observed == pytest.approx(0.7)
    assert result.agreement.n_beats == 50
    assert "Cohen" in agreement_text(result)


def test_more_readers_have_fleiss_kappa(record: Path) -> None:
    result = reader_agreement([record], ["a", "b", "c"])
    assert result.agreement is not None
    assert result.title == "Fleiss' kappa"
    # Pairs agree on 50, 35 and 35 of 50 beats; N has 80 of 150 votes.
    observed, chance = 120 / 150, (80 / 150) ** 2 + (70 / 150) ** 2
    expected = (observed - chance) / (1 - chance)
    assert result.agreement.overall.value == pytest.approx(expected)


def test_a_file_that_is_cut_off_is_told_of(record: Path) -> None:
    path = record.with_suffix(".b")
    path.write_bytes(path.read_bytes()[:-3])
    result = reader_agreement([record], ["a", "b"])
    assert result.agreement is not None
    (notice,) = result.notices
    assert notice.startswith(f"{path} ends without an end mark")
    assert notice in agreement_text(result)
    write_annotations(record.with_suffix(".e"), new_annotations([5], ["+"]))
    assert notice in agreement_text(reader_agreement([record], ["b", "e"]))


def test_beats_that_a_reader_does_not_have_do_not_count(record: Path) -> None:
    fewer = new_annotations(_SAMPLES[:40], ["N"] * 40)
    write_annotations(record.with_suffix(".d"), fewer)
    result = reader_agreement([record], ["a", "d"])
    assert result.agreement is not None
    assert (result.agreement.n_beats, result.n_unmatched) == (40, 10)


def test_the_command_prints_text_or_json(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["agree", str(record), "--readers", "a", "b"]) == 0
    text = capsys.readouterr().out
    assert "0.4000" in text
    assert "same" in text, "classes that nobody used have no kappa"
    assert main(["agree", str(record), "--readers", "a", "b", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["overall"]["kappa"] == pytest.approx(0.4)
    assert document["by_class"]["F"]["kappa"] is None


def test_missing_readers_are_named(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["agree", str(record), "--readers", "a", "nobody"]) == 1
    captured = capsys.readouterr()
    assert "nobody" in captured.err
    assert captured.out == ""
    assert main(["agree", str(record), "--readers", "a"]) == 2
    with pytest.raises(ValueError, match="two readers"):
        reader_agreement([record], ["a"])


def test_readers_without_a_beat_in_common_have_no_kappa(record: Path) -> None:
    far = new_annotations(_SAMPLES + 150, ["N"] * len(_SAMPLES))
    write_annotations(record.with_suffix(".far"), far)
    result = reader_agreement([record], ["a", "far"])
    assert result.agreement is None
    assert "no beat that all of them have" in agreement_text(result)
    assert "overall" not in agreement_document(result)


def _with_rhythm(record: Path, reader: str, start: int, stop: int) -> None:
    marks = new_annotations([start, 9000, stop], ["+", "N", "+"])
    aux = np.array([b"(AFIB\0", b"", b"(N\0"], object)
    write_annotations(record.with_suffix(f".{reader}"), replace(marks, aux=aux))


def test_readers_agree_on_rhythms_by_their_duration(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _with_rhythm(record, "e", 3600, 7200)
    _with_rhythm(record, "f", 5400, 9000)
    result = reader_agreement([record], ["e", "f"])
    (af,) = result.rhythms
    assert (af.kind, af.all_s, af.any_s) == (EpisodeKind.AF, 5, 15)
    text = (
        "atrial fibrillation               33.3 % agreed: 5 s of 15 s (each 10, 10 s)"
    )
    assert text in agreement_text(result)
    assert agreement_document(result)["rhythms"] == {
        "AF": {
            "said_s": [10, 10],
            "episodes": [1, 1],
            "all_s": 5,
            "any_s": 15,
            "share": pytest.approx(1 / 3),
        }
    }
    nobody = reader_agreement([record], ["a", "b"])
    assert nobody.rhythms == ()
    assert "rhythms" not in agreement_document(nobody)
    assert "rhythms" not in agreement_text(nobody)
    capsys.readouterr()


def test_rhythms_are_compared_where_no_beat_is_common(record: Path) -> None:
    _with_rhythm(record, "e", 3600, 7200)
    marks = new_annotations([5000], ["+"])
    aux = np.array([b"(VT\0"], object)
    write_annotations(record.with_suffix(".f"), replace(marks, aux=aux))
    result = reader_agreement([record], ["e", "f"])
    assert result.agreement is None
    assert agreement_text(result).count("\n") == 4
    assert [found.kind for found in result.rhythms] == [EpisodeKind.VT, EpisodeKind.AF]


def test_a_table_of_beats_says_nothing_of_rhythms(record: Path) -> None:
    _with_rhythm(record, "e", 3600, 7200)
    opened = read_record(record)
    beats = new_beats(_SAMPLES, symbol="N")
    table = export_csv(ReviewSession(opened, beats), record.parent, "")
    result = reader_agreement([record], ["e", str(table)])
    assert result.failed == ()
    assert result.rhythms == ()
