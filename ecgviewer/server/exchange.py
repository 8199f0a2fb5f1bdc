"""One journal and its chain on the server: what one lacks comes from the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ecgviewer.formats.files.atomic import make_folder, replace_file
from ecgviewer.formats.files.file_lock import FileLock, LockedError
from ecgviewer.formats.journal.end import JournalEnd, append_lines, write_end
from ecgviewer.formats.journal.lock import lock_path
from ecgviewer.server.chains import Chain, Chains, Head, NotInOrderError
from ecgviewer.server.local_chain import LocalChain

#: Lines and bytes of them in one transaction, or one write, about.
_AT_ONCE, _BYTES_AT_ONCE = 500, 2**23
_DIVERGED = (
    "{path} and the server have gone apart at line {line}: {reader} has reviewed this "
    "record in two places that did not know of each other. Nothing is sent of this "
    "journal, and nothing is lost. Move it away, open the record again to get the "
    "server's review, and make there what is missing."
)
_HELD = "{path}: {holder} is writing this review; {n} edits wait here."
_BEHIND = "{path} is open in a window; {n} edits of another place wait on the server."


class Came(Enum):
    """What came of an exchange."""

    SAME = "the same"
    SENT = "sent"
    FETCHED = "fetched"
    WAITS = "waits"
    DIVERGED = "diverged"


@dataclass(frozen=True)
class Exchanged:
    """What came of an exchange, how many lines went, and what is to be said of it."""

    came: Came
    n_lines: int = 0
    text: str = ""


def exchange(
    local: LocalChain,
    chains: Chains,
    head: Head,
    *,
    holder: str = "",
    send: bool = True,
) -> Exchanged:
    """Send what the server lacks of a journal, or fetch what the journal lacks.

    Parameters
    ----------
    local : LocalChain
    chains : Chains
    head : Head
        How far the server's chain goes.
    holder : str
        Who sends, so that two places do not go apart; empty to send in any case.
    send : bool
        Whether the chain is one that this user may append to.

    Returns
    -------
    Exchanged

    Raises
    ------
    JournalError
        If the journal is changed meanwhile by something else.
    OSError
        If it cannot be read or written.
    psycopg.Error
        If the server refuses the lines or goes away.
    """
    mine = local.head
    if mine == head:
        return Exchanged(Came.SAME)
    n_common = min(mine.n_lines, head.n_lines)
    there = chains.hash_at(local.chain, n_common)
    if n_common and not there:
        # What was shown once is hidden from a blind reader now.
        return Exchanged(Came.SAME)
    if local.hash_at(n_common) != there:
        return _diverged(local, chains, n_common)
    if mine.n_lines < head.n_lines:
        return _fetch(local, chains, head.n_lines)
    return _send(local, chains, head, holder) if send else Exchanged(Came.SAME)


def _diverged(local: LocalChain, chains: Chains, n_common: int) -> Exchanged:
    # Lines stand for all before them: the first that differ are found by halves.
    same, other = 0, n_common
    while other - same > 1:
        middle = (same + other) // 2
        if local.hash_at(middle) == chains.hash_at(local.chain, middle):
            same = middle
        else:
            other = middle
    text = _DIVERGED.format(path=local.path, line=other, reader=local.chain.reader)
    return Exchanged(Came.DIVERGED, 0, text)


def _send(local: LocalChain, chains: Chains, head: Head, holder: str) -> Exchanged:
    n_waiting, after = local.end.n_lines - head.n_lines, head.n_lines
    other = chains.take_lease(local.chain, local.name, holder) if holder else ""
    if other:
        text = _HELD.format(path=local.path, holder=other, n=n_waiting)
        return Exchanged(Came.WAITS, 0, text)
    try:
        for lines in _portions(local.lines(after)):
            chains.append(local.chain, local.name, after, lines)
            after += len(lines)
    except NotInOrderError:
        # Another place has appended meanwhile: the next exchange says what came of it.
        return Exchanged(Came.WAITS)
    return Exchanged(Came.SENT, n_waiting)


def _portions(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    portion: list[bytes] = []
    size = 0
    for line in lines:
        portion.append(line)
        size += len(line)
        if len(portion) >= _AT_ONCE or size >= _BYTES_AT_ONCE:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _fetch(local: LocalChain, chains: Chains, n_lines: int) -> Exchanged:
    n_missing = n_lines - local.end.n_lines
    waits = Exchanged(Came.WAITS, 0, _BEHIND.format(path=local.path, n=n_missing))
    try:
        lock = FileLock(lock_path(local.path))
    except LockedError:
        return waits
    end, torn = local.end, local.torn
    try:
        if local.path.stat().st_size != end.size + len(torn):
            return waits
        for lines in _portions(chains.lines(local.chain, end.n_lines)):
            data = b"".join(line + b"\n" for line in lines)
            append_lines(local.path, data, end, torn)
            end, torn = end.after(lines), b""
            write_end(local.path, end, sync=True)
    finally:
        lock.release()
    return Exchanged(Came.FETCHED, end.n_lines - local.end.n_lines)


def fetch_new(chains: Chains, chain: Chain, path: Path) -> Exchanged:
    """Write a journal that is on the server alone; it appears whole or not at all.

    Raises
    ------
    OSError
        If it cannot be written.
    psycopg.Error
        If the server goes away.
    """
    make_folder(path.parent)
    try:
        lock = FileLock(lock_path(path))
    except LockedError:
        return Exchanged(Came.WAITS)
    end = JournalEnd()
    try:
        if path.exists():
            return Exchanged(Came.WAITS)
        with replace_file(path) as file:
            for lines in _portions(chains.lines(chain)):
                file.write(b"".join(line + b"\n" for line in lines))
                end = end.after(lines)
        write_end(path, end, sync=True)
    finally:
        lock.release()
    return Exchanged(Came.FETCHED, end.n_lines)
