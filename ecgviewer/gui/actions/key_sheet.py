"""All keys and what the mouse does, from the list of actions, as HTML and Markdown.

`python -m ecgviewer.gui.actions.key_sheet` renews the page of the guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.gui.actions.actions import MENUS, actions_of
from ecgviewer.gui.actions.key_map import all_keys, plain_text
from ecgviewer.resources import resource_path

Rows = list[tuple[str, str]]

#: What the mouse does; it has no actions.
_MOUSE: Rows = [
    ("Click", "Put the time cursor; on a beat, select it"),
    ("Ctrl+click, Shift+click", "Add a beat to the selection, extend it"),
    ("Shift+drag", "Select all beats in a stretch"),
    ("Double-click", "Add a beat at the R-peak next to the mouse"),
    ("Drag", "Move along the record; on a beat's letter, move the beat"),
    ("Click on a rhythm's band", "Choose it; Ctrl+click chooses several"),
    ("Drag a band's end", "Move where the episode begins or ends; Esc lets it be"),
    ("Ctrl+drag", "Measure with the caliper, from peak to peak; freely with Alt"),
    ("Drag a caliper's leg", "Move it; its label moves both"),
    ("Wheel", "Move along the record"),
    ("Ctrl+wheel", "Zoom in time at the mouse"),
    ("Shift+wheel", "Larger or smaller amplitude"),
]
_PAGE = "guide/90-keys.md"
_START = "<!-- keys: renewed by python -m ecgviewer.gui.actions.key_sheet -->\n"
_STOP = "<!-- end of keys -->\n"


def key_groups(
    lines: Iterable[str] = (), scheme: LabelScheme = AAMI
) -> dict[str, Rows]:
    """Return keys and their meanings by menu, and what the mouse does.

    `lines` are the keys that a reader changed (`key_map`), and `scheme` holds the
    classes that beats can have.
    """
    keys = all_keys(lines, scheme)
    groups = {
        title.replace("&", ""): [
            (", ".join(keys[spec.id]), plain_text(spec))
            for spec in actions_of(scheme)
            if spec.menu == menu and keys[spec.id]
        ]
        for menu, title in MENUS.items()
    }
    return {**groups, "Mouse on the trace": _MOUSE}


def keys_html(lines: Iterable[str] = (), scheme: LabelScheme = AAMI) -> str:
    """Return the sheet for the window, with the keys that a reader changed."""
    groups = key_groups(lines, scheme)
    return "".join(_table(title, rows) for title, rows in groups.items())


def _table(title: str, rows: Rows) -> str:
    cells = "".join(
        f"<tr><td width='210'><b>{escape(keys)}</b></td><td>{escape(text)}</td></tr>"
        for keys, text in rows
    )
    return f"<h3>{escape(title)}</h3><table cellpadding='2'>{cells}</table>"


def keys_markdown() -> str:
    """Return the sheet for the guide."""
    lines = ["| keys | what |", "| --- | --- |"]
    for title, rows in key_groups().items():
        lines.append(f"| **{title}** | |")
        lines += [f"| {_code(keys)} | {text} |" for keys, text in rows]
    return "\n".join(lines) + "\n"


def _code(keys: str) -> str:
    return ", ".join(f"`{key}`" for key in keys.split(", "))


def renewed(text: str) -> str:
    """Return a text with the sheet between its marks renewed.

    Raises
    ------
    ValueError
        If the text has no marks.
    """
    pattern = re.compile(re.escape(_START) + ".*?" + re.escape(_STOP), re.DOTALL)
    if not pattern.search(text):
        raise ValueError("no marks for the keys")
    sheet = f"{_START}{keys_markdown()}{_STOP}"
    return pattern.sub(lambda _: sheet, text)


if __name__ == "__main__":
    path = resource_path(_PAGE)
    path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
