"""File > Copy picture and Save picture: of the trace, or the view with the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.waveform.waveform_view import WaveformView
from ecgviewer.gui.window.picture import (
    Picture,
    PlotPicture,
    StripPicture,
    TracePicture,
)
from ecgviewer.gui.window.picture_files import image_of, pdf_of, png_of, svg_of
from ecgviewer.gui.window.view import View

#: What the dialog offers, by ending.
KINDS: dict[str, tuple[str, Callable[[Picture], bytes]]] = {
    ".png": ("PNG, 300 dpi (*.png)", png_of),
    ".svg": ("SVG (*.svg)", svg_of),
    ".pdf": ("PDF (*.pdf)", pdf_of),
}
_COPIED = "The picture is on the clipboard."


class PictureCommands(QObject):
    """Copies and saves pictures.

    Signals
    -------
    told(str)
        What was copied or saved, or why not.
    """

    told = Signal(str)

    def __init__(
        self, window: QWidget, document: Document, waveform: WaveformView
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._waveform = window, document, waveform
        self.views: Sequence[View] = ()

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each of these actions does."""
        return {"file.copy_picture": self.copy, "file.save_picture": self.ask}

    def picture(self) -> Picture | None:
        """Return the view that has the keyboard as a picture, else the trace."""
        session = self._document.session
        if session is None:
            return None
        view = self._view_in_use()
        if view is not None and (strip := view.strip()) is not None:
            return StripPicture(session, strip)
        if view is not None:
            return PlotPicture(view.widget, session.record, view.title)
        sheet = self._waveform.sheet
        if sheet is None or not sheet.lanes:
            return None
        return TracePicture(session, self._waveform, sheet)

    def _view_in_use(self) -> View | None:
        focused = QApplication.focusWidget()
        if focused is None:
            return None
        return next(
            (
                view
                for view in self.views
                if view.widget is focused or view.widget.isAncestorOf(focused)
            ),
            None,
        )

    def copy(self) -> None:
        """Put a picture on the clipboard."""
        if picture := self.picture():
            QGuiApplication.clipboard().setImage(image_of(picture))
            self.told.emit(_COPIED)

    def ask(self) -> None:
        """Ask where to, and save a picture."""
        picture, session = self.picture(), self._document.session
        if picture is None or session is None:
            return
        record = session.record
        folder = record.path.parent if record.path else Path.home()
        filters = [title for title, _ in KINDS.values()]
        name, chosen = QFileDialog.getSaveFileName(
            self._window,
            "Save the picture",
            str(folder / f"{record.name}.png"),
            ";;".join(filters),
        )
        if name:
            path = Path(name)
            if path.suffix.lower() not in KINDS:
                ending = next((e for e, k in KINDS.items() if k[0] == chosen), ".png")
                path = path.with_name(f"{path.name}{ending}")
            self.save(picture, path)

    def save(self, picture: Picture, path: Path) -> None:
        """Save a picture; its ending says as what."""
        _, made = KINDS[path.suffix.lower()]
        try:
            with replace_file(path) as file:
                file.write(made(picture))
        except OSError as error:
            self.told.emit(str(error))
        else:
            self.told.emit(f"Saved {path}")
