"""What is done with several studies: compared, assigned, agreed on, written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ecgviewer.core.wording import count
from ecgviewer.gui.studies.agreement_dialog import AgreementDialog
from ecgviewer.gui.studies.compare_dialog import CompareDialog
from ecgviewer.gui.studies.study_folders import ask_folder
from ecgviewer.gui.studies.team_dialog import TeamDialog
from ecgviewer.studies.comparison import earlier_of
from ecgviewer.studies.study import Study
from ecgviewer.worker.comparison_tasks import CompareRecordings
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.study_tasks import CompareReaders, WriteReferenceSet
from ecgviewer.worker.task import Background

if TYPE_CHECKING:
    from ecgviewer.gui.studies.study_window import StudyWindow
    from ecgviewer.studies.places import StudyPlaces
    from ecgviewer.studies.reference_set import Written

_BLIND = "Blind: what others found is not shown. Turn it off in Settings."
_NOT_YET = (
    "Blind: what was found in {name} is shown when both of its readers have signed."
)
_ALONE = "Select two recordings, or one of a patient who has another one."


class StudyCommands(QObject):
    """Commands of a window about what is listed or selected in it."""

    def __init__(self, window: StudyWindow, places: StudyPlaces) -> None:
        super().__init__(window)
        self._window, self._places = window, places
        self._background = Background(self)
        self._n_written = self._n_beats = 0
        self._failures: list[str] = []
        self._output = Path()

    def compare(self) -> None:
        """Show two recordings side by side: those selected, or one and its earlier."""
        window = self._window
        if window.is_blind:
            window.note.setText(_BLIND)
            return
        pair = self._pair()
        if pair is None:
            window.note.setText(_ALONE)
            return
        hidden = [each.name for each in pair if window.model.hides(each)]
        if hidden:
            window.note.setText(_NOT_YET.format(name=" and ".join(hidden)))
            return
        dialog = CompareDialog(CompareRecordings(*pair, self._places.cache), window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _pair(self) -> tuple[Study, Study] | None:
        chosen = [each for each in self._window.table.selected if each.identity]
        if len(chosen) == 1:
            other = earlier_of(chosen[0], self._window.others_of(chosen[0]))
            chosen += [other] if other else []
        if len(chosen) != 2 or any(each.missing for each in chosen):
            return None
        first, second = sorted(chosen, key=lambda each: (each.start, each.path))
        return first, second

    def agree(self) -> None:
        """Show how far the two readers of what is listed agree."""
        if self._window.is_blind:
            self._window.note.setText(_BLIND)
            return
        dialog = AgreementDialog(
            CompareReaders(self._places, self._window.listed), self._window
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def mark(self) -> None:
        """Ask what is to be said of the studies that are selected."""
        window = self._window
        studies = tuple(each for each in window.table.selected if each.identity)
        if not studies:
            window.note.setText("Select a study that can be read.")
            return
        dialog, by = TeamDialog(studies, window.readers, window), window.reader
        dialog.said.connect(lambda said: window.work.say(studies, by, said))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def report(self) -> None:
        """Ask for a folder, and write the reports of the selected studies into it.

        Those that are hidden from the reader are left out.
        """
        window = self._window
        chosen = [each for each in window.table.selected if not each.missing]
        shown = tuple(each for each in chosen if not window.model.hides(each))
        if not shown:
            window.note.setText(_nothing_to_report(chosen, blind=window.is_blind))
            return
        title = "Write the reports into a folder"
        if n_hidden := len(chosen) - len(shown):
            title += f", without {n_hidden:,} that you read blind"
        ask_folder(
            self._window, title, lambda output: window.work.report(shown, output)
        )

    def write_reference_set(self) -> None:
        """Ask for a folder, and write the signed consensus of what is listed."""
        ask_folder(
            self._window, "Write the reference set into an empty folder", self.write_to
        )

    def write_to(self, output: Path) -> None:
        """Write the signed consensus of what is listed into a folder."""
        self._n_written = self._n_beats = 0
        self._failures, self._output = [], output
        task = WriteReferenceSet(self._places, self._window.listed, output)
        self._background.run_steps(task, self._on_written, self._on_failed)

    def _on_written(self, written: Written) -> None:
        if written.failure:
            self._failures.append(f"{written.item.study.path}: {written.failure}")
        else:
            self._n_written += 1
            self._n_beats += written.n_beats
        said = f"{count(self._n_written, 'record')}, {count(self._n_beats, 'beat')}"
        lines = [f"Reference set: {said} in {self._output}", *self._failures]
        self._window.note.setText("\n".join(lines))

    def _on_failed(self, failed: Failed) -> None:
        self._window.note.setText(failed.message)


def _nothing_to_report(chosen: list[Study], *, blind: bool) -> str:
    if not chosen:
        return "Select studies to be reported."
    return _BLIND if blind else _NOT_YET.format(name=", ".join(s.name for s in chosen))
