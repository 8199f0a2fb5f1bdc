"""What a row says of what was counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ecgviewer.analysis.engine import InTurn
from ecgviewer.studies.figures import FiguresFolder
from ecgviewer.studies.rows import RecordFacts, study_of
from ecgviewer.studies.study import Study
from ecgviewer.studies.team import TeamFacts
from ecgviewer.studies.worklist import Worklist
from ecgviewer.studies.worst import Finding
from tests.studies.desk import Desk


@pytest.fixture
def row(desk: Desk) -> Study:
    """The row of a record that was analysed."""
    desk.record("a")
    desk.scan()
    list(Worklist(desk.index, desk.places).run(InTurn()))
    return desk.study("a")


def _again(desk: Desk, findings: tuple[Finding, ...], changed_ns: int = 0) -> Study:
    """Return the row when something else was found."""
    record = desk.records / "a.hea"
    facts, folder = RecordFacts.read(record), FiguresFolder(desk.places.figures)
    key = desk.study("a").key
    counted = folder.read(key)
    assert counted is not None
    assert counted.figures is not None
    figures = replace(counted.figures, findings=findings)
    folder.keep(key, replace(counted, figures=figures))
    return study_of(record, facts, [], TeamFacts(), folder, changed_ns)


def test_the_worst_finding_is_said_with_its_place(desk: Desk, row: Study) -> None:
    found = _again(desk, (Finding(80.0, "V run", 720), Finding(20.0, "Poor signal")))
    assert (found.rank, found.worst, found.worst_s) == (80.0, "V run", 2.0)
    found = _again(desk, (Finding(20.0, "Poor signal"),))
    assert (found.rank, found.worst, found.worst_s) == (20.0, "Poor signal", None)
    found = _again(desk, ())
    assert (found.rank, found.worst, found.worst_s) == (0.0, "", None)
    assert found.n_beats == row.n_beats


def test_when_something_changed_is_said_in_utc_where_it_is_known(
    desk: Desk, row: Study
) -> None:
    assert _again(desk, ()).changed == ""
    assert _again(desk, (), 10**18 + 999).changed == "2001-09-09 01:46:40"
