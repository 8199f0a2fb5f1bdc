"""Writes ISHNE annotations (``.ann``), which Holter programs import."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ecgviewer.core.errors import RecordError
from ecgviewer.core.labels import LITERATURE_MAP, BeatClass
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.wording import count
from ecgviewer.formats.files.atomic import Check, replace_file
from ecgviewer.formats.ishne.annotations import GOES_ON, ROW, SYMBOLS
from ecgviewer.formats.ishne.header import ANN_MAGIC, MOST_LEADS, read_header
from ecgviewer.formats.ishne.new_header import WRITER, header_of, may_be_held
from ecgviewer.formats.ishne.writer import check_rate
from ecgviewer.formats.wfdb.annotations import AnnotationError, Annotations

#: The most samples between two rows.
_FARTHEST = 65535
#: Of leads whose samples are in another file, in nV.
_STEP_NV = 1000
_LETTERS = {symbol: letter for letter, symbol in SYMBOLS.items() if symbol != '"'}
#: Of WFDB mnemonics that the standard has no letter for, by the beat's class.
_BY_CLASS = {BeatClass.N: "N", BeatClass.S: "S", BeatClass.V: "V"}
_BUNDLE_BRANCH = ("L", "R", "B")
_PACED = ("/", "f")


def write_annotations(
    path: Path,
    record: Record,
    annotations: Annotations,
    check: Check | None = None,
) -> tuple[str, ...]:
    """Write the beats of a review, and return what has no place in the format.

    Parameters
    ----------
    path : Path
        What is there is replaced, if this program wrote it.
    record : Record
        That the annotations belong to.
    annotations : Annotations
    check : callable, optional
        See `replace_file`.

    Raises
    ------
    AnnotationError
        If another program wrote what is there.
    IshneError
        If the format has no room for the sampling frequency.
    OSError
        If the file cannot be written.
    """
    check_rate(record)
    refuse_foreign(path)
    places = annotations.samples_in(record)
    letters = np.array([letter_of(symbol) for symbol in annotations.symbol.tolist()])
    inside = (places >= 0) & (places < record.n_samples)
    held = np.flatnonzero((letters.astype(str) != "") & inside)
    held = held[np.argsort(places[held], kind="stable")]
    leads = [lead for lead in record.leads if may_be_held(lead)][:MOST_LEADS]
    # A file of none would be refused; there is one lead at least that beats are in.
    leads = leads or [*record.leads[:1]]
    header = header_of(ANN_MAGIC, record, leads, [_STEP_NV] * len(leads))
    with replace_file(path, check) as file:
        file.write(header)
        file.write((0).to_bytes(4, "little"))
        file.write(_rows(letters[held].astype("S1"), places[held]).tobytes())
    return _losses(annotations, letters[held], annotations.symbol[held])


def refuse_foreign(path: Path) -> None:
    """Make sure that nothing at a path is lost but a link or annotations of our own.

    Raises
    ------
    AnnotationError
        If another program wrote what is there.
    """
    if path.is_symlink() or not path.exists():
        return
    try:
        is_ours = read_header(path, ANN_MAGIC).writer.startswith(WRITER)
    except RecordError:
        is_ours = False
    if not is_ours:
        raise AnnotationError(
            f"{path} was not written by ecgviewer and is left as it is. Choose another "
            "folder."
        )


def letter_of(symbol: str) -> str:
    """Return the letter of a WFDB mnemonic; empty where it is not a beat's."""
    if symbol in _BUNDLE_BRANCH:
        return "B"
    if symbol in _PACED:
        return "P"
    if symbol in _LETTERS:
        return _LETTERS[symbol]
    code = LITERATURE_MAP.get(symbol)
    if code is None:
        return ""
    return _BY_CLASS.get(BeatClass(code), "U")


def _rows(letters: npt.NDArray[np.bytes_], places: Samples) -> npt.NDArray[np.void]:
    """Return a row a beat, and before it as many as its distance needs."""
    far, after = np.divmod(np.diff(places, prepend=0), _FARTHEST)
    beats = np.cumsum(far + 1) - 1
    rows = np.empty(int(np.sum(far + 1)), ROW)
    rows["label"], rows["own"], rows["after"] = GOES_ON.encode(), b"#", _FARTHEST
    rows["label"][beats], rows["after"][beats] = letters, after
    return rows


def _losses(
    annotations: Annotations,
    letters: npt.NDArray[np.str_],
    symbols: npt.NDArray[np.str_],
) -> tuple[str, ...]:
    others = Counter(
        (symbol, letter)
        for symbol, letter in zip(symbols.tolist(), letters.tolist(), strict=True)
        if SYMBOLS[letter] != symbol
    )
    changed = ", ".join(f"{s} as {letter}" for s, letter in sorted(others))
    told = []
    if others:
        beats = count(others.total(), "beat")
        told.append(f"Other letters in ISHNE for {beats}: {changed}.")
    if n_left := len(annotations) - len(letters):
        left = count(n_left, "annotation")
        told.append(f"Not written: {left}; ISHNE has beats within the recording only.")
    return tuple(told)
