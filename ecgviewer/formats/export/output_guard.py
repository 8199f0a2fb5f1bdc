"""What must not be replaced: reviews, and all that this program did not write."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecgviewer.core.errors import InputError
from ecgviewer.core.labels import UNSET
from ecgviewer.core.wording import count
from ecgviewer.formats.edf import annotation_file
from ecgviewer.formats.export.annotation_csv import CorrectedBeats, CsvError, read_csv
from ecgviewer.formats.export.item_csv import SUFFIX as ITEMS_SUFFIX
from ecgviewer.formats.export.item_csv import work_in_items
from ecgviewer.formats.export.rhythm_csv import SUFFIX as RHYTHMS_SUFFIX
from ecgviewer.formats.export.rhythm_csv import work_in_rhythms
from ecgviewer.formats.files.atomic import Check
from ecgviewer.formats.ishne import annotation_writer
from ecgviewer.formats.wfdb.annotation_writer import is_ours_to_replace
from ecgviewer.formats.wfdb.annotations import AnnotationError

#: What says of annotations that are not WFDB's whether another program wrote them.
_REFUSALS = {
    ".edf": annotation_file.refuse_foreign,
    ".ann": annotation_writer.refuse_foreign,
}
_FOREIGN = "what ecgviewer did not write"
#: An output of our own that was cut off reads so too.
_UNREADABLE = "what is not a table of ecgviewer, or is damaged"
_OTHER = "beats other than those found now"


class ReplaceError(InputError):
    """A file that an output would replace; the message says what would be lost."""


def is_taken(path: Path) -> bool:
    """Return whether a file is there that an output would replace.

    A link is not: it is replaced itself, and what it leads to stays.
    """
    return path.exists() and not path.is_symlink()


def work_in(path: Path) -> str:
    """Return what of somebody's work a file holds, in words; empty for none.

    The work is a review, or a file of another program. Nothing is said of annotations
    that this program wrote: whether a person corrected them is not in the file.
    """
    if not is_taken(path):
        return ""
    try:
        if path.name.lower().endswith(RHYTHMS_SUFFIX):
            return work_in_rhythms(path)
        if path.name.lower().endswith(ITEMS_SUFFIX):
            return work_in_items(path)
        if path.suffix.lower() == ".csv":
            return _review_in(read_csv(path))
        if refuse_foreign := _REFUSALS.get(path.suffix.lower()):
            refuse_foreign(path)
            return ""
        return "" if is_ours_to_replace(path) else _FOREIGN
    except CsvError:
        return _UNREADABLE
    except AnnotationError:
        return _FOREIGN


def _review_in(beats: CorrectedBeats) -> str:
    n_comments = int(np.sum(beats.comment != ""))
    labelled = (beats.label != beats.predicted_label) & (beats.label != UNSET)
    n_edited = int(np.sum(beats.reviewed | labelled | (beats.symbol != "")))
    found = []
    if n_edited:
        readers = sorted(set(map(str, beats.reviewer[beats.reviewed])) - {""})
        by = f" by {' and '.join(readers)}" if readers else ""
        found.append(f"{count(n_edited, 'beat')} reviewed{by}")
    if n_comments:
        found.append(count(n_comments, "comment"))
    return " and ".join(found)


@dataclass(frozen=True)
class OutputGuard:
    """Lets an analysis replace its own outputs and nothing else.

    Attributes
    ----------
    own : frozenset of (str, str)
        Names of the files that analyses wrote, with the SHA-256 of each.
    force : bool
        Replace everything.
    """

    own: frozenset[tuple[str, str]] = frozenset()
    force: bool = False

    def replaced_work(self, paths: Iterable[Path]) -> tuple[str, ...]:
        """Return what is about to be lost, in words; nothing unless `force` is set.

        Raises
        ------
        ReplaceError
            If something would be lost that may not be.
        """
        lost = {path: work_in(path) for path in paths if not self._is_own(path)}
        for path, work in lost.items():
            if work not in ("", _UNREADABLE) and not self.force:
                raise ReplaceError(_refusal(path, work))
        return tuple(
            f"{path} is replaced, which held {work}."
            for path, work in lost.items()
            if work
        )

    def check(self, path: Path) -> Check:
        """Return the check of `replace_file` for an output."""

        def loses_nothing(new: Path) -> None:
            if self.force or not is_taken(path) or self._is_own(path):
                return
            if not _begins_with(new, path):
                raise ReplaceError(_refusal(path, work_in(path) or _OTHER))

        return loses_nothing

    def _is_own(self, path: Path) -> bool:
        return path.is_file() and (path.name, _digest(path)) in self.own


def _refusal(path: Path, work: str) -> str:
    return (
        f"{path} is left as it is: it holds {work}, which --force would lose. Analyse "
        "into another folder with -o."
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _begins_with(path: Path, start: Path) -> bool:
    """Return whether a file begins with all that another holds."""
    with path.open("rb") as whole, start.open("rb") as part:
        while block := part.read(2**20):
            if whole.read(len(block)) != block:
                return False
    return True
