"""The pages of the user guide, with keys and endings as the program has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ecgviewer.formats.format_texts import first_endings, listed
from ecgviewer.gui.actions.actions import ACTIONS
from ecgviewer.resources import resource_path

FOLDER = "guide"
_COMMENT = re.compile(r"<!--.*?-->\n", re.DOTALL)
_ENDINGS = "{endings}"
_KEY = re.compile(r"\{key:([\w.]+)\}")


@dataclass(frozen=True)
class Page:
    """One page: its title, and its text in Markdown."""

    title: str
    text: str

    def holds(self, words: str) -> bool:
        """Return whether all words are in the page, in any case."""
        text = self.text.casefold()
        return all(word in text for word in words.casefold().split())


@cache
def pages() -> tuple[Page, ...]:
    """Return the pages in their order."""
    files = sorted(resource_path(FOLDER).glob("*.md"))
    texts = [_filled(file.read_text(encoding="utf-8")) for file in files]
    return tuple(
        Page(text.split("\n", 1)[0].removeprefix("# "), text) for text in texts
    )


def _filled(text: str) -> str:
    keys = {spec.id: spec.keys for spec in ACTIONS}
    # Qt's Markdown shows comments as text.
    plain = _COMMENT.sub("", text).replace(_ENDINGS, _endings())
    return _KEY.sub(lambda match: f"`{keys[match[1]][0]}`", plain)


def _endings() -> str:
    return listed([f"`{ending}`" for ending in first_endings()])
