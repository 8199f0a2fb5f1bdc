"""Records that two readers have signed: who they are, and how far they agree."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ecgviewer.analysis.report.report_source import Source
from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_agreement import RhythmAgreement, compare_rhythms
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode, EpisodeOrigin, ReaderRhythms
from ecgviewer.studies import double_reading
from ecgviewer.studies.double_reading import (
    Comparing,
    DoublyRead,
    ReadTwice,
    doubly_read,
    failed,
)
from ecgviewer.studies.project_agreement import (
    ProjectAgreement,
    agreement_content,
    agreement_csv,
    agreement_text,
    project_agreement,
)
from ecgviewer.studies.scan import Scanner
from ecgviewer.studies.team_files import say
from tests.studies.desk import Desk, review


def _items(desk: Desk) -> list[DoublyRead]:
    desk.scan()
    return list(doubly_read(Scanner(desk.index, desk.places), desk.studies()))


def _read(desk: Desk) -> ProjectAgreement:
    return project_agreement(map(Comparing(desk.places.cache), _items(desk)))


def _of_patient(record: Path, patient: str) -> Path:
    record.write_text(f"{record.read_text()}#Patient: {patient}\n")
    return record


def _both(record: Path, *, differ: tuple[int, ...] = ()) -> None:
    review(record, "Ada", beats=(2, 3), n_normal=10, sign=True)
    review(record, "Bob", beats=(2, 3, *differ), n_normal=10, sign=True)


def test_only_what_both_have_signed_is_doubly_read(desk: Desk) -> None:
    both = desk.record("both")
    _both(both)
    one = desk.record("one", 30.0)
    review(one, "Ada", sign=True)
    review(one, "Bob")
    desk.record("none", 40.0)
    (item,) = _items(desk)
    assert (item.name, item.first.reader, item.second.reader) == ("both", "Ada", "Bob")
    assert item.consensus is None
    review(both, "consensus", sign=True)
    (item,) = _items(desk)
    assert item.consensus


def test_of_three_readers_those_count_to_whom_it_is_assigned(desk: Desk) -> None:
    record = desk.record("a")
    _both(record)
    review(record, "Cid", sign=True)
    (item,) = _items(desk)
    assert (item.first.reader, item.second.reader) == ("Ada", "Bob")
    said = [("reader", "Cid"), ("second", "Dan")]
    say([desk.records], "a", desk.study("a").identity, "Eve", said)
    assert _items(desk) == []
    review(record, "Dan", sign=True)
    (item,) = _items(desk)
    assert (item.first.reader, item.second.reader) == ("Cid", "Dan")


def test_kappa_is_of_what_both_decided(desk: Desk) -> None:
    for name, length_s, differ in (("a", 20.0, ()), ("b", 30.0, (5, 6))):
        _both(_of_patient(desk.record(name, length_s), f"P {name}"), differ=differ)
    found = _read(desk)
    assert (found.n_patients, len(found.records), found.failed) == (2, 2, ())
    assert found.agreement is not None
    assert found.agreement.n_beats == 20
    assert [each.n_differ for each in found.records] == [0, 2]
    # Of 20 beats 14 are N and 4 are V to both.
    by_chance = (16 * 14 + 4 * 6) / 400
    expected = (18 / 20 - by_chance) / (1 - by_chance)
    assert found.agreement.overall.value == pytest.approx(expected)
    assert found.agreement.overall.low <= expected <= found.agreement.overall.high
    assert found.classes == AAMI.names
    text = agreement_text(found)
    assert "2 records of 2 patients" in text
    assert "20 beats that both decided, 2 labelled differently" in text
    assert "bootstrap over patients" in text
    assert f"{expected:.4f}" in text


def test_two_days_of_one_patient_are_drawn_together(desk: Desk) -> None:
    for name, length_s in (("a", 20.0), ("b", 30.0)):
        _both(_of_patient(desk.record(name, length_s), "P1"), differ=(5,))
    found = _read(desk)
    assert (len(found.records), found.n_patients) == (2, 1)
    assert "bootstrap over the beats of one patient" in agreement_text(found)


def test_json_and_csv_say_the_same(desk: Desk) -> None:
    _both(desk.record("a"), differ=(5,))
    _both(desk.record("=b", 30.0))
    found = _read(desk)
    content = json.loads(json.dumps(agreement_content(found)))
    assert (content["n_patients"], content["n_beats"]) == (2, 20)
    assert content["by_class"]["F"] == {"kappa": None, "low": None, "high": None}
    rows = list(csv.DictReader(io.StringIO(agreement_csv(found))))
    assert [row["record"] for row in rows] == ["'=b", "a"]
    by_name = {row["record"]: row for row in content["records"]}
    assert float(rows[1]["kappa"]) == by_name["a"]["kappa"]
    assert by_name["a"]["differ"] == 1


def test_nothing_read_by_two_has_no_kappa(desk: Desk) -> None:
    desk.record("a")
    found = _read(desk)
    assert found.agreement is None
    assert "no beat that both of them decided" in agreement_text(found)
    assert "overall" not in agreement_content(found)


def test_rhythms_are_compared_by_duration(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _both(desk.record("a"))
    real = compare_rhythms
    monkeypatch.setattr(double_reading, "compare_rhythms", _with_fibrillation(real))
    found = _read(desk)
    (kind,) = found.rhythms
    assert (kind.all_s, kind.any_s) == (2.0, 8.0)
    assert " 25.0 % agreed: 2 s of 8 s" in agreement_text(found)
    assert agreement_content(found)["rhythms"]["AF"]["share"] == 0.25


def _with_fibrillation(real: Callable[..., RhythmAgreement]) -> object:
    def compared(_: object, n_samples: int, fs: float) -> object:
        readers = [
            ReaderRhythms(
                (
                    Episode(
                        0,
                        EpisodeKind.AF,
                        round(start * fs),
                        round(stop * fs),
                        EpisodeOrigin.ADDED,
                    ),
                )
            )
            for start, stop in ((1.0, 6.0), (4.0, 9.0))
        ]
        return real(readers, n_samples, fs)

    return compared


def test_what_cannot_be_compared_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _both(desk.record("a"))
    _both(desk.record("b", 30.0))
    items = _items(desk)
    items[1].first.path.write_text("damaged")
    found = project_agreement(map(Comparing(desk.places.cache), items))
    assert [each.item.name for each in found.records] == ["a"]
    (left,) = found.failed
    assert "damaged" in left.failure or str(items[1].first.path) in left.failure
    assert agreement_content(found)["records"][1]["kappa"] is None


def test_records_of_other_classes_than_most_are_left_out(desk: Desk) -> None:
    for name, length_s in (("a", 20.0), ("b", 30.0), ("c", 40.0)):
        _both(desk.record(name, length_s))
    read = [Comparing(desk.places.cache)(item) for item in _items(desk)]
    last = read[2]
    other = ReadTwice(last.item, ("N", "E"), last.table[:2, :2], 0, last.rhythms)
    found = project_agreement([*read[:2], other])
    assert len(found.records) == 2
    assert "its classes are N, E, and not N, S, V, F, Q" in found.failed[0].failure


def test_two_readers_of_other_classes_are_not_compared(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _both(desk.record("a"))
    (item,) = _items(desk)
    other = replace(AAMI, classes=AAMI.classes[:3])
    real, schemes = Source.session, iter([AAMI, other])

    def session(*words: object) -> ReviewSession:
        made = real(*words)  # type: ignore[arg-type]
        made.scheme = next(schemes)
        return made

    monkeypatch.setattr(Source, "session", session)
    assert "different classes" in Comparing(desk.places.cache)(item).failure


def test_a_process_that_ended_is_a_failure(desk: Desk) -> None:
    _both(desk.record("a"))
    (item,) = _items(desk)
    found = project_agreement([failed(item, "killed")])
    assert (found.agreement, found.failed[0].failure) == (None, "killed")


def test_the_reviews_of_a_folder_that_is_gone_are_none(desk: Desk) -> None:
    record = desk.record("a", folder="ward")
    _both(record)
    desk.scan()
    scanner = Scanner(desk.index, desk.places)
    assert len(scanner.reviews(record)) == 2
    assert scanner.reviews(record.with_name("b.hea")) == []
    record.parent.rename(desk.records / "other")
    assert scanner.reviews(record) == []
