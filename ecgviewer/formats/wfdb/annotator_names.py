"""The names of annotators, each the ending of an annotation file."""

from __future__ import annotations

from ecgviewer.formats.wfdb.annotations import AnnotationError

#: Endings of files beside a record that are something else.
NO_ANNOTATORS = frozenset(
    (
        "hea",
        "dat",
        "mat",
        "edf",
        "bdf",
        "rec",
        "xml",
        "dcm",
        "scp",
        "xdf",
        "zip",
        "csv",
        "tsv",
        "asc",
        "jsonl",
        "xws",
        "txt",
        "json",
        "lock",
    )
)


def fault_of_name(annotator: str) -> str:
    """Return why an annotator cannot have a name, empty if it can."""
    if not annotator or not all(c.isalnum() or c in "-_" for c in annotator):
        return f"{annotator!r} cannot name an annotator; use letters, digits, - and _."
    if annotator.lower() in NO_ANNOTATORS:
        return (
            f"{annotator!r} cannot name an annotator; files with that ending are "
            "something else."
        )
    return ""


def check_annotator(annotator: str) -> None:
    """Make sure that annotations can have a name, which ends that of their file.

    Raises
    ------
    AnnotationError
        If they cannot.
    """
    fault = fault_of_name(annotator)
    if fault:
        raise AnnotationError(fault)
