"""An annotation file as the columns that comparisons and layers take."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.arrays import IndexArray
from ecgviewer.core.record import Samples
from ecgviewer.formats.wfdb.annotations import Annotations


def columns_of(
    annotations: Annotations, sample: Samples | None = None
) -> AnnotationColumns:
    """Return what a file says, in order of time.

    Parameters
    ----------
    annotations : Annotations
        As they stand in the file.
    sample : ndarray of int64, shape (n,), optional
        Where each annotation is, in other steps than those of the file.
    """
    places = annotations.sample if sample is None else sample
    order = np.argsort(places, kind="stable")
    return AnnotationColumns(
        sample=places[order],
        symbol=annotations.symbol[order],
        subtype=annotations.subtype[order],
        aux=_texts(annotations, order),
    )


def _texts(annotations: Annotations, order: IndexArray) -> list[str]:
    """Return the text of each annotation; few have any."""
    texts = [""] * len(order)
    for place in np.flatnonzero(annotations.aux[order]).tolist():
        texts[place] = annotations.text(int(order[place]))
    return texts
