"""A connection to the server that hears what is new there."""

from __future__ import annotations

import select
from collections import defaultdict
from typing import TYPE_CHECKING

from ecgviewer.core.review.source import CONSENSUS
from ecgviewer.server.chains import Chain, Chains, Head
from ecgviewer.server.entries import Entries
from ecgviewer.server.people import member_of
from ecgviewer.server.schema import CHANNEL
from ecgviewer.studies.team import Entry

if TYPE_CHECKING:
    import psycopg


class ServerSession:
    """What the server has, as far as it was heard of.

    Parameters
    ----------
    connection : psycopg.Connection

    Attributes
    ----------
    chains : Chains
    entries : Entries
    member : Member
        Who is connected.
    heads : dict of Chain to Head
        How far each chain goes there.
    said : dict of str to set of Entry
        What is said of records that are on this computer.
    """

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._news: set[str] = set()
        connection.add_notify_handler(lambda notice: self._news.add(notice.payload))
        connection.execute(f"LISTEN {CHANNEL}".encode())
        self.member = member_of(connection)
        self.chains, self.entries = Chains(connection), Entries(connection)
        # Whatever comes from here on is heard of.
        self.heads: dict[Chain, Head] = self.chains.heads()
        self.said: dict[str, set[Entry]] = defaultdict(set)

    def ask_of(self, records: frozenset[str]) -> None:
        """Ask what is said of some records."""
        self.said.update(self.entries.of(records))

    def wait(self, seconds: float) -> set[str]:
        """Return the records of which something new came, after some time at most."""
        select.select([self._connection.fileno()], [], [], seconds)
        # An answer brings along what was to be told, and says that the server is there.
        self._connection.execute("SELECT")
        news, self._news = self._news, set()
        for record in news:
            self.heads.update(self.chains.heads(record))
        if news:
            self.said.update(self.entries.of(news))
        return news

    def sends(self, chain: Chain) -> bool:
        """Return whether a chain is sent from here: one's own, and what one decides."""
        if chain.reader == CONSENSUS:
            return self.member.writes_as(CONSENSUS)
        return chain.reader == self.member.reader
