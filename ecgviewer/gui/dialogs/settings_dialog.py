"""What a reviewer can choose, in one form."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.gui.dialogs.cache_field import CacheField
from ecgviewer.gui.dialogs.classifier_field import ClassifierField
from ecgviewer.gui.dialogs.rhythm_fields import RhythmFields
from ecgviewer.gui.dialogs.shortcuts_dialog import ShortcutsDialog
from ecgviewer.gui.look.answer_buttons import ok_and_cancel
from ecgviewer.gui.look.font_scale import PERCENTS
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.look.theme import SCHEMES
from ecgviewer.gui.system.first_size import resize_on_screen
from ecgviewer.gui.system.paths import analysis_folder, envelope_folder
from ecgviewer.gui.system.settings import Settings
from ecgviewer.server.connection import ServerError, checked_conninfo

_LEAST_WIDTH_PX, _BESIDE_PX = 560, 14
_SCHEME_TITLES = {"system": "As the system", "light": "Light", "dark": "Dark"}

_NOTE = (
    "With OK all of this holds at once. Another reader's name opens that reader's own "
    "review of the record. Another classifier labels the beats again; edits stay."
)
_TEAM_TIP = (
    "The PostgreSQL that journals of the study list's folders are shared by. Its "
    "password goes into ~/.pgpass, never in here."
)


class SettingsDialog(QDialog):
    """Shows settings and gives back those that were chosen.

    Parameters
    ----------
    settings : Settings
        The settings so far.
    bundles : tuple of str
        Names of the classifiers that can be chosen, besides those that the user added.
    classes : LabelScheme
        The classes that beats can have now, each with keys of its own.
    """

    def __init__(
        self,
        settings: Settings,
        bundles: tuple[str, ...] = (),
        parent: QWidget | None = None,
        classes: LabelScheme = AAMI,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self._before, self._classes = settings, classes
        self.scheme = QComboBox()
        for name in SCHEMES:
            self.scheme.addItem(_SCHEME_TITLES[name], name)
        self.text_size = QComboBox()
        for percent in PERCENTS:
            self.text_size.addItem(f"{percent} %", percent)
        self.text_size.setCurrentIndex(self.text_size.findData(settings.font_percent))
        self.classifier = ClassifierField(settings.classifier, bundles)
        self.bundle = self.classifier.box
        self.reader = QLineEdit(settings.reader)
        self.auto_advance = QCheckBox("Go on to the &next beat after labelling one")
        self.auto_advance.setChecked(settings.auto_advance)
        self.keys = QPushButton("&Change…")
        self.keys.clicked.connect(self.change_keys)
        self._key_lines = settings.keys
        self.blind = QCheckBox("&Blind: hide the classifier's labels and other readers")
        self.blind.setChecked(settings.blind)
        self.rhythm = RhythmFields(settings.thresholds)
        self.kept = CacheField((analysis_folder(), envelope_folder()))
        self.team_server = QLineEdit(settings.team_server)
        self.team_server.setPlaceholderText("none; or as service=ecg")
        self.team_server.setToolTip(_TEAM_TIP)
        self.note = PlainLabel(_NOTE)
        self.scheme.setCurrentIndex(self.scheme.findData(settings.scheme))
        self._lay_out()

    def settings(self) -> Settings:
        """Return the settings as chosen; without a name, the reader's name stays."""
        reader = self.reader.text().strip() or self._before.reader
        named = reader != self._before.reader
        return replace(
            self._before.with_classifier(self.classifier.bundle),
            scheme=str(self.scheme.currentData()),
            font_percent=int(self.text_size.currentData() or 100),
            reader=reader,
            auto_advance=self.auto_advance.isChecked(),
            keys=self._key_lines,
            team_server=self.team_server.text().strip(),
            blind=self.blind.isChecked(),
            reader_known=self._before.reader_known or named,
            thresholds=self.rhythm.thresholds(),
        )

    def accept(self) -> None:
        """Close with what was chosen, unless the server cannot be named so."""
        conninfo = self.team_server.text().strip()
        try:
            if conninfo:
                checked_conninfo(conninfo)
        except ServerError as error:
            self.note.setText(str(error))
            self.note.setForegroundRole(self.note.palette().ColorRole.Text)
            self.team_server.setFocus()
            return
        super().accept()

    def change_keys(self) -> None:
        """Show every action with its keys, to be changed."""
        dialog = ShortcutsDialog(self._key_lines, self, self._classes)
        dialog.accepted.connect(partial(self._take_keys, dialog))
        dialog.open()

    def _take_keys(self, dialog: ShortcutsDialog) -> None:
        self._key_lines = dialog.lines()

    def _lay_out(self) -> None:
        self.note.setWordWrap(True)
        self.note.setForegroundRole(self.note.palette().ColorRole.PlaceholderText)
        form = QFormLayout()
        form.addRow("&Appearance", self.scheme)
        form.addRow("&Text size", self.text_size)
        form.addRow("&Reader", self.reader)
        form.addRow("&Classifier", self.classifier)
        form.addRow("Team &server", self.team_server)
        form.addRow("&Keys", self.keys)
        form.addRow("Kept anal&yses", self.kept)
        form.addRow(self.auto_advance)
        form.addRow(self.blind)
        inside = QWidget()
        content = QVBoxLayout(inside)
        content.setContentsMargins(0, 0, 0, 0)
        content.addLayout(form)
        content.addWidget(self.note)
        content.addWidget(self.rhythm)
        content.addStretch(1)
        buttons = ok_and_cancel(self)
        layout = QVBoxLayout(self)
        layout.addWidget(_scrolled(inside), 1)
        layout.addWidget(buttons)
        width = max(_LEAST_WIDTH_PX, inside.sizeHint().width() + 2 * _BESIDE_PX)
        height = content.totalHeightForWidth(width - 2 * _BESIDE_PX)
        below = buttons.sizeHint().height() + 3 * _BESIDE_PX
        resize_on_screen(self, width, height + below)


def _scrolled(inside: QWidget) -> QScrollArea:
    """Return what scrolls a form where large texts make it higher than the screen."""
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    # Keys are for what is in it.
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
