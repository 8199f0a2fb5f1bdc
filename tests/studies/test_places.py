"""Where the list keeps its own, and which folders it watches."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.studies.places import StudyPlaces, distinct


@pytest.fixture
def places(tmp_path: Path) -> StudyPlaces:
    return StudyPlaces(tmp_path / "data", tmp_path / "cache")


def test_a_user_has_places_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("XDG_DATA_HOME", "APPDATA", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    places = StudyPlaces.of_user()
    own = (places.index, places.figures, places.journals, places.team)
    assert all(path.is_relative_to(places.data) for path in own)
    assert places.data.is_relative_to(tmp_path)
    assert places.cache.is_relative_to(tmp_path)
    assert places.cache.name == "analyses"


def test_folders_are_watched_once_each_in_their_order(
    places: StudyPlaces, tmp_path: Path
) -> None:
    ward, lab = tmp_path / "ward", tmp_path / "a lab ü"
    assert places.watched() == ()
    places.watch([ward, lab, ward / "monday", ward])
    assert places.watched() == (ward, lab)
    places.watch([lab])
    assert places.watched() == (lab,)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"folders": 1}', b"\xff", b"[" * 100_000]
)
def test_a_file_that_is_damaged_says_of_no_folder(
    places: StudyPlaces, content: bytes
) -> None:
    places.watch([Path("/ward")])
    places.folders_file.write_bytes(content)
    assert places.watched() == ()


def test_folders_are_absolute_and_none_lies_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    named = [Path("b"), Path("a/c"), Path("a"), Path("ab"), tmp_path / "b"]
    assert distinct(named) == tuple(tmp_path / name for name in ("b", "a", "ab"))
    assert distinct([]) == ()
