from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from coverage import CoverageData

from tests.mutation.campaign import found_again, sample
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.reach import Reach, copied, learned
from tests.mutation.record import (
    LATE,
    LIVED,
    Record,
    again_record,
    campaign_record,
    report,
    score,
)

_SOURCE = '''"""A module of 3 lines."""
@dataclass(frozen=True)
class A:
    n: int = 3
def f(x: Literal[1]) -> Literal[2]:
    """Say 4."""
    if not x > 0:
        _log.info("5")
        g("µ", x)
    return "µ" if x else x
'''

_TRY = """
import sys
from pathlib import Path
from tests.mutation.campaign import tried
from tests.mutation.mutants import Mutant
from tests.mutation.reach import learned
reach = learned(Path(sys.argv[1]))
for mutant in sys.argv[2:]:
    print(tried(eval(mutant), reach).end)
"""


def _changed(source: str) -> set[str]:
    return {
        line
        for mutant in mutants_of("a.py", source)
        for line in mutant.applied(source).splitlines()
        if line not in source.splitlines()
    }


def test_each_place_is_changed_in_each_way() -> None:
    assert _changed(_SOURCE) == {
        "    n: int = (4)",
        "    if (x > 0):",
        "    if not (x >= 0):",
        "    if not x > (1):",
        "        pass",
        "    return None",
        "    return ('µ' if not x else x)",
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a < b", "(a <= b)"),
        ("a is b", "(a is not b)"),
        ("a in b", "(a not in b)"),
        ("a - b", "(a + b)"),
        ("a // b", "(a * b)"),
        ("a & b", "(a | b)"),
        ("a and b", "(a or b)"),
        ("x = True", "x = (False)"),
        ("x += y", "pass"),
        ("raise E", "pass"),
    ],
)
def test_operators_and_statements_change(before: str, after: str) -> None:
    assert after in _changed(before)


def test_logging_is_left_alone() -> None:
    before = [mutant.before for mutant in mutants_of("a.py", _SOURCE)]
    assert 'g("µ", x)' in before
    assert '_log.info("5")' not in before


def test_every_mutant_of_the_project_is_a_program() -> None:
    source = Path(ast.__file__).read_text(encoding="utf-8")
    for mutant in list(mutants_of("ast.py", source))[::20]:
        ast.parse(mutant.applied(source))


def _record(before: Record | None = None) -> Record:
    ends = {
        Mutant("a.py", n, 0, 1, str(n), "x"): LIVED if n < 2 else f"test_{n}"
        for n in range(10)
    }
    return campaign_record(ends, 1, before or {})


def test_what_was_found_equivalent_stays_so_and_does_not_count() -> None:
    record = _record()
    assert score(record) == pytest.approx(0.8)
    record["survivors"][0]["equivalent"] = "changes a log"
    again = _record(json.loads(json.dumps(record)))
    assert score(again) == pytest.approx(8 / 9)
    assert report(again).splitlines() == [
        "a.py:1: 1 -> x",
        "88.9% killed of 10 mutants of seed 1, 1 equivalent ones left out",
    ]


def test_what_later_tests_kill_is_stated_beside_the_first_score() -> None:
    record = again_record(_record(), {0: LIVED, 1: "tests/test_a.py::test_more"})
    assert score(record) == pytest.approx(0.8)
    assert score(record, since=True) == pytest.approx(0.9)
    assert report(record).splitlines() == [
        "a.py:0: 0 -> x",
        "80.0% killed of 10 mutants of seed 1, 0 equivalent ones left out",
        "90.0% with the tests added since",
    ]


def test_survivors_are_found_again_where_lines_moved(tmp_path: Path) -> None:
    survivor = {
        "path": "a.py",
        "start": 10,
        "before": "1",
        "after": "(2)",
        "equivalent": "",
    }
    survivors = [
        {**survivor, "line": 2},
        {**survivor, "line": 3, "equivalent": "a reason"},
        {**survivor, "line": 3, "killed_since": "tests/test_a.py::test_more"},
    ]
    (tmp_path / "a.py").write_text("#\nx = 0\n\ny = 1\nz = 1\n", encoding="utf-8")
    found = found_again({"survivors": survivors}, tmp_path)
    assert {row: mutant.line for row, mutant in found.items()} == {0: 4}


def test_a_smaller_sample_begins_a_larger_one(tmp_path: Path) -> None:
    (tmp_path / "ecgviewer/core").mkdir(parents=True)
    source = "x = [1, 2, 3, 4, 5]"
    (tmp_path / "ecgviewer/core/a.py").write_text(source, encoding="utf-8")
    assert sample(2, 1, tmp_path) == sample(4, 1, tmp_path)[:2]
    assert sample(9, 1, tmp_path) != sample(9, 2, tmp_path)


def test_tests_beside_a_module_come_first_then_quick_ones(tmp_path: Path) -> None:
    path = "ecgviewer/gui/waveform/axes.py"
    seconds = {
        "tests/gui/waveform/test_axes.py::test_[a|b]": 3.0,
        "tests/gui/waveform/test_marks.py::test_b": 2.0,
        "tests/core/test_c.py::test_c": 0.2,
        "tests/workflows/test_d.py::test_d": 0.1,
    }
    data = CoverageData(str(tmp_path / "reach"))
    for test in [*seconds, "tests/core/test_c.py::test_that_failed"]:
        data.set_context(f"{test}|run")
        data.add_lines({str(tmp_path / path): [3]})
    reach = Reach(data, tmp_path, seconds, "")
    assert reach.tests(Mutant(path, 3, 0, 0, "", "")) == [
        "tests/gui/waveform/test_axes.py::test_[a|b]",
        "tests/gui/waveform/test_marks.py::test_b",
        "tests/workflows/test_d.py::test_d",
        "tests/core/test_c.py::test_c",
    ]
    # A constant of the module is reached as it is imported.
    assert len(reach.tests(Mutant(path, 1, 0, 0, "", ""))) == len(seconds)


@pytest.mark.slow
def test_a_mutant_is_killed_by_a_test_that_reaches_it(tmp_path: Path) -> None:
    """One that changes the code dies, one that does not lives."""
    folder = copied(tmp_path / "copy")
    name, tests = "ecgviewer/core/review/navigation.py", "tests/core/review"
    for other in (folder / "tests").rglob("test_*.py"):
        if not other.is_relative_to(folder / tests):
            other.unlink()
    source = (folder / name).read_text(encoding="utf-8")
    learned(folder)
    returned = next(m for m in mutants_of(name, source) if m.after == "return None")
    same = Mutant(name, returned.line, 0, 0, "", "")
    unimportable = Mutant(name, returned.line, 0, 0, "", "raise OSError\n")
    killed, lived, broken = _ends(folder, returned, same, unimportable)
    assert killed.startswith(tests)
    assert lived == LIVED
    assert broken not in (LIVED, LATE)
    assert (folder / name).read_text(encoding="utf-8") == source


def _ends(folder: Path, *mutants: Mutant) -> list[str]:
    """Try mutants in a process without Qt, which is not safe to fork."""
    command = [sys.executable, "-c", _TRY, str(folder), *map(repr, mutants)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()[-len(mutants) :]


@pytest.mark.slow
def test_only_tests_that_changed_are_learned_again(tmp_path: Path) -> None:
    folder = copied(tmp_path / "copy")
    test = "tests/core/test_units.py"
    for other in (folder / "tests").rglob("test_*.py"):
        if other != folder / test:
            other.unlink()
    first = learned(folder)
    with (folder / test).open("a", encoding="utf-8") as file:
        file.write("\n\ndef test_more() -> None:\n    assert True\n")
    later = learned(folder)
    assert later.seconds.keys() - first.seconds.keys() == {f"{test}::test_more"}
    assert later.code == first.code
