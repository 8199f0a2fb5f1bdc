"""A journal on this computer as a chain of lines, to be sent or gone on with."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ecgviewer.formats.files.ordinary_file import check_ordinary
from ecgviewer.formats.journal.chain import NOT_FITTING, WholeLines
from ecgviewer.formats.journal.end import JournalEnd
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.header import header_in
from ecgviewer.formats.journal.lines import LONGEST_LINE, line_hash
from ecgviewer.server.chains import Chain, Head

_MOST_HEADER = 2**16


@dataclass(frozen=True)
class LocalChain:
    """A journal whose lines are in order, as far as it was read.

    Attributes
    ----------
    path : Path
    chain : Chain
    name : str
        The record's, in the journal's first line.
    end : JournalEnd
        Where its whole lines end.
    torn : bytes
        What follows them: a line that was cut off or is being written.
    """

    path: Path
    chain: Chain
    name: str
    end: JournalEnd
    torn: bytes = b""

    @classmethod
    def read(cls, path: Path) -> LocalChain:
        """Read a journal and check each line.

        Raises
        ------
        JournalError
            If it cannot be read or was changed; it is not sent then.
        OSError
            If it cannot be read.
        """
        chain, name = chain_of(path)
        lines = WholeLines(path)
        for _ in lines:
            """Each line vouches for the one before it."""
        if lines.fault:
            raise JournalError(lines.fault.text)
        return cls(path, chain, name, lines.ending, lines.tail)

    def again(self) -> LocalChain:
        """Read what was appended since; all of it again where that does not fit.

        Raises
        ------
        JournalError, OSError
            As for `read`.
        """
        end = self.end
        with self.path.open("rb") as file:
            file.seek(end.size - end.last_size)
            last = file.read(end.last_size)
            *lines, torn = file.read().split(b"\n")
        if line_hash(last) != end.last or not _follow(lines, end.last):
            return LocalChain.read(self.path)
        return replace(self, end=end.after(lines) if lines else end, torn=torn)

    @property
    def head(self) -> Head:
        """How far it goes."""
        return Head(self.end.n_lines, self.end.last)

    def lines(self, after: int = 0) -> Iterator[bytes]:
        """Yield its lines after the first ones, without newlines."""
        left = self.end.size
        with self.path.open("rb") as file:
            for number in range(self.end.n_lines):
                line = file.readline(min(LONGEST_LINE, left))
                left -= len(line)
                if number >= after:
                    yield line.rstrip(b"\n")

    def hash_at(self, number: int) -> str:
        """Return the SHA-256 of a line by its number, empty if it is not there."""
        if not 0 < number <= self.end.n_lines:
            return ""
        return line_hash(next(self.lines(number - 1)))


def _follow(lines: Sequence[bytes], last: str) -> bool:
    """Return whether lines follow one that has a hash, and each other."""
    for line in lines:
        try:
            if json.loads(line)["previous"] != last:
                return False
        except NOT_FITTING:
            return False
        last = line_hash(line)
    return True


def chain_of(path: Path) -> tuple[Chain, str]:
    """Return which chain a journal is, and the name of its record.

    Raises
    ------
    JournalError
        If its first line does not say so.
    OSError
        If it cannot be read.
    """
    check_ordinary(path, math.inf)
    with path.open("rb") as file:
        first = file.readline(_MOST_HEADER)
    try:
        header = header_in(json.loads(first))
    except NOT_FITTING as error:
        raise JournalError(f"{path} is not an edit journal.") from error
    record = header.identity or header.checksum
    return Chain(record, header.reader, header.annotator), header.record
