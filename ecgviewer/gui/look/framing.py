"""Where beats are framed: what lists say of it to who gives out keys."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

#: A property of a list whose letters label what is framed in it, and find nothing.
FRAMES = "frames"


def has_keyboard(view: QWidget) -> bool:
    """Return whether the reader works in a view, and sees it."""
    focused = view.window().focusWidget()
    here = focused is not None and (focused is view or view.isAncestorOf(focused))
    return here and not view.visibleRegion().isEmpty()
