"""The wheel, installed where there is no checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_SOURCES = ("ecgviewer", "training", "resources", "pyproject.toml", "README.md")

pytestmark = pytest.mark.slow


def _run(*command: str | Path, cwd: Path) -> str:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a source distribution, and the wheel from it, without a trace here."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in (*_SOURCES, "LICENSE"):
        source, ignored = _ROOT / name, shutil.ignore_patterns("__pycache__")
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=ignored)
        else:
            shutil.copyfile(source, copy / name)
    _run(sys.executable, "-m", "build", "--no-isolation", "-o", out, copy, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of programs of an environment with the wheel in it.

    What it depends on is what these tests run with.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    pip = (sys.executable, "-m", "pip", "--python", python)
    _run(*pip, "install", "--no-deps", "--no-index", "--quiet", wheel, cwd=folder)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(_run(python, "-c", where, cwd=folder).strip())
    others = [path for path in sys.path if Path(path).name == "site-packages"]
    (site / "others.pth").write_text("\n".join(others) + "\n", encoding="utf-8")
    return scripts


def test_nothing_but_the_package_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {Path(name) for name in archive.namelist()}
    assert {name.parts[0].split("-")[0] for name in names} == {"ecgviewer"}
    assert Path("ecgviewer", "py.typed") in names
    modules = {path.relative_to(_ROOT) for path in (_ROOT / "ecgviewer").rglob("*.py")}
    assert modules == {name for name in names if name.suffix == ".py"}


def test_it_is_imported_from_elsewhere(scripts: Path, tmp_path: Path) -> None:
    code = (
        "import ecgviewer\n"
        "assert ecgviewer.analyze and ecgviewer.ec57.compare_beats\n"
        "from ecgviewer.classifier.bundle_folders import bundle_paths\n"
        "from ecgviewer.gui.look.guide_pages import pages\n"
        "from ecgviewer.resources import resource_path\n"
        "print(ecgviewer.__file__)\n"
        "print(*bundle_paths())\n"
        "print(len(pages()), resource_path('icons/ecgviewer.svg').is_file())"
    )
    lines = _run(scripts / "python", "-c", code, cwd=tmp_path).splitlines()
    assert Path(lines[0]).is_relative_to(scripts.parent)
    assert lines[1] == "context-cnn every-lead seed-cnn"
    pages = len(list((_ROOT / "resources" / "guide").glob("*.md")))
    assert lines[2] == f"{pages} True"


def test_it_passes_its_self_test(scripts: Path, tmp_path: Path) -> None:
    _run(scripts / "ecgviewer", "--self-test", cwd=tmp_path)


@pytest.mark.parametrize("name", ["training", "resources"])
def test_no_package_of_a_common_name_is_installed(
    scripts: Path, tmp_path: Path, name: str
) -> None:
    code = f"import importlib.util; print(importlib.util.find_spec({name!r}))"
    assert _run(scripts / "python", "-c", code, cwd=tmp_path).strip() == "None"
