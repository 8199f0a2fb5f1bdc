"""The samples of strips are those of the record."""

from __future__ import annotations

import csv

import numpy as np

from ecgviewer.analysis.report.content import content_of
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.strip_samples import SAMPLE_COLUMNS, samples_csv
from ecgviewer.core.items.strip import Strip
from ecgviewer.core.review.session import ReviewSession
from tests.analysis.report.test_waves import review


def _rows(session: ReviewSession) -> list[dict[str, str]]:
    text = samples_csv(content_of(report_facts(session), session)).decode()
    return list(csv.DictReader(text.splitlines()))


def test_a_row_a_sample_of_each_lead() -> None:
    session = review(0.5)
    strip = Strip(1000, 1010, ("V5", "II"), "=seen")
    session.edit(session.item_editor("Ada").add(strip))
    rows = _rows(session)
    assert tuple(rows[0]) == SAMPLE_COLUMNS
    assert [row["lead"] for row in rows] == ["V5"] * 10 + ["II"] * 10
    assert [int(row["sample"]) for row in rows[:10]] == list(range(1000, 1010))
    assert rows[0]["start_s"] == "2.000000"
    # No spreadsheet runs what a reader wrote.
    assert {row["caption"] for row in rows} == {"'=seen"}
    values = [float(row["value"]) for row in rows[10:]]
    assert np.allclose(values, session.record.values(0, 1000, 1010), atol=1e-4)


def test_proposed_strips_have_theirs_and_a_gap_is_empty() -> None:
    session = review(0.5)
    signal = session.record.signal.copy()
    signal[:, :] = np.where(np.arange(signal.shape[1]) % 2, signal, np.nan)
    session.record = type(session.record)(
        "gaps", session.record.fs, session.record.leads, signal
    )
    rows = _rows(session)
    assert {row["strip"] for row in rows} >= {"1"}
    assert {row["value"] for row in rows if int(row["sample"]) % 2 == 0} == {""}
    assert "" not in {row["value"] for row in rows if int(row["sample"]) % 2}
