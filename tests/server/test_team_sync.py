"""Computers of a lab and their server: what one writes, the others have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.record_formats import read_record
from ecgviewer.server.team_sync import SyncStep
from ecgviewer.studies.team import NOTE
from ecgviewer.studies.team_files import TEAM_SUFFIX, entries_in, say
from tests.server.conftest import MakeComputer
from tests.server.lab import Computer, Lab
from tests.server.reviews import Reviewer, write


def _sent(n: int) -> Callable[[SyncStep], bool]:
    return lambda step: step.n_sent >= n


def test_what_one_reader_writes_another_has_beside_their_own_record(
    lab: Lab, computer: MakeComputer
) -> None:
    ada = computer("ada", lab.add("ada", "Ada"))
    record = write(ada.records)
    bob = computer("bob", lab.add("bob", "Bob"), ada.records)
    bob.until(lambda step: step.is_connected)
    review = Reviewer(record, "Ada")
    review.edit(3)
    # The window still has the review open.
    ada.until(_sent(5))
    assert bob.until(lambda step: step.changed).n_fetched == 5
    (theirs,) = bob.journals("Ada")
    assert theirs.read_bytes() == review.path.read_bytes()
    assert len(read_journal(theirs).steps) == 3
    review.edit()
    ada.until(_sent(1))
    bob.until(lambda step: step.n_fetched == 1)
    assert theirs.read_bytes() == review.path.read_bytes()
    review.close()


def test_what_is_said_of_a_study_is_said_on_every_computer(
    lab: Lab, computer: MakeComputer
) -> None:
    ada = computer("ada", lab.add("ada", "Ada"))
    record = write(ada.records)
    bob = computer("bob", lab.add("bob", "Bob"), ada.records)
    ada.until(lambda step: step.is_connected)
    identity = read_record(record).identity
    say([ada.records], "a", identity, "Ada", [("priority", "stat"), (NOTE, "Søker =1")])
    ada.until(lambda step: lab.asked("SELECT FROM ecgviewer.study"))
    bob.until(lambda step: step.changed)
    (file,) = bob.records.glob(f"*{TEAM_SUFFIX}")
    assert [each.text for each in entries_in(file)] == ["stat", "Søker =1"]
    say([bob.records], "a", identity, "Bob", [("priority", "routine")])
    bob.until(lambda step: len(lab.asked("SELECT FROM ecgviewer.study")) == 3)
    ada.until(lambda step: step.changed)
    assert len(list(ada.records.glob(f"*{TEAM_SUFFIX}"))) == 2


def test_edits_wait_in_the_journal_while_the_server_is_away(
    lab: Lab, computer: MakeComputer
) -> None:
    ada = computer("ada", lab.add("ada", "Ada"))
    record = write(ada.records)
    review = Reviewer(record, "Ada")
    review.edit()
    ada.until(_sent(3))
    lab.postgres.stop()
    try:
        away = ada.until(lambda step: not step.is_connected)
        assert "cannot be reached" in away.text
        assert "kept in the journals on this computer" in away.text
        review.edit(20)
    finally:
        lab.postgres.start()
    assert ada.until(_sent(1)).n_sent == 20
    review.close()
    (lines,) = lab.chains_of("Ada").values()
    assert b"".join(line + b"\n" for line in lines) == review.path.read_bytes()


def _at_two_computers(
    lab: Lab, computer: MakeComputer
) -> tuple[Computer, Computer, Path]:
    """Return two computers of one reader, and the record that both have."""
    conninfo = lab.add("ada", "Ada")
    ward = computer("ward", conninfo)
    record = write(ward.records)
    return ward, computer("home", conninfo, ward.records), record


def _read_at(record: Path, n_edits: int = 2) -> Reviewer:
    review = Reviewer(record, "Ada")
    review.edit(n_edits)
    review.close()
    return review


def test_a_reader_goes_on_at_another_computer(lab: Lab, computer: MakeComputer) -> None:
    ward, home, record = _at_two_computers(lab, computer)
    review = _read_at(record)
    ward.until(_sent(4))
    home.until(lambda step: step.n_fetched == 4)
    # The first computer is not heard of for longer than it may hold the others up.
    lab.asked("UPDATE ecgviewer.lease SET until = now() RETURNING 1")
    again = _read_at(home.records / record.name, 1)
    home.until(_sent(1))
    ward.until(lambda step: step.n_fetched == 1)
    assert review.path.read_bytes() == again.path.read_bytes()


def test_while_one_computer_writes_edits_of_another_wait(
    lab: Lab, computer: MakeComputer
) -> None:
    ward, home, record = _at_two_computers(lab, computer)
    _read_at(record)
    ward.until(_sent(4))
    home.until(lambda step: step.n_fetched == 4)
    _read_at(home.records / record.name, 1)
    (told,) = home.until(lambda step: step.faults).faults
    assert "is writing this review; 1 edits wait here" in told
    assert str(ward.records) in told


def test_a_review_that_went_apart_is_named_and_nothing_of_it_is_lost(
    lab: Lab, computer: MakeComputer
) -> None:
    ward, home, record = _at_two_computers(lab, computer)
    reviews = [Reviewer(record, "Ada"), Reviewer(home.records / record.name, "Ada")]
    for review in reviews:
        # With the server away from both.
        review.edit(3)
        review.close()
    before = reviews[1].path.read_bytes()
    ward.until(_sent(5))
    step: SyncStep = home.until(lambda step: step.faults)
    (told,) = step.faults
    assert f"{reviews[1].path} and the server have gone apart at line 1" in told
    assert "Move it away, open the record again" in told
    assert "1 review not as on the server" in step.text
    assert reviews[1].path.read_bytes() == before
    moved = reviews[1].path.rename(home.records / "moved.away")
    home.until(lambda step: step.n_fetched == 5)
    assert reviews[1].path.read_bytes() == reviews[0].path.read_bytes()
    assert moved.read_bytes() == before


def test_a_damaged_journal_is_named_and_not_sent(
    lab: Lab, computer: MakeComputer
) -> None:
    ada = computer("ada", lab.add("ada", "Ada"))
    review = Reviewer(write(ada.records), "Ada")
    review.edit(3)
    review.close()
    damaged = review.path.read_bytes().replace(b'"seq":2', b'"seq":7')
    review.path.write_bytes(damaged)
    (told,) = ada.until(lambda step: step.faults).faults
    assert str(review.path) in told
    assert "was changed" in told
    assert not lab.chains_of("Ada")
    assert review.path.read_bytes() == damaged


def test_a_journal_that_is_cut_short_is_not_sent_nor_written(
    lab: Lab, computer: MakeComputer
) -> None:
    ada = computer("ada", lab.add("ada", "Ada"))
    review = Reviewer(write(ada.records), "Ada")
    review.edit(3)
    ada.until(_sent(5))
    review.close()
    lines = review.path.read_bytes().splitlines(keepends=True)
    review.path.write_bytes(b"".join(lines[:-1]))
    (told,) = ada.until(lambda step: step.faults).faults
    assert "ends sooner than when it was last written" in told
    assert review.path.read_bytes() == b"".join(lines[:-1])


def test_what_an_adjudicator_decides_is_sent_by_them_alone(
    lab: Lab, computer: MakeComputer
) -> None:
    ada = computer("ada", lab.add("ada", "Ada"))
    record = write(ada.records)
    eve = computer("eve", lab.add("eve", "Eve", "adjudicator"), ada.records)
    review = Reviewer(record, "consensus", "Ada")
    review.edit()
    review.close()
    ada.until(lambda step: step.is_connected)
    assert not lab.chains_of("consensus")
    decided = Reviewer(eve.records / record.name, "consensus", "Eve")
    decided.edit()
    decided.close()
    eve.until(_sent(3))
    assert len(lab.chains_of("consensus")) == 1
