"""What an annotation file says, as comparisons and layers take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import IntArray
from ecgviewer.core.labels import Symbols
from ecgviewer.core.record import Samples


@dataclass(frozen=True, eq=False)
class AnnotationColumns:
    """What counts of an annotator's file: one row per annotation, by time.

    Attributes
    ----------
    sample : ndarray of int64
        Where each annotation is.
    symbol : ndarray of str
        Its WFDB symbol.
    subtype : ndarray of int64
        Its subtype, which says of noise (``~``) whether a lead is readable.
    aux : sequence of str
        Its text, which says of a rhythm change (``+``) what begins.
    """

    sample: Samples
    symbol: Symbols
    subtype: IntArray
    aux: Sequence[str]

    def __post_init__(self) -> None:
        """Refuse columns of unequal length and rows out of order.

        Raises
        ------
        ValueError
            If a column is too short or too long, or a sample before the last one.
        """
        lengths = {len(getattr(self, field.name)) for field in fields(self)}
        if len(lengths) > 1:
            raise ValueError("annotation columns of unequal lengths")
        if np.any(np.diff(self.sample) < 0):
            raise ValueError("the annotations are not in order of time")


def annotation_columns(
    sample: npt.ArrayLike,
    symbol: npt.ArrayLike,
    subtype: npt.ArrayLike | None = None,
    aux: Sequence[str] | None = None,
) -> AnnotationColumns:
    """Return an annotator's file as the comparisons take it.

    Parameters
    ----------
    sample : array_like of int, shape (n,)
        Where each annotation is, in order of time; in frames of the record.
    symbol : array_like of str, shape (n,)
        Its WFDB symbol.
    subtype : array_like of int, shape (n,), optional
        Its subtype, which says of noise (``~``) whether a lead is readable; 0 by
        default.
    aux : sequence of str, length n, optional
        Its text, which says of a rhythm change (``+``) what begins; empty by default.

    Returns
    -------
    AnnotationColumns

    Raises
    ------
    ValueError
        If a column is too short or too long, or the annotations are not in order.
    """
    places = np.asarray(sample, np.int64)
    return AnnotationColumns(
        sample=places,
        symbol=np.asarray(symbol, str),
        subtype=np.asarray(np.zeros_like(places) if subtype is None else subtype),
        aux=[""] * len(places) if aux is None else aux,
    )
