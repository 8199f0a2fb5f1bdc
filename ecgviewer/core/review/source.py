"""Who says where the beats of a record are and what they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

#: Whose review it is in which readers' disagreements are decided.
CONSENSUS = "consensus"


class SourceKind(Enum):
    """Where it is found what a source says."""

    JOURNAL = "journal"
    FILE = "file"
    CLASSIFIER = "classifier"


@dataclass(frozen=True)
class Source:
    """The review of a reader, an annotation file, or the classifier.

    Two sources of one kind are the same where reader and annotator are, wherever
    their files lie. File names and titles identify nobody: a file name cannot hold
    every name of a reader, and what looks alike on the screen may differ.

    Attributes
    ----------
    kind : SourceKind
        Where it is found what the source says.
    reader : str
        Whose review it is; empty for a file and for the classifier.
    annotator : str
        The annotations that the file holds, or that are reviewed; empty for a review
        of detected beats.
    path : Path or None
        The journal or the annotation file, where there is one.
    author : str
        Who decides, where the review is not the reader's own: a consensus.
    """

    kind: SourceKind
    reader: str = ""
    annotator: str = ""
    path: Path | None = field(default=None, compare=False)
    author: str = field(default="", compare=False)

    @property
    def title(self) -> str:
        """What the source is called on the screen."""
        if self.kind is SourceKind.CLASSIFIER:
            return "the classifier"
        if self.kind is SourceKind.FILE:
            return f"annotations {self.annotator}"
        return f"{self.reader} on {self.annotator}" if self.annotator else self.reader

    def is_review_by(self, reader: str) -> bool:
        """Return whether it is a review by a reader, of whatever annotations."""
        return self.kind is SourceKind.JOURNAL and self.reader == reader


#: What the classifier says of the beats under review.
CLASSIFIER = Source(SourceKind.CLASSIFIER)


def to_compare_with(
    sources: tuple[Source, ...], opened: Source | None
) -> tuple[Source, ...]:
    """Return the sources that an open review can be compared with.

    The review itself is left out. Other readers come first, then annotation files,
    then other reviews by the same reader, so that the first one is somebody else
    wherever there is somebody else.
    """
    others = [source for source in sources if source != opened]
    reader = opened.reader if opened else ""
    return tuple(sorted(others, key=lambda source: source.is_review_by(reader)))
