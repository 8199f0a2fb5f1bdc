"""The journals of the study list and the server kept alike, for as long as it runs.

Edits go into journals as ever, and from there to the server: a journal is the queue
of what is not there yet. What others write comes into journals beside the records, so
that list, comparison and decisions find it where they always did.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.core.errors import InputError, message_of
from ecgviewer.core.wording import count
from ecgviewer.server.chains import Chain, Head
from ecgviewer.server.connection import away, connect
from ecgviewer.server.exchange import Came, Exchanged, exchange, fetch_new
from ecgviewer.server.known_studies import KnownStudies
from ecgviewer.server.local_chain import LocalChain
from ecgviewer.server.session import ServerSession
from ecgviewer.server.team_entries import TeamEntries
from ecgviewer.server.team_places import place_for

#: How long news are waited for before the folders are looked at again.
_LOOK_S = 0.5
#: A look at folders may take this share of the time.
_SHARE = 0.05
#: How long after a failure the server is tried again.
_AGAIN_S = 5.0


@dataclass(frozen=True)
class SyncStep:
    """What has happened since the step before.

    Attributes
    ----------
    is_connected : bool
    text : str
        How it stands, in words.
    n_sent, n_fetched : int
        Lines of journals.
    changed : bool
        Files on this computer were added to.
    faults : tuple of str
        What keeps journals from being alike, each said once.
    """

    is_connected: bool
    text: str
    n_sent: int = 0
    n_fetched: int = 0
    changed: bool = False
    faults: tuple[str, ...] = ()


class TeamSync:
    """Keeps the journals of the study list and a server alike.

    Parameters
    ----------
    conninfo : str
        What names the server, without a password.
    studies : KnownStudies
        What is on this computer.
    """

    def __init__(self, conninfo: str, studies: KnownStudies) -> None:
        self._conninfo, self._studies = conninfo, studies
        self._locals: dict[Path, LocalChain] = {}
        self._team = TeamEntries(studies)
        #: What is to be said of files now, and what was said before.
        self._now: dict[Path, str] = {}
        self._told: dict[Path, str] = {}
        #: Journals to be looked at again although nothing has changed.
        self._waits: set[Path] = set()
        #: Records whose journals were moved away: what the server has comes again.
        self._gone: set[str] = set()

    def steps(self) -> Iterator[SyncStep]:
        """Go on until nobody asks for another step, whatever becomes of the server."""
        while True:
            said = ""
            try:
                yield from self._while_connected()
            except _database_error() as error:
                said = str(away(error))
            except (InputError, OSError) as error:
                said = message_of(error)
            again = time.monotonic() + _AGAIN_S
            while time.monotonic() < again:
                yield SyncStep(is_connected=False, text=said)
                time.sleep(_LOOK_S)

    def _while_connected(self) -> Iterator[SyncStep]:
        with connect(self._conninfo) as connection:
            session = ServerSession(connection)
            self._studies.look_through()
            session.ask_of(self._studies.identities)
            news = self._studies.identities | {each.record for each in session.heads}
            # What could not be sent before is looked at again.
            waiting, again = set(self._locals), 0.0
            while True:
                journals, team = sorted(waiting), list[Path]()
                if time.monotonic() >= again:
                    began = time.monotonic()
                    if self._studies.renew():
                        session.ask_of(self._studies.identities)
                        news |= self._studies.identities
                    changed, team = self._studies.changed()
                    journals += [path for path in changed if path not in waiting]
                    again = began + (time.monotonic() - began) / _SHARE
                yield self._step(session, journals, team, news)
                waiting = set(self._waits)
                news = frozenset(session.wait(_LOOK_S))

    def _step(
        self,
        session: ServerSession,
        journals: Iterable[Path],
        team: Iterable[Path],
        news: Iterable[str],
    ) -> SyncStep:
        came = [
            self._exchange(path, session) for path in self._to_look_at(journals, news)
        ]
        came += [self._fetch_new(chain, session) for chain in self._new(session, news)]
        n_sent = sum(each.n_lines for each in came if each.came is Came.SENT)
        n_fetched = sum(each.n_lines for each in came if each.came is Came.FETCHED)
        changed = self._team.exchange(session, team, news) or n_fetched > 0
        fresh = {p: text for p, text in self._now.items() if self._told.get(p) != text}
        self._told = dict(self._now)
        text = f"Team server: connected as {session.member.reader or 'administrator'}"
        if self._now:
            text += f", {count(len(self._now), 'review')} not as on the server"
        return SyncStep(True, text, n_sent, n_fetched, changed, tuple(fresh.values()))

    def _to_look_at(self, journals: Iterable[Path], news: Iterable[str]) -> list[Path]:
        known = frozenset(news)
        found = [p for p, each in self._locals.items() if each.chain.record in known]
        return list(dict.fromkeys((*journals, *found)))

    def _exchange(self, path: Path, session: ServerSession) -> Exchanged:
        try:
            before = self._locals.get(path)
            local = before.again() if before else LocalChain.read(path)
            self._locals[path] = local
            if not self._is_in_use(local):
                self._note(path, Exchanged(Came.SAME))
                return Exchanged(Came.SAME)
            head = session.heads.get(local.chain, Head())
            sends = session.sends(local.chain)
            holder = f"{socket.gethostname()} ({path.parent})"
            found = exchange(local, session.chains, head, holder=holder, send=sends)
            self._after(path, session, found)
        except FileNotFoundError:
            gone = self._locals.pop(path, None)
            self._gone |= {gone.chain.record} if gone else set()
            found = Exchanged(Came.SAME)
        except (InputError, OSError) as error:
            found = Exchanged(Came.WAITS, 0, message_of(error))
        except _refusal() as error:
            found = Exchanged(Came.WAITS, 0, f"{path}: the server refuses: {error}")
        self._note(path, found)
        return found

    def _note(self, path: Path, found: Exchanged) -> None:
        self._waits.discard(path)
        if found.came is Came.WAITS and path in self._locals:
            self._waits.add(path)
        if found.text:
            self._now[path] = found.text
        else:
            self._now.pop(path, None)

    def _after(self, path: Path, session: ServerSession, found: Exchanged) -> None:
        if found.came is Came.FETCHED:
            self._locals[path] = self._locals[path].again()
        if found.came in (Came.SENT, Came.FETCHED):
            local = self._locals[path]
            session.heads[local.chain] = local.head
        if found.came is Came.WAITS and not found.text:
            session.heads.update(session.chains.heads(self._locals[path].chain.record))

    def _is_in_use(self, local: LocalChain) -> bool:
        """Return whether a journal is the one of its chain that goes furthest.

        A review that was taken over has left its beginning where it was.
        """
        same = [each for each in self._locals.values() if each.chain == local.chain]
        furthest = max(same, key=lambda each: (each.end.n_lines, str(each.path)))
        return furthest.path == local.path

    def _new(self, session: ServerSession, news: Iterable[str]) -> list[Chain]:
        """Return the chains that are on the server alone, of records that are here."""
        here = {each.chain for each in self._locals.values()}
        records, self._gone = frozenset(news) | self._gone, set()
        return [
            chain
            for chain in sorted(session.heads)
            if chain.record in records and chain not in here
        ]

    def _fetch_new(self, chain: Chain, session: ServerSession) -> Exchanged:
        study = self._studies.study(chain.record)
        if study is None:
            return Exchanged(Came.SAME)
        path = place_for(chain, study.name, self._studies.journal_folder(study))
        try:
            found = fetch_new(session.chains, chain, path)
            if found.came is Came.FETCHED:
                self._locals[path] = LocalChain.read(path)
        except (InputError, OSError) as error:
            self._now[path] = message_of(error)
            return Exchanged(Came.WAITS)
        return found


def _database_error() -> type[Exception]:
    # Reached only after a connection, or an attempt at one, has imported it.
    try:
        import psycopg  # noqa: PLC0415 - an extra
    except ImportError:
        return ConnectionError
    return psycopg.Error


def _refusal() -> tuple[type[Exception], ...]:
    """Return the errors of a server that is there and does not do what it is asked."""
    from psycopg import errors  # noqa: PLC0415 - an extra

    return errors.InsufficientPrivilege, errors.DataError, errors.RaiseException
