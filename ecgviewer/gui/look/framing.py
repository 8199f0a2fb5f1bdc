"""Where beats are framed: what lists say of it to who gives out keys."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

#: A property of a list whose letters label what is framed in it, and find nothing.
#: Names the property of a widget where Tab is a key as any other. Elsewhere it goes
#: from control to control, as people who use no mouse need it.
HAS_TAB_KEY = "has a tab key"
FRAMES = "frames"


def has_tab_key(widget: QWidget) -> bool:
    """Return whether Tab goes on in the queue where this has the keyboard."""
    return bool(widget.property(HAS_TAB_KEY) or widget.property(FRAMES))


def has_keyboard(view: QWidget) -> bool:
    """Return whether the reader works in a view, and sees it."""
    focused = view.window().focusWidget()
    here = focused is not None and (focused is view or view.isAncestorOf(focused))
    return here and not view.visibleRegion().isEmpty()
