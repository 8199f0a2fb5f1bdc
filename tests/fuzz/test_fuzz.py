"""A short campaign of hostile files, and every case that a long one has found."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.mutations import KINDS, WORDS, changed
from tests.fuzz.targets import TARGETS, run
from tests.fuzz.watch import TouchedError, nothing_touched_outside

_FOUND = sorted((Path(__file__).parent / "found").glob("*.bin"))
_CHANGES = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 2**24),
        st.integers(1, 40),
        st.one_of(st.sampled_from(WORDS), st.binary(max_size=4)),
    ),
    max_size=8,
)
#: Bundles are read thoroughly, and each takes a while.
_EXAMPLES = {"network": 5, "golden": 40, "signal": 60, "record": 40}


@pytest.fixture(scope="module", params=TARGETS)
def name(request: pytest.FixtureRequest) -> str:
    """Warm a target up, since modules are imported when first needed."""
    target: str = request.param
    with tempfile.TemporaryDirectory() as place:
        for data in TARGETS[target].seeds(Path(place)):
            run(TARGETS[target], data, Path(place))
    return target


def test_hostile_files_are_read_or_refused_in_words(name: str) -> None:
    target = TARGETS[name]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        seeds = target.seeds(folder)
        run(target, seeds[0], folder)

        @settings(max_examples=_EXAMPLES.get(name, 100), database=None)
        @given(st.integers(0, len(seeds) - 1), _CHANGES)
        def check(seed: int, changes: list[tuple[str, int, int, bytes]]) -> None:
            with nothing_touched_outside(folder):
                message = run(target, changed(seeds[seed], changes), folder)
            assert not message or len(message) > 20

        check()


@pytest.mark.parametrize("case", _FOUND, ids=lambda path: path.stem)
def test_a_case_that_was_found(case: Path, tmp_path: Path) -> None:
    target = TARGETS[case.stem.split("-", maxsplit=1)[0]]
    run(target, case.read_bytes(), tmp_path)
    with nothing_touched_outside(tmp_path):
        run(target, case.read_bytes(), tmp_path)


def test_good_files_are_read(tmp_path: Path) -> None:
    for name in ("signal", "annotations", "journal", "csv", "bundle", "network"):
        target = TARGETS[name]
        assert run(target, target.seeds(tmp_path)[0], tmp_path) == "", name


def test_the_watch_sees(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    inside = tmp_path / "inside"
    inside.mkdir()
    outside.touch()
    opened = pytest.raises(TouchedError, match=r"open .*outside\.txt")
    with opened, nothing_touched_outside(inside):
        outside.read_bytes()
    removed = pytest.raises(TouchedError, match=r"os\.remove")
    with removed, nothing_touched_outside(inside):
        outside.unlink()
    with pytest.raises(TouchedError, match="exec"), nothing_touched_outside(inside):
        exec(compile("1", "hostile.py", "exec"))
    with nothing_touched_outside(inside):
        (inside / "file").touch()
