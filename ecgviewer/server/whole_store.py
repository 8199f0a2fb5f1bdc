"""All journals of folders to a server, and all of a server into a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ecgviewer.core.errors import InputError, message_of
from ecgviewer.formats.journal.places import JOURNAL_SUFFIX
from ecgviewer.server.chains import Chain, Chains, Head
from ecgviewer.server.exchange import Came, Exchanged, exchange, fetch_new
from ecgviewer.server.local_chain import LocalChain
from ecgviewer.server.people import Member
from ecgviewer.server.team_places import place_for

if TYPE_CHECKING:
    import psycopg

_NOT_YOURS = "It is {reader}'s, whose lines only they or an administrator may send."
_SHORTER = "The server lacks {n} of its lines. Send them: ecgviewer server import"


@dataclass(frozen=True)
class Moved:
    """A journal and what came of it; `failure` is empty where all is well."""

    path: Path
    n_lines: int = 0
    failure: str = ""


def import_journals(
    folders: Iterable[Path], chains: Chains, member: Member
) -> Iterator[Moved]:
    """Send the journals of folders and of those below, as far as they are not there.

    Parameters
    ----------
    folders : iterable of Path
        Folders, or journals.
    chains : Chains
    member : Member
        Who sends.

    Yields
    ------
    Moved
        Each journal.

    Raises
    ------
    InputError
        If there is no such folder.
    psycopg.Error
        If the server goes away; what was sent is there.
    """
    heads = chains.heads()
    for path in (path for folder in folders for path in _journals(folder)):
        try:
            local = LocalChain.read(path)
        except (InputError, OSError) as error:
            yield Moved(path, 0, message_of(error))
            continue
        if not member.writes_as(local.chain.reader):
            yield Moved(path, 0, _NOT_YOURS.format(reader=local.chain.reader))
            continue
        head = heads.get(local.chain, Head())
        if local.head.n_lines < head.n_lines:
            # An import writes nothing here; where it fits, there is nothing to send.
            same = local.hash_at(local.end.n_lines) == chains.hash_at(
                local.chain, local.end.n_lines
            )
            if same:
                yield Moved(path)
                continue
        found = exchange(local, chains, head)
        if found.came is Came.SENT:
            heads[local.chain] = local.head
        yield _moved(path, found)


def _journals(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise InputError(f"{folder} is not there. Name folders of records or journals.")
    return sorted(folder.rglob(f"*{JOURNAL_SUFFIX}"))


def export_journals(
    connection: psycopg.Connection, output: Path, reader: str = ""
) -> Iterator[Moved]:
    """Write the journals of a server into a folder; those there go on or stay.

    Parameters
    ----------
    connection : psycopg.Connection
    output : Path
        The folder; it is made.
    reader : str
        Whose journals; empty for all.

    Yields
    ------
    Moved
        Each journal.

    Raises
    ------
    OSError
        If the folder cannot be made.
    psycopg.Error
        If the server goes away.
    """
    output.mkdir(parents=True, exist_ok=True)
    chains = Chains(connection)
    found = connection.execute("SELECT identity, name FROM ecgviewer.record")
    names: dict[str, str] = dict(found.fetchall())
    for chain, head in sorted(chains.heads().items()):
        if reader in ("", chain.reader):
            path = place_for(chain, names[chain.record], output)
            try:
                yield _exported(chain, head, path, chains)
            except (InputError, OSError) as error:
                yield Moved(path, 0, message_of(error))


def _exported(chain: Chain, head: Head, path: Path, chains: Chains) -> Moved:
    if not path.exists():
        return _moved(path, fetch_new(chains, chain, path))
    local = LocalChain.read(path)
    if local.end.n_lines > head.n_lines:
        n = local.end.n_lines - head.n_lines
        return Moved(path, 0, _SHORTER.format(n=n))
    return _moved(path, exchange(local, chains, head, send=False))


def _moved(path: Path, found: Exchanged) -> Moved:
    if found.came is Came.WAITS:
        return Moved(path, 0, found.text or "It is being written. Do this again.")
    return Moved(path, found.n_lines, found.text)
