"""The review in a journal, with what the classifier says, as in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ecgviewer.analysis.analyse_record import analyse_session
from ecgviewer.classifier.bundle import BundleError, load_bundle
from ecgviewer.classifier.bundle_folders import known_bundles
from ecgviewer.classifier.runtime import Classifier, load_classifier
from ecgviewer.core.analysis_events import Progress
from ecgviewer.core.errors import InputError
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.files.analysis_cache import AnalysisCache
from ecgviewer.formats.journal.reader import JournalContents
from ecgviewer.formats.journal.restoring import restore


class NoClassifierError(InputError):
    """The classifier of a review is not here; the message says what to do."""


def classifier_of(classifier_id: str, bundle: str = "") -> Classifier | None:
    """Return the classifier that a review was made with, or None if with none.

    Parameters
    ----------
    classifier_id : str
        As the journal names it.
    bundle : str
        Name or folder of a bundle to take instead of the one of that id.

    Raises
    ------
    NoClassifierError
        If no bundle that is installed has that id.
    BundleError
        If the bundle cannot be used.
    """
    if bundle:
        return load_classifier(bundle)
    if not classifier_id:
        return None
    for name, path in known_bundles().items():
        if _id_of(path) == classifier_id:
            return load_classifier(name)
    raise NoClassifierError(
        f"The review was made with the classifier {classifier_id}, which is not "
        "installed. Name the folder of its bundle with --bundle, or export the "
        "reviewer's labels alone with --without-classifier."
    )


def _id_of(bundle: Path) -> str | None:
    try:
        return load_bundle(bundle).classifier_id
    except BundleError:
        # One that is damaged is no reason to refuse a review that needs another.
        return None


def session_of(
    record: Record,
    contents: JournalContents,
    classifier: Classifier | None,
    report: Callable[[Progress], None] | None = None,
    cache: AnalysisCache | None = None,
) -> ReviewSession:
    """Return a review with all of its edits and what a classifier says of the beats.

    Parameters
    ----------
    record : Record
    contents : JournalContents
        The review's journal.
    classifier : Classifier or None
        None leaves beats that the reviewer did not label without a label.
    report : callable, optional
        Told how far the analysis is.
    cache : AnalysisCache, optional
        Where to look for what an analysis gave before, and to keep what this one does.

    Raises
    ------
    JournalError
        If the journal is of another recording, or its edits do not fit together.
    ValueError, KeyError
        If the record has no lead, or none of the name in the journal.
    """
    session = restore(record, contents)
    # A journal that says nothing of leads is of a program that looked at one.
    session.leads = session.leads or tuple(filter(None, [session.lead]))
    if classifier:
        analyse_session(session, classifier, report, cache=cache)
    return session
