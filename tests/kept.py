"""Drawings that are kept beside the tests, in words, and how a change is shown."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

FOLDER = "drawings"
#: The option that renews them.
RENEW = "--renew-drawings"


class Kept:
    """Holds what a test draws against what was kept of it."""

    def __init__(self, file: Path, *, renewing: bool) -> None:
        self._file, self._renewing = file, renewing

    def check(self, parts: Mapping[str, Sequence[str]]) -> None:
        """Fail, with the difference, where something is drawn otherwise than before.

        Parts have titles that say in which state something is drawn.
        """
        text = "\n\n".join("\n".join([f"# {title}", *parts[title]]) for title in parts)
        text += "\n"
        if self._renewing:
            self._file.parent.mkdir(exist_ok=True)
            self._file.write_text(text, encoding="utf-8")
            return
        if not self._file.exists():
            pytest.fail(f"{self._file} is missing: run pytest {RENEW}", pytrace=False)
        before = self._file.read_text(encoding="utf-8")
        if text != before:
            pytest.fail(self._difference(before, text), pytrace=False)

    def _difference(self, before: str, now: str) -> str:
        name = f"{FOLDER}/{self._file.name}"
        changed = difflib.unified_diff(
            before.splitlines(), now.splitlines(), name, "drawn now", "", "", 2, ""
        )
        hint = f"Is this meant? Look at it, then run this test with {RENEW}."
        return "\n".join([*changed, "", hint])


def kept(request: pytest.FixtureRequest) -> Kept:
    """Return what is kept of the test that asks, in a file of its name."""
    name = request.node.name.removeprefix("test_").translate(
        str.maketrans("[", "-", "]")
    )
    file = request.path.parent / FOLDER / f"{name.replace(' ', '_')}.txt"
    return Kept(file, renewing=bool(request.config.getoption(RENEW)))
