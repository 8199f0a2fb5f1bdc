"""Writes WFDB (MIT format) annotation files, and replaces those of our own alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ecgviewer.formats.files.atomic import Check, replace_file
from ecgviewer.formats.wfdb.annotation_bytes import (
    MAX_AUX,
    RawAnnotations,
    Stored,
    encoded,
)
from ecgviewer.formats.wfdb.annotation_facts import FileFacts, head_of, symbols_of
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_runs import changes, rows
from ecgviewer.formats.wfdb.annotations import AnnotationError, Annotations


def write_annotations(
    path: Path, annotations: Annotations, check: Check | None = None
) -> None:
    """Write an annotation file, as a new file or in place of one of our own.

    Parameters
    ----------
    path : Path
        The file itself, for example ``100.reviewed``.
    annotations : Annotations
        What to write.
    check : callable, optional
        See `replace_file`.

    Raises
    ------
    AnnotationError
        If the file is there and another program wrote it, or a value does not fit
        the format.
    OSError
        If the file cannot be written.
    """
    if not is_ours_to_replace(path):
        raise AnnotationError(
            f"{path} was not written by ecgviewer and is left as it is. "
            "Choose another annotator name."
        )
    data = encoded(_to_raw(annotations))
    with replace_file(path, check) as file:
        file.write(data)


def is_ours_to_replace(path: Path) -> bool:
    """Return whether there is nothing at a path, a link, or a file of our own.

    Raises
    ------
    AnnotationError
        If a file is there that is not an annotation file.
    """
    if path.is_symlink() or not path.exists():
        return True
    return read_annotations(path).writer.startswith("ecgviewer")


def _to_raw(annotations: Annotations) -> RawAnnotations:
    """Return what to write, with the facts about the file in front."""
    head = head_of(
        FileFacts(annotations.fs, annotations.definitions, annotations.writer)
    )
    shift = len(head)
    codes = {s: c for c, s in enumerate(symbols_of(annotations.definitions))}
    symbols, which = np.unique(annotations.symbol, return_inverse=True)
    unknown = [symbol for symbol in symbols.tolist() if symbol not in codes]
    if unknown:
        raise AnnotationError(f"No WFDB code for the symbols {', '.join(unknown)}.")
    _check_ranges(annotations)
    code = np.array([codes[symbol] for symbol in symbols.tolist()], np.uint8)[which]
    own = np.flatnonzero([bool(text) for text in annotations.aux])
    heading = {row: text for row, (_, text) in enumerate(head) if text}
    aux = heading | {int(row) + shift: annotations.aux[row] for row in own}
    return RawAnnotations(
        sample=np.concatenate([np.zeros(shift, np.int64), annotations.sample]),
        code=np.concatenate([np.array([c for c, _ in head], np.uint8), code]),
        subtype=rows(annotations.subtype != 0, annotations.subtype, shift),
        chan=rows(changes(annotations.chan), annotations.chan, shift),
        num=rows(changes(annotations.num), annotations.num, shift),
        aux=Stored.of(aux),
    )


def _check_ranges(annotations: Annotations) -> None:
    for name, low, high in (
        ("subtype", -128, 127),
        ("chan", 0, 255),
        ("num", -128, 127),
    ):
        column = getattr(annotations, name)
        if np.any((column < low) | (column > high)):
            raise AnnotationError(f"{name} must be from {low} to {high}.")
    longest = max(map(len, annotations.aux), default=0)
    if longest > MAX_AUX:
        raise AnnotationError(
            f"An annotation's text is {longest} bytes long; {MAX_AUX} is the most."
        )
