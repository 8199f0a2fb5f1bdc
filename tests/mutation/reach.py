"""Which tests reach which line, learned in a copy of the project that is kept."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from coverage import CoverageData

from tests.data_folder import DATA
from tests.mutation.mutants import Mutant

_ROOT = Path(__file__).parents[2]
#: What is mutated: where a wrong result would be believed.
MUTATED = (
    "ecgviewer/core", "ecgviewer/analysis", "ecgviewer/gui/readers",
    "ecgviewer/gui/rhythm", "ecgviewer/gui/waveform",
)  # fmt: skip
_COVERAGE, _LEARNED, _TIMES = "reach.coverage", "learned.json", "reach.xml"


@dataclass(frozen=True)
class Reach:
    """The tests that reach each line of a copy, what each takes, a hash of the code."""

    data: CoverageData
    folder: Path
    seconds: dict[str, float]
    code: str

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests that reach a mutant, those beside its module first.

        Lines that run as a module is imported, or in a thread of Qt, are reached by no
        test in particular: all tests of the module are theirs.
        """
        lines = self.data.contexts_by_lineno(str(self.folder / mutant.path))
        there = self._known(lines.get(mutant.line, []))
        there = there or self._known(name for names in lines.values() for name in names)
        return sorted(there, key=lambda test: (-_near(test, mutant), self._cost(test)))

    def _known(self, contexts: Iterable[str]) -> set[str]:
        return {name.rpartition("|")[0] for name in contexts} & self.seconds.keys()

    def _cost(self, test: str) -> tuple[float, str]:
        return self.seconds[test], test


def _near(test: str, mutant: Mutant) -> int:
    """Return how many parts of its path a test shares with the module mutated."""
    file = Path(test.partition("::")[0])
    module = Path(mutant.path)
    theirs, ours = file.parts[1:-1], module.parts[1:-1]
    shared = 0
    while shared < min(len(theirs), len(ours)) and theirs[shared] == ours[shared]:
        shared += 1
    named = file.stem.removeprefix("test_") in (module.stem, f"{module.stem}s")
    return 2 * shared + named if shared else 0


def copied(to: Path) -> Path:
    """Copy what belongs to the project, changes that are not committed included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=_ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = {name for name in listed.stdout.split("\0") if name}
    for gone in set(_python_files(to)) - names:
        (to / gone).unlink()
    for name in names:
        if (_ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(_ROOT / name, to / name)
    return to


def _python_files(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*.py")]


@dataclass
class _Learned:
    """What is known of a copy: hashes of its code and its tests, seconds of each."""

    code: str
    files: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def learned(folder: Path) -> Reach:
    """Run the fast tests of a copy once and return what they reach.

    What was learned there before is kept as long as the code is the same; only files of
    tests that changed run again.
    """
    names = _python_files(folder)
    known = _known(folder, _digest(folder, [n for n in names if n[:6] != "tests/"]))
    files = {n: _digest(folder, [n]) for n in names if Path(n).name[:5] == "test_"}
    same = {name for name in files if known.files.get(name) == files[name]}
    fresh = sorted(files.keys() - same)
    if fresh:
        _learn(folder, fresh)
        kept = {t: s for t, s in known.seconds.items() if t.partition("::")[0] in same}
        known = _Learned(known.code, files, kept | _passed(folder / _TIMES))
        (folder / _LEARNED).write_text(json.dumps(asdict(known)), encoding="utf-8")
    data = CoverageData(str(folder / _COVERAGE))
    data.read()
    return Reach(data, folder, known.seconds, known.code)


def _known(folder: Path, code: str) -> _Learned:
    path = folder / _LEARNED
    if path.exists():
        known = _Learned(**json.loads(path.read_text(encoding="utf-8")))
        if known.code == code:
            return known
    (folder / _COVERAGE).unlink(missing_ok=True)
    return _Learned(code)


def _digest(folder: Path, names: Collection[str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(name.encode() + (folder / name).read_bytes())
    return digest.hexdigest()


def _learn(folder: Path, files: Sequence[str]) -> None:
    where = [f"--cov={name}" for name in MUTATED]
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files,
        "-m", "not slow", *where, "--cov-append", "--cov-context=test",
        "--cov-report=", f"--junitxml={_TIMES}", "-o", "junit_family=xunit1",
    ]  # fmt: skip
    found = environment(folder) | {"COVERAGE_FILE": str(folder / _COVERAGE)}
    subprocess.run(command, cwd=folder, env=os.environ | found, check=False)


def _passed(times: Path) -> dict[str, float]:
    """Return how long each test took that passed."""
    return {
        f"{case.get('file')}::{case.get('name')}": float(case.get("time", 0.0))
        for case in ET.parse(times).iter("testcase")
        if not any(child.tag in ("failure", "error", "skipped") for child in case)
    }


def environment(folder: Path) -> dict[str, str]:
    """Return what the tests of a copy find in their environment."""
    return {
        "QT_QPA_PLATFORM": "offscreen",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "",
        # Beside the copy, whose own files alone are looked at.
        "PYTHONPYCACHEPREFIX": str(folder.parent / "bytecode"),
        "ECGVIEWER_DATA": str(DATA),
    }
