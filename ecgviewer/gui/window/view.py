"""What a view is: a panel in a dock of its own, with the actions that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ecgviewer.core.items.strip import Strip
from ecgviewer.gui.actions.action_spec import ActionSpec
from ecgviewer.gui.look.when_seen import WhenSeen
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.groups import Groups
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.model.viewed_record import ViewedRecord
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.trace.layer_menu import LayerMenu
from ecgviewer.gui.window.review_commands import ReviewCommands

RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea

#: What each of some actions does, by the action's id.
Commands = dict[str, Callable[[], object]]


class Parts:
    """What the views of a window share, and may listen to.

    Parameters
    ----------
    window : QWidget
        The parent of dialogs.
    settings : Settings
        As they are when the window is made; later ones come by `apply_settings`.
    journal_folder : Path
        Where journals are whose record is in a folder that cannot be written.

    Attributes
    ----------
    layers : LayerMenu
        Chooses the second row of annotations.
    """

    def __init__(
        self, window: QWidget, settings: Settings, journal_folder: Path
    ) -> None:
        self.window = window
        self.settings, self.journal_folder = settings, journal_folder
        self.document, self.selection = Document(window), Selection(window)
        self.link = AnalysisLink(self.document, self.selection, window)
        self.groups = Groups(self.document, window)
        self.viewed = ViewedRecord(self.document, self.selection)
        self.rhythms = FoundRhythms(self.document, self.selection, window)
        self.review = ReviewCommands(self.document, self.selection, self.link, window)
        self.layers = LayerMenu(self.document, journal_folder, window)


class View(QObject):
    """A panel, where it is docked, and what can be done in it.

    A view makes its `widget` and connects it to the parts that it listens to. It
    selects through the selection and edits through the document; the window shows
    what it remarks, and does the rest.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    failed(Failed)
        Work beside the window failed.
    kept(str, object)
        A setting to be remembered, and its value.
    raise_requested()
        The view is to be in front; when this returns, it is.
    retitled(str)
        The title that the dock has from now on.

    Attributes
    ----------
    id : str
        Names the dock in saved layouts.
    area : Qt.DockWidgetArea
    beside : str
        The view behind which it is put as a tab; empty for a place of its own.
    size_px : int
        The width on the right, or the height at the bottom, at which it opens in a
        place of its own.
    actions : tuple of ActionSpec
        Its actions in the order of the menus.
    least_lines : int
        The height, in lines of text, from which what matters in it is seen.
    is_tall : bool
        It needs room for two rows of tiles when it is brought to the front.
    shows_classifier : bool
        It shows what the classifier found, so a blind reader does not see it.
    """

    remarked = Signal(str)
    failed = Signal(object)
    kept = Signal(str, object)
    raise_requested = Signal()
    retitled = Signal(str)

    id: ClassVar[str]
    title: ClassVar[str]
    area: ClassVar[Qt.DockWidgetArea] = RIGHT
    beside: ClassVar[str] = ""
    size_px: ClassVar[int] = 0
    actions: ClassVar[tuple[ActionSpec, ...]] = ()
    least_lines: ClassVar[int] = 14
    is_tall: ClassVar[bool] = False
    shows_classifier: ClassVar[bool] = False

    when_seen: WhenSeen
    widget: QWidget

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.parts, self.when_seen = parts, WhenSeen()

    def by_id(self) -> Commands:
        """Return what each of its actions does."""
        return {}

    def bind(self, actions: Mapping[str, QAction]) -> None:
        """Take note of the actions of the window, for buttons that do the same."""

    def apply_settings(self, settings: Settings) -> None:
        """Take over what the reviewer set."""

    def on_shown(self, shown: bool) -> None:
        """Take note that the view is in front now, or no longer.

        What the view does for `when_seen` waits until it is.
        """
        self.when_seen.set_seen(seen=shown)

    def strip(self) -> Strip | None:
        """Return the strip that is chosen in it, of which a picture is one."""
        return None

    def focus(self) -> None:
        """Give the keyboard to where work in this view begins."""
        self.widget.setFocus()

    def show(self) -> None:
        """Bring the view to the front, and go there."""
        self.raise_requested.emit()
        self.focus()
