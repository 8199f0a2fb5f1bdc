"""What the team says of studies, in files beside the records and on the server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ecgviewer.server.known_studies import KnownStudies
from ecgviewer.server.session import ServerSession
from ecgviewer.studies.team import Entry
from ecgviewer.studies.team_files import entries_in, put, team_file


class TeamEntries:
    """The entries of this computer's team files, as far as they were read.

    Parameters
    ----------
    studies : KnownStudies
        What is on this computer.
    """

    def __init__(self, studies: KnownStudies) -> None:
        self._studies = studies
        self._here: dict[str, set[Entry]] = defaultdict(set)

    def exchange(
        self, session: ServerSession, changed: Iterable[Path], news: Iterable[str]
    ) -> bool:
        """Send one's own entries that the server lacks, and fetch those of others.

        Parameters
        ----------
        session : ServerSession
        changed : iterable of Path
            Team files that have changed.
        news : iterable of str
            Records of which the server said something.

        Returns
        -------
        bool
            Files on this computer were added to.
        """
        records = {entry.identity for path in changed for entry in self._read(path)}
        records |= frozenset(news)
        changed_here = [self._alike(record, session) for record in sorted(records)]
        return any(changed_here)

    def _read(self, path: Path) -> list[Entry]:
        entries: list[Entry] = []
        with suppress(OSError):
            entries = entries_in(path)
        for entry in entries:
            self._here[entry.identity].add(entry)
        return entries

    def _alike(self, record: str, session: ServerSession) -> bool:
        study = self._studies.study(record)
        if study is None:
            return False
        here, there = self._here[record], session.said[record]
        me = session.member.reader
        mine = {entry for entry in here - there if entry.by == me}
        if mine:
            session.entries.add(study.name, mine)
            there |= mine
        theirs: dict[str, set[Entry]] = defaultdict(set)
        for entry in there - here:
            theirs[entry.by].add(entry)
        here |= there
        folder = self._studies.team_folder(study)
        # A folder that cannot be written is tried again with the next news.
        with suppress(OSError):
            for by, entries in theirs.items():
                put(team_file(folder, study.name, by), entries)
            return bool(theirs)
        here -= there
        return False
