"""The guide names every rhythm as files do."""

from __future__ import annotations

import pytest

from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.formats.export.rhythm_csv import COLUMNS
from ecgviewer.resources import resource_path

_PAGE = "guide/09-files-and-export.md"
#: Written as brackets and as quality, or in the reader's words.
_WITHOUT_NAME = (EpisodeKind.VF, EpisodeKind.NOISE, EpisodeKind.OTHER)


@pytest.fixture(scope="module")
def page() -> str:
    return resource_path(_PAGE).read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", EpisodeKind)
def test_the_page_has_the_names_of_each_rhythm(page: str, kind: EpisodeKind) -> None:
    assert f"`{kind.value}`" in page
    if kind not in _WITHOUT_NAME:
        assert f"`({kind.code}`" in page


def test_the_page_has_the_columns_of_the_table(page: str) -> None:
    assert f"`{', '.join(COLUMNS)}`" in page.replace("\n", " ")
