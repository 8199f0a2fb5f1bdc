"""Tables on paper: what is found by the hundred does not hide what is rare."""

from __future__ import annotations

from collections import Counter

from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.paper.fact_tables import fact_tables
from tests.analysis.report.reviews import letters_review


def test_couplets_do_not_push_a_run_off_the_page() -> None:
    facts = report_facts(letters_review("NNNNVVNNNN" * 20 + "VVVVV" + "N" * 20))
    (table,) = (each for each in fact_tables(facts) if each.title.startswith("Rhyt"))
    shown = Counter(row[1] for row in table.rows)
    all_kinds = Counter(row.kind for row in facts.rhythms)
    assert len(shown) == len(all_kinds) > 1
    assert max(all_kinds.values()) == 20
    assert shown["V couplet"] == 12
    n_more = len(facts.rhythms) - len(table.rows)
    assert f"{n_more} more rows" in table.title


def test_few_rhythms_are_all_there() -> None:
    facts = report_facts(letters_review("NNNNVVNNNN" * 3))
    (table,) = (each for each in fact_tables(facts) if each.title.startswith("Rhyt"))
    assert table.title == "Rhythms"
    assert len(table.rows) == len(facts.rhythms)
