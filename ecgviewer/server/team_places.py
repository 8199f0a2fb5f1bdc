"""Where on this computer the journal of a chain is, or is to be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.places import journal_name, name_part
from ecgviewer.server.chains import Chain
from ecgviewer.server.local_chain import chain_of

#: Characters of an identity in the name of a journal, as of one that is elsewhere.
_MARK = 16


def place_for(chain: Chain, name: str, folder: Path) -> Path:
    """Return where the journal of a chain is in a folder, or can be put.

    Parameters
    ----------
    chain : Chain
    name : str
        The record's, where the journal is to lie.
    folder : Path

    Returns
    -------
    Path
        The usual name of a journal; where that is taken by another one's, a name with
        part of the reader's digest or of the recording's identity.
    """
    places = list(_names(chain, name, folder))
    taken = [path for path in places if path.exists()]
    for path in taken:
        if _is_of(path, chain):
            return path
    return next((path for path in places if path not in taken), places[-1])


def _names(chain: Chain, name: str, folder: Path) -> Iterator[Path]:
    reader, annotator = chain.reader, chain.annotator
    yield folder / journal_name(name, reader, annotator)
    yield folder / journal_name(name, reader, annotator, apart=True)
    # Whoever wrote the journal chose its identity: no path may come of it.
    mark = name_part(chain.record[:_MARK])
    yield folder / journal_name(name, reader, annotator, mark)
    yield folder / journal_name(name, reader, annotator, mark, apart=True)


def _is_of(path: Path, chain: Chain) -> bool:
    try:
        return chain_of(path)[0] == chain
    except (JournalError, OSError):
        return False
