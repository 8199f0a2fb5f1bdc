"""Puts what the program reads of `resources` into the wheel, inside the package.

`python -m build` runs it. Training and packaging stay in the checkout, so that no
top-level package of such a common name is installed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

_RESOURCES = Path(__file__).resolve().parents[1]
_SHIPPED = ("classifier", "guide", "icons")
#: Retrains the classifier, or shows it to readers.
_LEFT_OUT = {"network.keras", "failures.png", "held_out.png", "worst.png"}


def shipped_resources() -> list[Path]:
    """Return the files that the wheel needs, relative to the folder of resources."""
    return sorted(
        path.relative_to(_RESOURCES)
        for folder in _SHIPPED
        for path in (_RESOURCES / folder).rglob("*")
        if path.is_file() and path.name not in _LEFT_OUT
    )


class BuildWithResources(build_py):  # type: ignore[misc]
    """Builds the package with `ecgviewer/resources`; an editable one needs no copy."""

    def run(self) -> None:
        """Copy the modules, and then the resources beside them."""
        super().run()
        if self.editable_mode:
            return
        for name in shipped_resources():
            copy = Path(self.build_lib, "ecgviewer", "resources", name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_RESOURCES / name, copy)

    def get_source_files(self) -> list[str]:
        """Return what the source distribution needs to build the wheel from it."""
        files = [_RESOURCES / name for name in shipped_resources()]
        root = _RESOURCES.parent
        own = [str(file.relative_to(root)) for file in [*files, Path(__file__)]]
        return [*super().get_source_files(), *own]
