"""Sources are known by reader and annotator, and the open review is not compared."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.core.review.source import (
    CLASSIFIER,
    Source,
    SourceKind,
    to_compare_with,
)

ATR = Source(SourceKind.FILE, annotator="atr")
ADA, ADA_ON_ATR, SMITH, CONSENSUS = (
    Source(SourceKind.JOURNAL, reader, annotator)
    for reader, annotator in (
        ("Ada", ""),
        ("Ada", "atr"),
        ("Dr Smith", ""),
        ("consensus", ""),
    )
)


def test_a_source_is_known_by_reader_and_annotator() -> None:
    here = Source(SourceKind.JOURNAL, "Ada", "atr", Path("here"))
    there = Source(SourceKind.JOURNAL, "Ada", "atr", Path("there"), author="Bo")
    assert here == there == ADA_ON_ATR
    assert len({here, there, ADA, SMITH, ATR, CLASSIFIER}) == 5


def test_a_reader_may_have_the_name_of_an_annotator() -> None:
    reader = Source(SourceKind.JOURNAL, "atr")
    assert reader != ATR
    assert reader.title != ATR.title


def test_titles_say_whose_review_of_what() -> None:
    titles = [source.title for source in (ADA, ADA_ON_ATR, SMITH, ATR, CLASSIFIER)]
    assert titles == [
        "Ada",
        "Ada on atr",
        "Dr Smith",
        "annotations atr",
        "the classifier",
    ]


def test_the_open_review_is_left_out_and_the_readers_others_are_last() -> None:
    found = (ADA, ADA_ON_ATR, SMITH, ATR)
    assert to_compare_with(found, ADA) == (SMITH, ATR, ADA_ON_ATR)
    assert to_compare_with(found, ADA_ON_ATR) == (SMITH, ATR, ADA)
    assert to_compare_with(found, SMITH) == (ADA, ADA_ON_ATR, ATR)
    assert to_compare_with(found, None) == found


def test_a_consensus_is_its_own_review_whoever_decides() -> None:
    opened = Source(SourceKind.JOURNAL, "consensus", author="Ada")
    assert to_compare_with((ADA, CONSENSUS, SMITH), opened) == (ADA, SMITH)
