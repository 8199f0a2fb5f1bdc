from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.gui.system.single_instance import SingleInstance


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "running-here"


@pytest.fixture
def first(qtbot: QtBot, folder: Path) -> Iterator[SingleInstance]:
    instance = SingleInstance(folder)
    assert instance.claim()
    yield instance
    instance.release()


@pytest.mark.parametrize("record", [Path("100.hea"), None])
def test_the_second_hands_its_record_to_the_first(
    qtbot: QtBot, first: SingleInstance, folder: Path, record: Path | None
) -> None:
    second = SingleInstance(folder)
    assert not second.claim()
    taken: list[bool] = []
    asking = Thread(target=lambda: taken.append(second.hand_over(record, "atr", 30)))
    with qtbot.waitSignal(first.open_requested) as asked:
        asking.start()
    asking.join()
    assert taken == [True]
    assert asked.args == [record and record.absolute(), "atr"]
    assert list(folder.glob("*.json")) == []


def test_a_first_that_does_not_answer_is_not_waited_for(
    first: SingleInstance, folder: Path
) -> None:
    assert not SingleInstance(folder).hand_over(Path("100.hea"), None, 0.0)
    assert list(folder.glob("*.json")) == []


def test_the_next_is_the_first_when_the_first_has_ended(
    qtbot: QtBot, first: SingleInstance, folder: Path
) -> None:
    (folder / "left.open.json").write_text("{}")
    first.release()
    first.release()
    second = SingleInstance(folder)
    assert second.claim()
    assert list(folder.glob("*.json")) == []
    second.release()


def test_a_request_that_is_damaged_is_left(
    qtbot: QtBot, first: SingleInstance, folder: Path
) -> None:
    heard: list[object] = []
    first.open_requested.connect(lambda path, _: heard.append(path))
    (folder / "a.open.json").write_text("[]")
    (folder / "b.open.json").write_text('{"path": null, "by": null}')
    qtbot.waitUntil(lambda: heard == [None])


def test_where_nothing_can_be_written_each_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    instance = SingleInstance(tmp_path / "file" / "below")
    assert instance.claim()
    assert not instance.hand_over(None, None)
    instance.release()
