"""Reads WFDB (MIT format) annotation files.

Own code, since wfdb-python drops empty annotations, trims text and refuses files
that the WFDB library reads. Format: annot.5 of the WFDB Applications Guide.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ecgviewer.core.labels import Symbols
from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.formats.wfdb.annotation_bytes import RawAnnotations, is_text, parsed
from ecgviewer.formats.wfdb.annotation_facts import facts_of, symbols_of
from ecgviewer.formats.wfdb.annotation_runs import carried, signed, spread
from ecgviewer.formats.wfdb.annotations import AnnotationError, Annotations

#: Bytes of a file that was cut off may look like text when there are this few.
_LEAST_TEXT = 32
_ENDS_EARLY = (
    "{path} ends without an end mark; it may have been cut off. What is there was read."
)


def read_annotations(path: Path) -> Annotations:
    """Read an annotation file.

    A file that ends without its end mark is read as far as it goes, and a notice
    says so.

    Parameters
    ----------
    path : Path
        The file itself, for example ``100.atr``.

    Raises
    ------
    AnnotationError
        If it is not there or is not an annotation file.
    """
    try:
        data = read_ordinary(path)
    except FileNotFoundError as error:
        raise AnnotationError(
            f"{path} does not exist. Check the annotator's name."
        ) from error
    except OSError as error:
        raise AnnotationError(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > _LEAST_TEXT and is_text(data):
        raise AnnotationError(
            f"{path} is text, not an annotation file. Check the annotator's name."
        )
    raw = parsed(data)
    notices = () if raw.complete else (_ENDS_EARLY.format(path=path),)
    return replace(_from_raw(raw), notices=notices)


def _from_raw(raw: RawAnnotations) -> Annotations:
    n = len(raw)
    aux = np.empty(n, object)
    aux[:] = b""
    aux[raw.aux.row] = raw.aux.value
    facts, first = facts_of(raw)
    return Annotations(
        sample=raw.sample[first:],
        symbol=_symbols(raw.code[first:], symbols_of(facts.definitions)),
        subtype=spread(raw.subtype.row, signed(raw.subtype.value), n)[first:],
        chan=carried(raw.chan.row, raw.chan.value, n)[first:],
        num=carried(raw.num.row, signed(raw.num.value), n)[first:],
        aux=aux[first:],
        fs=facts.fs,
        definitions=facts.definitions,
        writer=facts.writer,
        is_whole=raw.complete,
    )


def _symbols(codes: npt.NDArray[np.uint8], symbols: list[str]) -> Symbols:
    """Return the symbol of each code, in no more room than the longest needs."""
    used = np.bincount(codes, minlength=len(symbols)) > 0
    table = [
        symbol if is_used else "" for symbol, is_used in zip(symbols, used, strict=True)
    ]
    found: Symbols = np.array(table, str)[codes]
    return found
