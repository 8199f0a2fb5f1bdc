"""Work of views that are hidden waits, and is done once when they are seen."""

from __future__ import annotations

from ecgviewer.gui.look.when_seen import WhenSeen


def test_who_has_no_dock_is_seen() -> None:
    done: list[int] = []
    WhenSeen().do(done.append, 1)
    assert done == [1]


def test_of_the_same_work_the_last_is_done_when_the_view_is_seen() -> None:
    done: list[object] = []
    when_seen, other = WhenSeen(), done.extend
    when_seen.set_seen(seen=False)
    when_seen.do(done.append, 1)
    when_seen.do(other, [2, 3])
    when_seen.do(done.append, 4)
    assert done == []
    when_seen.set_seen(seen=True)
    assert done == [2, 3, 4]
    when_seen.set_seen(seen=True)
    when_seen.do(done.append, 5)
    assert done == [2, 3, 4, 5]


def test_who_asks_a_hidden_view_has_what_waits_done() -> None:
    done: list[int] = []
    when_seen = WhenSeen()
    when_seen.set_seen(seen=False)
    when_seen.do(done.append, 1)
    when_seen.catch_up()
    assert done == [1]
    when_seen.do(done.append, 2)
    assert done == [1]
