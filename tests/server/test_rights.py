"""The database itself keeps each line whose it is, and as it was."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from ecgviewer.server.chains import Chain, Chains, NotInOrderError
from ecgviewer.server.connection import ServerError, connect
from ecgviewer.server.local_chain import LocalChain
from ecgviewer.server.people import add_member, make_tables, member_of
from tests.server.lab import Lab
from tests.server.postgres import Postgres
from tests.server.reviews import Reviewer, write


@pytest.fixture
def sent(lab: Lab, tmp_path: Path) -> LocalChain:
    """A review of Ada's that is on the server; Bob and Eve work there, too."""
    conninfo = lab.add("ada", "Ada")
    lab.add("bob", "Bob")
    lab.add("eve", "Eve", "adjudicator")
    lab.add("root", "Root", "administrator")
    local = _review(tmp_path, "Ada")
    with connect(conninfo) as connection:
        Chains(connection).append(local.chain, "a", 0, list(local.lines()))
    return local


def _review(folder: Path, reader: str, author: str = "") -> LocalChain:
    review = Reviewer(write(folder), reader, author)
    review.edit(3)
    review.close()
    return LocalChain.read(review.path)


def _append(lab: Lab, login: str, local: LocalChain, after: int = 0) -> None:
    with connect(lab.conninfo(login)) as connection:
        lines = list(local.lines(after))
        Chains(connection).append(local.chain, local.name, after, lines)


@pytest.mark.parametrize("login", ["ada", "bob", "eve", "root"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ecgviewer.line SET content = ''",
        "DELETE FROM ecgviewer.line",
        "TRUNCATE ecgviewer.line",
        "UPDATE ecgviewer.study SET content = ''",
        "DELETE FROM ecgviewer.study",
    ],
)
def test_nobody_can_change_a_line(
    lab: Lab, sent: LocalChain, login: str, change: str
) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        lab.asked(change, login)
    assert lab.chains_of("Ada")[sent.chain.record] == list(sent.lines())


@pytest.mark.parametrize("change", ["UPDATE ecgviewer.line SET reader = 'Bob'",
                                    "DELETE FROM ecgviewer.line",
                                    "TRUNCATE ecgviewer.line"])  # fmt: skip
def test_not_even_who_owns_the_database_changes_a_line_by_mistake(
    lab: Lab, sent: LocalChain, change: str
) -> None:
    with pytest.raises(psycopg.Error, match="line is only ever appended to"):
        lab.asked(change)


def test_a_reader_writes_under_no_other_name(
    lab: Lab, sent: LocalChain, tmp_path: Path
) -> None:
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        _append(lab, "bob", _review(tmp_path / "b", "Ada"))
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        _append(lab, "bob", _review(tmp_path / "c", "consensus", "Bob"))
    forged = _review(tmp_path / "d", "Ada")
    with connect(lab.conninfo("bob")) as connection:
        chain = Chain(forged.chain.record, "Bob")
        with pytest.raises(NotInOrderError, match="not the header of a journal of Bob"):
            Chains(connection).append(chain, "a", 0, list(forged.lines()))


def test_a_reader_says_of_no_line_who_wrote_it_and_when(
    lab: Lab, sent: LocalChain
) -> None:
    for column in ("written_by", "written_at", "hash"):
        with pytest.raises(errors.InsufficientPrivilege):
            lab.asked(
                "INSERT INTO ecgviewer.line (record, reader, annotator, number, "
                f"content, {column}) VALUES ('{sent.chain.record}', 'Bob', '', 1, "
                "'{}', NULL)",
                "bob",
            )
    said = lab.asked("SELECT DISTINCT written_by FROM ecgviewer.line")
    assert said == [("ada",)]


def test_a_reader_becomes_nobody_else(lab: Lab, sent: LocalChain) -> None:
    for change in (
        "UPDATE ecgviewer.person SET reader = 'Ada 2' WHERE login = 'bob'",
        "INSERT INTO ecgviewer.person VALUES ('bob', 'Bob 2')",
        "DELETE FROM ecgviewer.person",
        "GRANT ecgviewer_administrator TO bob",
        "SET SESSION AUTHORIZATION ada",
    ):
        with pytest.raises(psycopg.Error):
            lab.asked(change, "bob")


def test_one_who_is_in_no_team_sees_nothing(lab: Lab, sent: LocalChain) -> None:
    lab.done("CREATE ROLE stranger LOGIN")
    with pytest.raises(errors.InsufficientPrivilege):
        lab.asked("SELECT * FROM ecgviewer.line", "stranger")
    # Of another team of the same server, whose roles are the same.
    lab.done("GRANT ecgviewer_reader TO stranger")
    assert not lab.asked("SELECT * FROM ecgviewer.line", "stranger")
    with (
        connect(lab.conninfo("stranger")) as connection,
        pytest.raises(ServerError, match="server add stranger"),
    ):
        member_of(connection)


def test_consensus_is_written_by_adjudicators_each_what_they_decided(
    lab: Lab, sent: LocalChain, tmp_path: Path
) -> None:
    decided = _review(tmp_path / "c", "consensus", "Eve")
    others = _review(tmp_path / "d", "consensus", "Ada")
    with pytest.raises(psycopg.Error, match="was decided by Ada"):
        _append(lab, "eve", others)
    _append(lab, "eve", decided)
    assert list(lab.chains_of("consensus").values()) == [list(decided.lines())]


def test_an_administrator_brings_in_everybodys_journals(
    lab: Lab, sent: LocalChain, tmp_path: Path
) -> None:
    theirs = _review(tmp_path / "b", "Bob")
    _append(lab, "root", theirs)
    assert list(lab.chains_of("Bob").values()) == [list(theirs.lines())]


def test_a_line_that_does_not_follow_is_refused(
    lab: Lab, sent: LocalChain, tmp_path: Path
) -> None:
    other = _review(tmp_path / "other", "Ada")
    for after in (2, 5, 6):
        line = list(other.lines())[-1]
        with (
            connect(lab.conninfo("ada")) as connection,
            pytest.raises(NotInOrderError),
        ):
            Chains(connection).append(sent.chain, "a", after, [line])
    assert lab.chains_of("Ada")[sent.chain.record] == list(sent.lines())


def test_all_lines_of_an_append_are_there_or_none(
    lab: Lab, sent: LocalChain, tmp_path: Path
) -> None:
    theirs = _review(tmp_path / "b", "Bob")
    lines = list(theirs.lines())
    with connect(lab.conninfo("bob")) as connection, pytest.raises(NotInOrderError):
        Chains(connection).append(theirs.chain, "a", 0, [*lines[:3], b"{}"])
    assert not lab.chains_of("Bob")


def test_texts_that_json_only_escapes_are_kept(lab: Lab, tmp_path: Path) -> None:
    conninfo = lab.add("ada", "Ada")
    local = _review(tmp_path, "Ada")
    lines = list(local.lines())
    odd = (
        b'{"kind":"edit","comment":"\\u0000 \\ud83e","previous":"'
        + local.end.last.encode()
        + b'"}'
    )
    with connect(conninfo) as connection:
        chains = Chains(connection)
        chains.append(local.chain, "a", 0, lines)
        chains.append(local.chain, "a", len(lines), [odd])
        assert list(chains.lines(local.chain)) == [*lines, odd]


def test_tables_are_made_once(lab: Lab) -> None:
    with connect(lab.conninfo()) as connection:
        assert not make_tables(connection)


def test_a_database_without_unicode_is_refused(postgres: Postgres) -> None:
    name = postgres.database("SQL_ASCII")
    with (
        connect(postgres.conninfo(name)) as connection,
        pytest.raises(ServerError, match=r"holds no Unicode.*createdb"),
    ):
        make_tables(connection)


def test_tables_of_another_version_are_refused(lab: Lab) -> None:
    lab.asked("UPDATE ecgviewer.about SET version = 99 RETURNING 1")
    with (
        connect(lab.conninfo()) as connection,
        pytest.raises(ServerError, match="version 99, and this ecgviewer knows 2"),
    ):
        make_tables(connection)


def test_a_name_is_one_persons(lab: Lab) -> None:
    lab.add("ada", "Ada")
    with connect(lab.conninfo()) as connection:
        with pytest.raises(ServerError, match="Ada is the name of another login"):
            add_member(connection, "other", "Ada", "reader")
        with pytest.raises(ServerError, match="consensus is nobody's name"):
            add_member(connection, "other", "consensus", "adjudicator")
        # Somebody who marries.
        add_member(connection, "ada", "Ada B", "adjudicator")
    with connect(lab.conninfo("ada")) as connection:
        member = member_of(connection)
    assert (member.reader, member.role) == ("Ada B", "adjudicator")


def test_a_role_is_taken_away_again(lab: Lab) -> None:
    login = lab.add("ada", "Ada", "adjudicator")
    lab.add("ada", "Ada", "reader")
    with connect(login) as connection:
        assert member_of(connection).role == "reader"


def test_an_administrator_who_is_named_as_a_reader_stays_one(lab: Lab) -> None:
    with connect(lab.conninfo()) as connection:
        add_member(connection, "postgres", "Pat", "reader")
        assert member_of(connection).role == "administrator"
