"""A conclusion from a file: its fields are facts, and it says who wrote it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.template import (
    BY_TEMPLATE,
    TemplateError,
    read_template,
    with_conclusion,
)
from tests.analysis.report.reviews import letters_review


def test_fields_are_facts_and_no_reader_wrote_it() -> None:
    facts = report_facts(letters_review("NNNVVNNN"))
    found = with_conclusion(facts, "Ectopy: {v_beats}, {v_couplets}.\nSee strips.")
    assert found.items.conclusion == (
        "Ectopy: 2 ventricular ectopic beats, 1 couplet.\nSee strips.\n" + BY_TEMPLATE
    )
    assert replace(found, items=facts.items) == facts


def test_what_the_reader_wrote_stays() -> None:
    facts = report_facts(letters_review("NNN"))
    assert with_conclusion(facts, "") is facts
    own = replace(facts, items=replace(facts.items, conclusion="Normal."))
    assert with_conclusion(own, "{beats}") is own


def test_a_field_that_is_not_a_fact_is_named_with_those_that_are() -> None:
    facts = report_facts(letters_review("NNN"))
    with pytest.raises(TemplateError, match=r"\{potassium\}.*v_beats"):
        with_conclusion(facts, "K: {potassium}, {beats}")


def test_a_file_that_is_no_template_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    with pytest.raises(TemplateError, match=r"t\.txt cannot be read"):
        read_template(path)
    for data, what in (
        (b" \n", "has no sentence"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"x" * 70_000, "longer than 64 kB"),
    ):
        path.write_bytes(data)
        with pytest.raises(TemplateError, match=what):
            read_template(path)
    path.write_text(" One.\n", encoding="utf-8")
    assert read_template(path) == "One."
