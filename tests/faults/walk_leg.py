"""One leg of the random walk, in a process of its own that may crash.

Each step has dice of its own, so that the same seed makes the same choices however
long anything takes; what is there to choose from still depends on how far an
analysis is. Steps go on in the event loops of dialogs that wait.
"""

from __future__ import annotations

import faulthandler
import json
import os
import random
import sys
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QThreadPool, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from ecgviewer import app
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.worker.analysis_thread import wait_for_threads
from tests.faults.walk_findings import Findings, native_threads
from tests.faults.walk_moves import choose
from tests.faults.walk_records import write_records

#: Milliseconds between two steps; most come while the one before is at work.
_PAUSES_MS = (0, 0, 0, 0, 5, 30, 120)
#: Of this many steps one waits until nothing is at work.
_WAITS_AT = 8
_POLL_MS, _MOST_POLLS = 20, 1500
#: A step that takes longer is a hang; the machine may have other work.
_HANG_S = 120
_LAST_WAIT_MS = 60_000
_MOST_BYTES = 8 * 2**30


class Walk(QObject):
    """Takes steps in the windows of a desk; what `walk_moves.Scene` asks for.

    Parameters
    ----------
    folder : Path
        Where records are written, and `steps.txt`, `findings.jsonl`, `result.json`.
    seed, n_steps : int
        Of this leg.
    left_out : frozenset of str
        Names from `walk_moves.LEAVE_OUT`.
    """

    def __init__(
        self, folder: Path, seed: int, n_steps: int, left_out: frozenset[str]
    ) -> None:
        super().__init__()
        self.left_out = left_out
        self.records = write_records(folder / "records")
        self.findings = Findings(self._write_finding)
        self.moves: Counter[str] = Counter()
        self._folder, self._seed, self._n_steps = folder, seed, n_steps
        self._number = self._polls = 0
        self._said: list[str] = []
        self._desk = app.Desk(self)
        self._steps = (folder / "steps.txt").open("w", encoding="utf-8")
        self._faults = (folder / "faults.txt").open("w", encoding="utf-8")
        faulthandler.enable(self._faults)

    @property
    def windows(self) -> list[MainWindow]:
        """The windows that are open."""
        return [window for window in self._desk.windows if window.isVisible()]

    def open(self, path: Path) -> None:
        """Open a record as the desk does."""
        self._desk.open(path)

    def busy(self, window: MainWindow) -> bool:
        """Return whether a record is being opened or analysed."""
        running = (DocumentState.DETECTING, DocumentState.CLASSIFYING)
        pool = QThreadPool.globalInstance()
        return window.document.state in running or pool.activeThreadCount() > 0

    def run(self) -> None:
        """Take every step, close what is open, and write the result."""
        n_before = self._warmed_up()
        self.findings.listen()
        QTimer.singleShot(0, self._step)
        QApplication.exec()
        self._close_all()
        # It has a thread of its own.
        faulthandler.cancel_dump_traceback_later()
        self.findings.check_threads(n_before)
        result = {
            "steps": self._number,
            "moves": dict(self.moves),
            "findings": dict(self.findings.counts),
        }
        text = json.dumps(result)
        (self._folder / "result.json").write_text(text, encoding="utf-8")

    def _warmed_up(self) -> int:
        """Return the threads of a process that has once shown and analysed a record."""
        self._desk.open(self.records["plain"])
        self._wait(lambda: self.windows[0].document.state is not DocumentState.READY)
        self._close_all()
        return len(native_threads())

    def _wait(self, goes_on: object) -> None:
        timer = QTimer(interval=_POLL_MS)
        timer.timeout.connect(lambda: goes_on() or QApplication.quit())  # type: ignore[operator]
        timer.start()
        QApplication.exec()
        timer.stop()

    def _close_all(self) -> None:
        if "closing" in self.left_out:
            self._wait(lambda: any(map(self.busy, self.windows)))
        for widget in QApplication.topLevelWidgets():
            widget.close()
        for _ in range(3):
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        wait_for_threads(_LAST_WAIT_MS)

    def _step(self) -> None:
        dice = random.Random(f"{self._seed} {self._number}")
        if self._still_waits(dice):
            QTimer.singleShot(_POLL_MS, self._step)
            return
        if self._number >= self._n_steps:
            self._end()
            return
        if not self.windows:
            self._desk.open()
        # Before the step, since the step may be a dialog that waits for the next.
        self._number += 1
        faulthandler.dump_traceback_later(_HANG_S, exit=True, file=self._faults)
        QTimer.singleShot(dice.choice(_PAUSES_MS), self._step)
        said, do = choose(self, dice)
        self._say(said)
        do()

    def _still_waits(self, dice: random.Random) -> bool:
        waits = dice.randrange(_WAITS_AT) == 0 and self._polls < _MOST_POLLS
        if waits and any(map(self.busy, self.windows)):
            self._polls += 1
            return True
        self._polls = 0
        return False

    def _end(self) -> None:
        modal = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if modal is None:
            QApplication.quit()
            return
        QTimer.singleShot(0, self._step)
        modal.close()

    def _say(self, said: str) -> None:
        self._said.append(said)
        self.moves[said.split(":")[0]] += 1
        self._steps.write(f"{self._number} {said}\n")
        self._steps.flush()

    def _write_finding(self, kind: str, place: str, details: str) -> None:
        finding = {
            "kind": kind,
            "place": place,
            "step": self._number,
            "steps": self._said[-12:],
            "details": details,
        }
        with (self._folder / "findings.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(finding) + "\n")


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))


def main(folder: Path, seed: int, n_steps: int, left_out: frozenset[str]) -> None:
    """Walk one leg; nothing outside the folder is written, no browser opened."""
    _limit_memory()
    os.chdir(folder)
    QDesktopServices.openUrl = lambda _: True  # type: ignore[method-assign]
    app.make_application().setQuitOnLastWindowClosed(False)
    Walk(folder, seed, n_steps, left_out).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), frozenset(sys.argv[4:]))
