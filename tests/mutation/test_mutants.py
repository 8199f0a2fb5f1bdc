from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from coverage import CoverageData

from tests.mutation.campaign import Reach, campaign_record, copied, is_killed, score
from tests.mutation.mutants import Mutant, mutants_of

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


def test_what_was_found_equivalent_stays_so_and_does_not_count(tmp_path: Path) -> None:
    out = tmp_path / "record.json"
    lived = [Mutant("a.py", n, 0, 1, str(n), "x") for n in (1, 2)]
    record = campaign_record(lived, 10, 1, out)
    assert score(record) == pytest.approx(0.8)
    record["survivors"][0]["equivalent"] = "changes a log"
    out.write_text(json.dumps(record), encoding="utf-8")
    again = campaign_record(lived, 10, 1, out)
    assert score(again) == pytest.approx(8 / 9)


@pytest.mark.slow
def test_a_mutant_is_killed_by_a_test_that_reaches_it(tmp_path: Path) -> None:
    """One that changes the code dies, one that does not lives."""
    folder = copied(tmp_path)
    name, test = (
        "ecgviewer/core/review/navigation.py",
        "tests/core/review/test_navigation.py",
    )
    source = (folder / name).read_text(encoding="utf-8")
    data = CoverageData(str(tmp_path / "reach"))
    data.set_context(f"{test}|run")
    lines = range(1, len(source.splitlines()) + 1)
    data.add_lines({str(folder / name): list(lines)})
    reach = Reach(data, folder)
    returned = next(m for m in mutants_of(name, source) if m.after == "return None")
    same = Mutant(name, 1, 0, 0, "", "")
    assert is_killed(returned, folder, reach)
    assert not is_killed(same, folder, reach)
    assert (folder / name).read_text(encoding="utf-8") == source
