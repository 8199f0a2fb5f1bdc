"""The controls that say which beats the table shows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QToolButton, QWidget

from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET
from ecgviewer.gui.beat_table.beat_columns import label_title
from ecgviewer.gui.beat_table.beat_filter import BeatFilter
from ecgviewer.gui.look.font_scale import scaled
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.theme import colours

_WIDE_PX = 480
_HELD_TIP = (
    "Beats that you edit stay where they are in the list. "
    "Press to apply filter and sorting to them too."
)


_SEARCH_TIP = (
    "Words narrow the list: v or s,v (class), *v (the classifier's class), conf<80, "
    "conf:50-80, q<0.5, rr<500 (ms), group:3, time:0:10-0:20, by:classifier, "
    "by:reviewer, by:reference, by: and a reader's name (by: alone says what names "
    "there are), reviewed, unreviewed, commented; other words are looked for in "
    "comments"
)
_TYPING_MS = 150


class FilterBar(QWidget):
    """Classes to show (several at once), and two conditions.

    Signals
    -------
    filter_changed(BeatFilter)
        The reviewer asked for other beats.
    refresh_requested()
        Filter and sorting are to be applied again.
    """

    filter_changed = Signal(object)
    refresh_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.all_button = _toggle("All", "Show beats of all classes")
        self._scheme = AAMI
        self.label_buttons = _label_buttons(AAMI)
        self.unreviewed_button = _toggle(
            "Unreviewed", "Only beats that nobody has confirmed"
        )
        self.disagreements_button = _toggle(
            "Disagreements", "Only beats where a person and the classifier differ"
        )
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search (/)")
        self.search.setToolTip(_SEARCH_TIP)
        self.search.setAccessibleName("Search beats")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(260)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self.refresh_button = _button("Update", _HELD_TIP)
        self.refresh_button.hide()
        self._lay_out()
        self._connect()
        self.all_button.setChecked(True)
        self._colour()

    def filter(self) -> BeatFilter:
        """Return what the controls say."""
        return BeatFilter(
            frozenset(c for c, b in self.label_buttons.items() if b.isChecked()),
            self.unreviewed_button.isChecked(),
            self.disagreements_button.isChecked(),
            self.search.text().strip(),
        )

    def show_classes(self, scheme: LabelScheme) -> None:
        """Offer the classes of another scheme, and show the beats of all of them."""
        for button in self.label_buttons.values():
            self._label_line.removeWidget(button)
            button.deleteLater()
        self._scheme = scheme
        self.label_buttons = _label_buttons(scheme)
        for place, button in enumerate(self.label_buttons.values(), 1):
            self._label_line.insertWidget(place, button)
            button.clicked.connect(self._on_clicked)
        self._colour()
        self._on_clicked()

    def clear_search(self) -> None:
        """Search for nothing: what was looked for in one record is not in another.

        Classes that are chosen stay, as everybody sees.
        """
        if self.search.text():
            self.search.clear()
            self._typing.stop()
            self._on_clicked()

    def set_held(self, n_held: int) -> None:
        """Offer to apply the filter again where edited beats are held in the list."""
        self.refresh_button.setVisible(n_held > 0)
        self.refresh_button.setText(f"Update ({whole(n_held)})")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= scaled(_WIDE_PX)
        self._lines.setDirection(
            QBoxLayout.Direction.LeftToRight
            if wide
            else QBoxLayout.Direction.TopToBottom
        )

    def _lay_out(self) -> None:
        self._lines = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)
        lines: list[QHBoxLayout] = []
        for buttons in (
            (self.all_button, *self.label_buttons.values()),
            (
                self.unreviewed_button,
                self.disagreements_button,
                self.search,
                self.refresh_button,
            ),
        ):
            line = QHBoxLayout()
            line.setSpacing(3)
            for button in buttons:
                line.addWidget(button)
            line.addStretch()
            self._lines.addLayout(line)
            lines.append(line)
        self._label_line = lines[0]
        self._lines.setStretch(1, 1)

    def _connect(self) -> None:
        self.all_button.clicked.connect(self._on_all_clicked)
        for button in self.label_buttons.values():
            button.clicked.connect(self._on_clicked)
        self.unreviewed_button.clicked.connect(self._on_clicked)
        self.disagreements_button.clicked.connect(self._on_clicked)
        self.search.textChanged.connect(self._on_typed)
        self._typing.timeout.connect(self._on_clicked)
        self.refresh_button.clicked.connect(self.refresh_requested)

    def _on_typed(self, _: str) -> None:
        self._typing.start()

    def _on_all_clicked(self) -> None:
        for button in self.label_buttons.values():
            button.setChecked(False)
        self._on_clicked()

    def _on_clicked(self) -> None:
        chosen = self.filter()
        with QSignalBlocker(self.all_button):
            self.all_button.setChecked(not chosen.labels)
        self.filter_changed.emit(chosen)

    def _colour(self) -> None:
        theme = colours(self.palette(), self._scheme)
        for code, button in self.label_buttons.items():
            palette = QPalette(self.palette())
            palette.setColor(QPalette.ColorRole.ButtonText, theme.beat[code])
            button.setPalette(palette)


def _label_buttons(scheme: LabelScheme) -> dict[int, QToolButton]:
    """Return a button for each label code, and one for beats without a label."""
    return {
        code: _toggle(scheme.name(code, "\N{MIDDLE DOT}"), label_title(code, scheme))
        for code in (*scheme.codes, UNSET)
    }


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    # The table keeps the keyboard when a filter is clicked.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _toggle(text: str, tip: str) -> QToolButton:
    button = _button(text, tip)
    button.setCheckable(True)
    if len(text) == 1:
        font = button.font()
        font.setBold(True)
        button.setFont(font)
        button.setAccessibleName(tip)
    return button
