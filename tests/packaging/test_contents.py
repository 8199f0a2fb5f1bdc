"""What the packaged program needs is in it, which only a build would show else."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path

import pytest

_ROOT = Path(__file__).parents[2]
_EXCLUDED = run_path(str(_ROOT / "resources" / "packaging" / "contents.py"))["EXCLUDED"]
#: For those who train, build and develop, for clusters, whose machines have an
#: environment of their own, and for what else is analysed without a window:
#: PyArrow alone is as large as the rest of the package.
_NOT_PACKAGED = {"train", "build", "dev", "cluster", "parquet", "remote"}


def _imports(file: Path) -> Iterator[str]:
    """Yield what a module imports, within functions too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_nothing_that_the_application_imports_is_left_out() -> None:
    # The bench is run in a checkout.
    files = [
        file
        for file in sorted((_ROOT / "ecgviewer").rglob("*.py"))
        if "bench" not in file.parts
    ]
    assert len(files) > 400
    missing = {
        (name, str(file.relative_to(_ROOT)))
        for file in files
        for name in _imports(file)
        for left_out in _EXCLUDED
        if name == left_out or name.startswith(f"{left_out}.")
    }
    assert missing == set()


@pytest.mark.parametrize("place", ["Makefile", ".github/workflows/build.yml"])
def test_the_package_is_built_with_every_extra(place: str) -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = {*project["project"]["optional-dependencies"]} - _NOT_PACKAGED
    text = (_ROOT / place).read_text(encoding="utf-8")
    built = text.partition('".[build,')[2].partition(']"')[0]
    assert {*built.split(",")} == extras


def test_what_pydicom_imports_by_name_is_asked_for() -> None:
    spec = (_ROOT / "build.spec").read_text(encoding="utf-8")
    assert 'collect_submodules("pydicom.pixels")' in spec
