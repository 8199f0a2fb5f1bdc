"""Tables on paper: what is found by the hundred does not hide what is rare."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

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


def test_what_is_found_is_no_diagnosis_until_a_reader_says_so() -> None:
    facts = report_facts(letters_review("NNNNVVNNNN"))
    found = replace(facts.rhythms[0], kind="VF", note="VF or flutter?")
    said = replace(found, origin="confirmed", reader="Ada", note="Seen")
    (table,) = (
        each
        for each in fact_tables(replace(facts, rhythms=(found, said)))
        if each.title == "Rhythms"
    )
    by_name = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert [row["Rhythm"] for row in by_name] == [
        "VF or flutter?",
        "Ventricular fibrillation",
    ]
    assert [row["Note"] for row in by_name] == ["", "Seen"]


def test_few_rhythms_are_all_there() -> None:
    facts = report_facts(letters_review("NNNNVVNNNN" * 3))
    (table,) = (each for each in fact_tables(facts) if each.title.startswith("Rhyt"))
    assert table.title == "Rhythms"
    assert len(table.rows) == len(facts.rhythms)
