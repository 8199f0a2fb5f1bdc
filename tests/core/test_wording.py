from __future__ import annotations

import pytest

from ecgviewer.core.wording import count, readable, said_once


@pytest.mark.parametrize(
    ("n", "text"),
    [(0, "0 beats"), (1, "1 beat"), (2, "2 beats"), (1200, "1,200 beats")],
)
def test_numbers_are_put_in_words(n: int, text: str) -> None:
    assert count(n, "beat") == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ünruhe, 2 × täglich", "Ünruhe, 2 × täglich"),
        ("one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour"),
        ("a\x00b\x1b[31mc\x85d", "a b [31mc d"),
        ("up\u202enwod\u2066", "up nwod "),
        ("half \ud83d", "half  "),
    ],
)
def test_what_cannot_be_read_is_a_blank(text: str, shown: str) -> None:
    assert readable(text) == shown


def test_what_holds_for_several_is_said_once() -> None:
    facts = [("I", "off."), ("II", "on."), ("V1", "off.")]
    assert said_once(facts) == ("I, V1: off.", "II: on.")
    assert said_once([]) == ()
