"""What is written of the facts of a report: JSON and its schema, tables, the page."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any

import numpy as np
import pytest

from ecgviewer.analysis.report.document import json_of, schema
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.hidden import hidden
from ecgviewer.analysis.report.page import PagePicture, page_of
from ecgviewer.analysis.report.page_sections import percent_text
from ecgviewer.analysis.report.places import Times
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.review_facts import Signing
from ecgviewer.analysis.report.review_values import SignatureFact
from ecgviewer.analysis.report.tables import (
    EVENT_COLUMNS,
    HOUR_COLUMNS,
    events_csv,
    hours_csv,
)
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from tests.analysis.report.reviews import letters_review, reference_review
from tests.data_folder import needs
from tests.formats.small_records import small_session

_AT = "2026-01-02T03:04:05+00:00"
_START = datetime(2024, 5, 1, 22, 59, 50)


def long_review() -> ReviewSession:
    """Return a review over midnight with something of everything."""
    rng = np.random.default_rng(3)
    letters = "".join(rng.choice(list("NNNNNNAVV"), 9000)) + "///"
    rr_s = np.full(9003, 0.8)
    rr_s[4500] = 2.5
    session = letters_review(letters, rr_s, _START)
    for kind in (EpisodeKind.AF, EpisodeKind.NOISE):
        edit = session.rhythm_editor("Dr Smith").add(kind, 400_000, 410_000, "=seen")
        session.edit(edit)
    details = (("Patient name", "<b>Eve & Ann</b>"), ("Equipment", "H3+"))
    session.record = replace(session.record, details=details)
    return session


@pytest.fixture
def facts() -> ReportFacts:
    return report_facts(long_review(), Signing("Dr Smith"))


def misfit(value: Any, wanted: dict[str, Any], whole: dict[str, Any]) -> str:
    """Return what of a value is not as its JSON schema says; empty for nothing."""
    if "$ref" in wanted:
        name = wanted["$ref"].removeprefix("#/$defs/")
        return misfit(value, whole["$defs"][name], whole)
    if "const" in wanted:
        return "" if value == wanted["const"] else f"{value} != {wanted['const']}"
    if "anyOf" in wanted:
        tried = [misfit(value, each, whole) for each in wanted["anyOf"]]
        return "" if "" in tried else "; ".join(tried)
    types: dict[str, tuple[type, ...]] = {
        "string": (str,), "integer": (int,), "number": (int, float),
        "boolean": (bool,), "null": (type(None),), "array": (list,), "object": (dict,),
    }  # fmt: skip
    if not isinstance(value, types[wanted["type"]]):
        return f"{value!r} is not of type {wanted['type']}"
    if isinstance(value, list):
        return next(
            filter(None, (misfit(v, wanted["items"], whole) for v in value)), ""
        )
    if isinstance(value, dict):
        if set(value) != set(wanted["required"]):
            return f"{sorted(set(value) ^ set(wanted['required']))}"
        inside = (misfit(v, wanted["properties"][n], whole) for n, v in value.items())
        return next(filter(None, inside), "")
    return ""


def test_the_json_is_as_its_schema_says(facts: ReportFacts) -> None:
    content, wanted = json.loads(json_of(facts, _AT)), schema()
    assert misfit(content, wanted, wanted) == ""
    few = json.loads(json_of(report_facts(letters_review("N")), _AT))
    assert misfit(few, wanted, wanted) == ""
    few["beats"]["n_beats"] = "1"
    assert "not of type integer" in misfit(few, wanted, wanted)
    del few["beats"]["n_beats"]
    assert misfit(few, wanted, wanted) == "['n_beats']"


def test_places_have_their_times(facts: ReportFacts) -> None:
    content = json.loads(json_of(facts, _AT))
    assert content["hours"][1]["place"] == {
        "first_sample": 1000,
        "last_sample": 360_999,
        "start_s": 10.0,
        "stop_s": 3609.99,
        "day": 1,
        "clock": "23:00:00",
    }
    assert content["hours"][2]["place"]["day"] == 2
    assert content["head"]["start_time"] == "2024-05-01T22:59:50"
    assert content["beats"]["n_beats"] == facts.beats.n_beats == 9003


def test_a_start_without_a_date_is_a_time(facts: ReportFacts) -> None:
    start = facts.head.start_time
    assert start is not None
    known = replace(facts.head, start_time=start.replace(year=1))
    assert Times.of(known).began == "22:59:50"
    assert Times.of(replace(facts.head, start_time=None)).clock(0) is None


@pytest.mark.parametrize("write", [json_of, page_of])
def test_equal_facts_give_equal_bytes_but_for_the_date(write: Any) -> None:
    one, other = (report_facts(long_review()) for _ in range(2))
    assert write(one, _AT) == write(other, _AT)
    later = write(one, "2027-01-01T00:00:00+00:00")
    assert later != write(one, _AT)
    assert later.replace(b"2027-01-01T00:00:00", b"2026-01-02T03:04:05") == (
        write(one, _AT)
    )


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(data.decode().splitlines()))


def test_the_table_of_hours(facts: ReportFacts) -> None:
    rows = _rows(hours_csv(facts))
    assert tuple(rows[0]) == HOUR_COLUMNS
    assert [row["clock"] for row in rows] == ["22:59:50", "23:00:00", "00:00:00"]
    assert [row["day"] for row in rows] == ["1", "1", "2"]
    assert sum(int(row["beats"]) for row in rows) == facts.beats.n_beats
    assert sum(int(row["v_runs"]) for row in rows) == facts.ventricular.runs.n_events
    assert sum(int(row["pauses"]) for row in rows) == 1
    assert rows[2]["artefact_min"] == f"{100 / 60:.2f}"
    assert rows[0]["lf_ms2"] == ""


def test_the_list_of_events(facts: ReportFacts) -> None:
    rows = _rows(events_csv(facts))
    assert tuple(rows[0]) == EVENT_COLUMNS
    assert len(rows) == len(facts.rhythms)
    (af,) = (row for row in rows if row["kind"] == "AF")
    assert (af["start_sample"], af["stop_sample"]) == ("400000", "410000")
    # No spreadsheet runs what a reader wrote.
    assert (af["reader"], af["note"]) == ("Dr Smith", "'=seen")


def _words(page: bytes) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page.decode()))


def test_the_page_says_the_facts_and_escapes_what_is_not_its_own(
    facts: ReportFacts,
) -> None:
    page = page_of(facts, _AT)
    assert b"<b>Eve" not in page
    assert b"&lt;b&gt;Eve &amp; Ann&lt;/b&gt;" in page
    assert not re.search(rb"(src|href)=|<script|url\(", page)
    words = " ".join(_words(page).split())
    assert "not a medical device" in words
    for said in (
        f"Beats {facts.beats.n_beats:,} ",
        f"Single {facts.ventricular.n_single:,} ",
        f"Runs {facts.ventricular.runs.n_events:,} (",
        "Longest pause 2.5 s at 23:59:50 (day 1): Pause",
        "Start 2024-05-01T22:59:50 ",
        "Night, from 22:00 ",
        "Signature not signed",
        "Days From",
    ):
        assert said in words


def test_pictures_are_inside_the_page(facts: ReportFacts) -> None:
    page = page_of(facts, _AT, [PagePicture("A & B", b"\x89PNG", 190)])
    assert b'<h2>A &amp; B</h2><img alt="A &amp; B" style="width:190mm' in page
    assert b'src="data:image/png;base64,iVBORw=="' in page


def test_an_unfinished_review_says_so(facts: ReportFacts) -> None:
    assert b"This review is not finished" in page_of(facts, _AT)
    signed = Signing("Ada", SignatureFact("Ada", "2026-01-01T00:00:00", "read"))
    page = page_of(report_facts(letters_review("NVN"), signed), _AT)
    assert b"This review is not finished" not in page
    assert b"Ada, 2026-01-01T00:00:00, read" in page
    reopened = Signing("Ada", None, 3, was_signed=True)
    words = _words(page_of(report_facts(letters_review("NVN"), reopened), _AT))
    assert re.search(r"Edits after signing\s+3", words)


def test_a_page_of_hardly_anything() -> None:
    session = letters_review("N")
    words = _words(page_of(report_facts(ReviewSession(session.record)), _AT))
    assert re.search(r"Heart rate\s+not known", words)
    assert re.search(r"All\s+0 \(not known\)", words)
    few = _words(page_of(report_facts(letters_review("NNN")), _AT))
    assert re.search(r"Heart rate\s+mean 75/min\s", few)
    assert re.search(r"End\s+not known", few)


def test_a_page_says_what_is_doubtful_suggested_and_estimated() -> None:
    session = small_session(40)
    assert "(estimate)" in _words(page_of(report_facts(session), _AT))
    rng = np.random.default_rng(1)
    chaos = letters_review("N" * 800, rng.uniform(0.4, 1.2, 800))
    words = _words(page_of(report_facts(chaos), _AT))
    assert "that nobody has answered)" in words
    facts = report_facts(letters_review("NNNVVVNNN"))
    runs = replace(facts.ventricular.runs, n_doubtful=1)
    doubtful = replace(facts, ventricular=replace(facts.ventricular, runs=runs))
    assert "1 of poor signal" in _words(page_of(doubtful, _AT))
    af = report_facts(letters_review("NA" + "N" * 60)).fibrillation
    assert af.longest is None


def test_shares_in_words() -> None:
    said = [percent_text(each) for each in (None, 0, 0.004, 0.01, 12.345)]
    assert said == ["not known", "0.00 %", "<0.01 %", "0.01 %", "12.35 %"]


def test_fibrillation_of_no_beats_has_no_rate() -> None:
    session = letters_review("NN", [1, 30])
    session.edit(session.rhythm_editor("Ada").add(EpisodeKind.AF, 500, 900))
    facts = report_facts(session)
    assert facts.fibrillation.mean_bpm is None
    assert re.search(r"longest 4\.0 s at 5 s\s", _words(page_of(facts, _AT)))


def test_sorted_by_nobody_is_said() -> None:
    facts = report_facts(letters_review("NNN"))
    some = replace(facts, supraventricular=replace(facts.ventricular, n_unsorted=7))
    words = _words(page_of(some, _AT))
    assert re.search(r"Within suspected AF, dismissed, or paced\s+7", words)


def test_hidden_facts_name_nobody() -> None:
    session = long_review()
    session.annotator = "smith"
    signing = Signing("Dr Smith", SignatureFact("Dr Smith", "2026-01-01", "by Smith"))
    shown = hidden(report_facts(session, signing), "recording-1", -7)
    facts = replace(
        shown, rhythms=tuple(replace(row, note="") for row in shown.rhythms)
    )
    files = (json_of(facts, _AT), page_of(facts, _AT), events_csv(facts))
    for data in files:
        assert not re.search(rb"[Ss]mith|Eve|H3\+|letters|2026-01-01", data)
    assert facts.head.start_time == datetime(2024, 4, 24, 22, 59, 50)
    assert facts.review.is_finished
    assert b"signed" in page_of(facts, _AT)
    assert not facts.review.readers or facts.review.readers[0].name == "reader 1"
    detected = hidden(report_facts(letters_review("N")), "recording-1", -7)
    assert (detected.head.annotator, detected.head.signature) == ("", None)


@needs("mitdb")
@pytest.mark.parametrize("name", ["100", "203", "207", "217", "222"])
def test_json_and_tables_of_real_records(name: str) -> None:
    facts, wanted = report_facts(reference_review(f"mitdb/{name}")), schema()
    content = json.loads(json_of(facts, _AT))
    assert misfit(content, wanted, wanted) == ""
    assert content["ventricular"]["n_beats"] == facts.ventricular.n_beats
    (hour,) = _rows(hours_csv(facts))
    assert int(hour["v_beats"]) == facts.ventricular.n_beats
    assert len(_rows(events_csv(facts))) == len(content["rhythms"])
