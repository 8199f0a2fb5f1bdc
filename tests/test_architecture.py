"""Rules of the code that a linter of imports cannot see."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ecgviewer.analysis.demo import write_demo
from ecgviewer.gui import dialogs

_ROOT = Path(__file__).parents[1]
_MODULES = sorted(
    path
    for folder in ("ecgviewer", "training", "tests")
    for path in (_ROOT / folder).rglob("*.py")
)
_VAGUE = {"utils", "helpers", "manager", "misc", "common", "logic"}
_LINES = 400
#: The window only puts parts together and connects them.
_OF_THE_WINDOW = 250
#: Modules of the application that its window is made of.
_MOST_AT_START = 400
_READERS = sorted((_ROOT / "ecgviewer" / "formats").glob("*/format.py"))
_HEAVY = (
    "scipy", "cv2", "wfdb", "soundfile", "pandas", "ai_edge_litert", "librosa",
    "tensorflow",
)  # fmt: skip


@pytest.mark.parametrize("path", _MODULES, ids=lambda p: str(p.relative_to(_ROOT)))
def test_modules_have_one_job(path: Path) -> None:
    n_lines = len(path.read_text(encoding="utf-8").splitlines())
    assert n_lines <= _LINES, f"{n_lines} lines: split it by responsibility"
    assert path.stem not in _VAGUE, "a name that says nothing"


@pytest.mark.parametrize(
    "path", sorted((_ROOT / "tests" / "workflows").glob("*.py")), ids=lambda p: p.stem
)
def test_workflows_use_the_window_as_a_reviewer_does(path: Path) -> None:
    """What they reach through an underscore would break them when it is renamed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    reached = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.endswith("__")
        and not (isinstance(node.value, ast.Name) and node.value.id == "self")
    ]
    assert not reached


def test_the_window_leaves_all_work_to_its_parts() -> None:
    module = _ROOT / "ecgviewer" / "gui" / "main_window.py"
    assert len(module.read_text(encoding="utf-8").splitlines()) <= _OF_THE_WINDOW


def _run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


#: Starts as `ecgviewer` does; what it has imported then is printed.
_START = """
import linecache, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from ecgviewer.quick_start import spare_imports
spare_imports()
from PySide6.QtCore import QSettings
from ecgviewer import app
application = app.make_application()
store = QSettings({settings!r}, QSettings.Format.IniFormat)
window = app.make_window(store)
window.show(); window.grab(); window.close()
print(*sys.modules)
own = os.path.dirname(app.__file__)
print(*(name for name in linecache.cache if name.startswith(own)))
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], str]:
    """Return what is imported when the window is up, and which sources were read."""
    settings = str(tmp_path_factory.mktemp("start") / "settings.ini")
    modules, sources = _run(_START.format(settings=settings)).splitlines()
    return set(modules.split()), sources


def test_the_window_is_up_before_anything_heavy_is_imported(
    started: tuple[set[str], str],
) -> None:
    assert not started[0] & set(_HEAVY)


def test_the_window_is_up_before_what_it_shows_later_is_imported(
    started: tuple[set[str], str],
) -> None:
    modules, sources = started
    readers = {f"ecgviewer.formats.{path.parent.name}.format" for path in _READERS}
    shown = {sys.modules[getattr(dialogs, each).__module__] for each in dialogs.__all__}
    assert not modules & (readers | {each.__name__ for each in shown})
    assert "ecgviewer.classifier.bundle" not in modules
    own = [name for name in modules if name.partition(".")[0] == "ecgviewer"]
    assert len(own) <= _MOST_AT_START, "what is not seen at once is imported later"
    assert not sources, "PySide reads each module again"


def test_a_record_is_open_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    path = write_demo(tmp_path)
    output = _run(
        "import sys\n"
        "from pathlib import Path\n"
        "from ecgviewer.analysis.open_record import open_record\n"
        f"opened = open_record(Path({str(path)!r}), 'Ada', Path({str(tmp_path)!r}))\n"
        "print(opened.session.record.n_samples > 0)\n"
        f"print([name for name in {_HEAVY!r} if name in sys.modules])"
    )
    assert output.split() == ["True", "[]"]


def test_headless_packages_run_without_qt() -> None:
    output = _run(
        "import sys\n"
        "for name in ('PySide6', 'pyqtgraph'): sys.modules[name] = None\n"
        "from ecgviewer.core.synthetic_ecg import synthetic_record\n"
        "from ecgviewer.analysis.record_analysis import RecordAnalysis\n"
        "from ecgviewer.core.analysis_events import BeatsDetected\n"
        "record = synthetic_record(20.0).record\n"
        "events = RecordAnalysis(record, None).run()\n"
        "print(sum(len(e.beats) for e in events if isinstance(e, BeatsDetected)))"
    )
    assert int(output) > 15


def test_the_front_door_is_short_and_its_links_lead_somewhere() -> None:
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 250
    links = re.findall(r"\]\(([^)#]+)\)", readme)
    assert len(links) > 10
    assert not [link for link in links if not (_ROOT / link).exists()]
