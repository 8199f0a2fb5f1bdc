"""The database hides what others write of a record from those who read it blind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from psycopg import errors

from ecgviewer.server import people
from ecgviewer.server.chains import Chains, Head
from ecgviewer.server.connection import ServerError, connect
from ecgviewer.server.entries import Entries
from ecgviewer.server.exchange import Came, exchange
from ecgviewer.server.local_chain import LocalChain
from ecgviewer.server.people import UPDATED, make_tables, member_of
from ecgviewer.studies.team import Entry
from ecgviewer.studies.team_files import say
from tests.server.conftest import MakeComputer
from tests.server.lab import Lab
from tests.server.postgres import Postgres
from tests.server.reviews import Reviewer, write

_PEOPLE = {"ada": "Ada", "bob": 'Bob "B" \\ Ö', "cid": "Cid", "eve": "Eve"}
_BLIND = [("reader", _PEOPLE["ada"]), ("second", _PEOPLE["bob"]), ("blind", "blind")]


class Team:
    """People who read one record, each on a computer of their own."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab, self._folder, self._n_said = lab, folder, 0
        for login, reader in _PEOPLE.items():
            role = "adjudicator" if login == "eve" else "reader"
            lab.add(login, reader, role)
        lab.add("root", "Root", "administrator")
        self._reviews: dict[str, Reviewer] = {}
        self.identity = self.write("ada").chain.record

    def write(self, login: str, *, sign: bool = False) -> LocalChain:
        """Have somebody edit their review, and perhaps sign it, and send it."""
        if login not in self._reviews:
            record = write(self._folder / login)
            self._reviews[login] = Reviewer(record, _PEOPLE[login])
        review = self._reviews[login]
        review.edit()
        if sign:
            review.sign()
        local = LocalChain.read(review.path)
        with connect(self.lab.conninfo(login)) as connection:
            chains = Chains(connection)
            exchange(local, chains, chains.head(local.chain))
        return local

    def entries(self, by: str, said: list[tuple[str, str]]) -> list[Entry]:
        """Return what somebody says now."""
        first = self._n_said + 1
        self._n_said += len(said)
        return [
            Entry(number, "2026-11-28", _PEOPLE[by], what, text, self.identity)
            for number, (what, text) in enumerate(said, first)
        ]

    def say(self, by: str, said: list[tuple[str, str]]) -> None:
        """Have somebody say things of the record."""
        with connect(self.lab.conninfo(by)) as connection:
            Entries(connection).add("a", self.entries(by, said))

    def seen_by(self, login: str) -> set[str]:
        """Return whose lines somebody sees, by their logins."""
        asked = "SELECT DISTINCT reader FROM ecgviewer.line"
        found = {str(reader) for (reader,) in self.lab.asked(asked, login)}
        return {each for each, reader in _PEOPLE.items() if reader in found}


@pytest.fixture
def team(lab: Lab, tmp_path: Path) -> Team:
    team = Team(lab, tmp_path)
    for login in ("bob", "cid"):
        team.write(login)
    return team


def test_both_readers_see_their_own_lines_alone_until_both_have_signed(
    team: Team,
) -> None:
    everyone = {"ada", "bob", "cid"}
    assert team.seen_by("ada") == everyone
    team.say("eve", _BLIND)
    assert team.seen_by("ada") == {"ada"}
    assert team.seen_by("bob") == {"bob"}
    for login in ("cid", "eve", "root"):
        assert team.seen_by(login) == everyone
    team.write("bob", sign=True)
    assert team.seen_by("ada") == {"ada"}
    assert team.seen_by("bob") == {"bob"}
    team.write("ada", sign=True)
    assert team.seen_by("ada") == team.seen_by("bob") == everyone
    # What was seen is not hidden again.
    team.write("bob")
    assert team.seen_by("ada") == everyone


def test_what_was_signed_before_counts(team: Team) -> None:
    team.write("bob", sign=True)
    team.say("eve", _BLIND)
    assert team.seen_by("ada") == {"ada"}
    team.write("ada", sign=True)
    assert "bob" in team.seen_by("ada")


def test_what_is_said_last_counts(team: Team) -> None:
    team.say("eve", _BLIND)
    team.say("eve", [("second", _PEOPLE["cid"])])
    assert team.seen_by("cid") == {"cid"}
    assert team.seen_by("bob") == {"ada", "bob", "cid"}
    team.say("eve", [("blind", "")])
    assert "bob" in team.seen_by("cid")
    # As `facts_of` has it, whenever it comes: by number, then by time.
    late = team.entries("eve", [("blind", "blind")])
    with connect(team.lab.conninfo("eve")) as connection:
        entries = Entries(connection)
        entries.add("a", [Entry(1, "1999", "Eve", "blind", "blind", team.identity)])
        assert "bob" in team.seen_by("cid")
        entries.add("a", late)
    assert team.seen_by("cid") == {"cid"}


def test_one_who_reads_blind_alone_sees_no_other(team: Team) -> None:
    team.say("eve", [("reader", "Ada"), ("blind", "blind")])
    team.write("ada", sign=True)
    assert team.seen_by("ada") == {"ada"}


def test_a_text_that_looks_like_an_entry_is_a_text(team: Team) -> None:
    team.say("eve", _BLIND)
    team.say("cid", [("note", '"what": "blind", "text": ""')])
    assert team.seen_by("ada") == {"ada"}


def test_who_is_blind_is_nobodys_to_say_but_the_databases(team: Team) -> None:
    team.say("eve", _BLIND)
    for change in (
        "DELETE FROM ecgviewer.blind",
        "INSERT INTO ecgviewer.signed SELECT record, reader FROM ecgviewer.blind",
        f"SELECT ecgviewer.see_who_is_blind('{team.identity}')",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            team.lab.asked(change, "ada")
    assert team.seen_by("ada") == {"ada"}


def test_what_two_say_at_once_is_heard_together(team: Team) -> None:
    assigned, blind = (team.entries("eve", said) for said in (_BLIND[:2], _BLIND[2:]))
    with (
        ThreadPoolExecutor(1) as other,
        connect(team.lab.conninfo("eve")) as first,
        connect(team.lab.conninfo("eve")) as second,
    ):
        with first.transaction():
            Entries(first).add("a", assigned)
            said = other.submit(Entries(second).add, "a", blind)
        said.result(60)
    assert team.seen_by("ada") == {"ada"}


def test_what_was_seen_and_is_hidden_now_has_not_gone_apart(team: Team) -> None:
    theirs = team.write("bob")
    head = Head(theirs.end.n_lines + 3, "later")
    team.say("eve", _BLIND)
    with connect(team.lab.conninfo("ada")) as connection:
        found = exchange(theirs, Chains(connection), head, send=False)
    assert (found.came, found.text) == (Came.SAME, "")


def test_the_journal_of_the_other_comes_when_both_have_signed(
    lab: Lab, computer: MakeComputer
) -> None:
    ada = computer("ada", lab.add("ada", "Ada"))
    record = write(ada.records)
    bob = computer("bob", lab.add("bob", "Bob"), ada.records)
    eve = computer("eve", lab.add("eve", "Eve", "adjudicator"), ada.records)
    reviews = Reviewer(record, "Ada"), Reviewer(bob.records / record.name, "Bob")
    for review in reviews:
        review.edit(2)
    identity = LocalChain.read(reviews[0].path).chain.record
    said = [("reader", "Ada"), ("second", "Bob"), ("blind", "blind")]
    say([eve.records], "a", identity, "Eve", said)
    eve.until(lambda _: len(lab.asked("SELECT FROM ecgviewer.study")) == 3)
    reviews[1].sign()
    bob.until(lambda step: step.n_sent == 5)
    eve.until(lambda _: eve.journals("Bob"))
    ada.until(lambda step: step.n_sent == 4)
    assert not ada.journals("Bob")
    reviews[0].sign()
    ada.until(lambda step: step.n_sent == 1)
    ada.until(lambda step: step.n_fetched == 5)
    (theirs,) = ada.journals("Bob")
    assert theirs.read_bytes() == reviews[1].path.read_bytes()
    bob.until(lambda step: step.n_fetched == 5)
    for review in reviews:
        review.close()


def test_tables_of_the_first_version_are_brought_up_to_date(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(people, "_ADDED", ())
        earlier.setattr(people, "SCHEMA_VERSION", 1)
        earlier.setattr(people, "_FIRST_VERSION", 0)
        lab = Lab(postgres, tmp_path)
        team = Team(lab, tmp_path)
        team.write("bob", sign=True)
        team.say("eve", _BLIND)
        assert "bob" in team.seen_by("ada")
    with connect(lab.conninfo("ada")) as connection:
        with pytest.raises(ServerError, match=r"an earlier ecgviewer.*server init"):
            member_of(connection)
        with pytest.raises(errors.InsufficientPrivilege):
            make_tables(connection)
    with connect(lab.conninfo()) as connection:
        assert make_tables(connection) == UPDATED
        assert not make_tables(connection)
    assert team.seen_by("ada") == {"ada"}
    team.write("ada", sign=True)
    assert "bob" in team.seen_by("ada")
