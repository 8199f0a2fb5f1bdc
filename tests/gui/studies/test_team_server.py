"""A team's server: named in the settings, followed beside the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThreadPool
from pytestqt.qtbot import QtBot

from ecgviewer.gui.dialogs.settings_dialog import SettingsDialog
from ecgviewer.gui.studies.team_server import TeamServer
from ecgviewer.gui.system.settings import Settings
from ecgviewer.studies.places import StudyPlaces
from tests.server.conftest import postgres as postgres
from tests.server.lab import Computer, Lab
from tests.server.postgres import Postgres
from tests.server.reviews import Reviewer, write


class _Window(QObject):
    """What shows how it stands."""

    def __init__(self, places: StudyPlaces) -> None:
        super().__init__()
        self.team = TeamServer(places, self)
        self.said: list[str] = []
        self.team.said.connect(self.said.append)


@pytest.fixture
def windows(qtbot: QtBot) -> Iterator[list[_Window]]:
    made: list[_Window] = []
    yield made
    for window in made:
        window.team.stop()
    assert QThreadPool.globalInstance().waitForDone(20_000)


def test_what_one_window_writes_the_other_is_told_of(
    qtbot: QtBot, postgres: Postgres, tmp_path: Path, windows: list[_Window]
) -> None:
    lab = Lab(postgres, tmp_path)
    ada = Computer(tmp_path / "ada", "")
    record = write(ada.records)
    bob = Computer(tmp_path / "bob", "", ada.records)
    windows += [_Window(ada.places), _Window(bob.places)]
    windows[0].team.follow(lab.add("ada", "Ada"))
    with qtbot.waitSignal(windows[1].team.said, timeout=20_000):
        windows[1].team.follow(lab.add("bob", "Bob"))
    with qtbot.waitSignal(windows[1].team.changed, timeout=20_000):
        review = Reviewer(record, "Ada")
        review.edit()
        review.close()
    (theirs,) = bob.journals("Ada")
    assert theirs.read_bytes() == review.path.read_bytes()
    assert windows[1].said == ["Team server: connected as Bob"]
    windows[1].team.follow("")
    assert windows[1].team.text == ""


def test_a_server_that_is_away_is_said_and_sought_again(
    qtbot: QtBot, tmp_path: Path, windows: list[_Window]
) -> None:
    windows.append(_Window(StudyPlaces(tmp_path / "data", tmp_path / "cache")))
    team = windows[0].team
    with qtbot.waitSignal(team.said, timeout=20_000):
        team.follow("host=/nowhere dbname=x")
    assert "cannot be reached" in team.text
    assert "kept in the journals on this computer" in team.text


def test_a_password_is_never_kept(qtbot: QtBot) -> None:
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.team_server.setText("host=db password=secret")
    dialog.accept()
    assert dialog.isVisible()
    assert "Leave the password out" in dialog.note.text()
    dialog.team_server.setText(" service=ecg ")
    dialog.accept()
    assert not dialog.isVisible()
    assert dialog.settings().team_server == "service=ecg"
