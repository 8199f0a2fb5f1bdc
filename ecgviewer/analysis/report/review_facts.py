"""Who looked at how much of a record, and whether the review is signed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.analysis.beat_kinds import group_record
from ecgviewer.analysis.report.classifier_facts import classifier_fact
from ecgviewer.analysis.report.review_values import ReaderFact, Review, SignatureFact
from ecgviewer.core.labels import UNSET
from ecgviewer.core.review.evidence import seen_counts
from ecgviewer.core.review.kind_looks import KindLooks, kind_looks
from ecgviewer.core.review.labelled_by import labelled_by
from ecgviewer.core.review.review_progress import progress
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.reader import JournalContents


@dataclass(frozen=True)
class Signing:
    """What a journal says of its reader and signatures.

    Attributes
    ----------
    reader : str
    signature : SignatureFact or None
        The last one, if the review is as it was signed.
    n_steps_after : int
        Steps after the last signature; 0 without one.
    was_signed : bool
    """

    reader: str = ""
    signature: SignatureFact | None = None
    n_steps_after: int = 0
    was_signed: bool = False

    @classmethod
    def of(cls, contents: JournalContents) -> Signing:
        """Return what a journal says."""
        signed, every = contents.signed, contents.signatures
        return cls(
            contents.header.reader,
            SignatureFact(signed.by, signed.at, signed.meaning) if signed else None,
            len(contents.steps) - every[-1].n_steps if every else 0,
            bool(every),
        )


def review_of(session: ReviewSession, signing: Signing, bundle: str = "") -> Review:
    """Return what was done about the labels of a review.

    Parameters
    ----------
    session : ReviewSession
    signing : Signing
    bundle : str
        Name or folder of the classifier's bundle, where it was named.
    """
    columns, seen = session.columns, seen_counts(session.evidence)
    classified = columns.predicted != UNSET
    far = progress(columns, _looks(session))
    return Review(
        is_finished=signing.signature is not None,
        n_looked=seen.looked,
        n_accepted=seen.accepted,
        n_never=seen.never,
        n_classified=int(np.count_nonzero(classified)),
        n_changed=int(np.count_nonzero(columns.disagrees)),
        n_unlabelled=int(np.count_nonzero(columns.label == UNSET)),
        errors_left=far.errors_left if classified.any() else None,
        n_edits=len(session.history.done),
        n_edits_after_signing=signing.n_steps_after,
        was_reopened=signing.was_signed and signing.signature is None,
        readers=tuple(
            ReaderFact(name, int(np.count_nonzero(beats)))
            for name, beats in labelled_by(session).items()
        ),
        classifier=classifier_fact(session.predictions.classifier_id, bundle),
    )


def _looks(session: ReviewSession) -> KindLooks | None:
    """Return what the looks at kinds tell, if beats were accepted as kinds."""
    evidence = session.evidence
    if not (session.lead and evidence.accepted.any()):
        return None
    groups = group_record(session.record, session.lead, session.beats)
    return kind_looks(session.columns, evidence, groups)
