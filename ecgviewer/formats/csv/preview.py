"""The first rows of a text recording, to be looked at before all of it is read."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.formats.csv.layout import CsvLayout
from ecgviewer.formats.csv.rows import RowReader

_MOST_ROWS = 4000


def first_values(layout: CsvLayout) -> Float32Array:
    """Return the first values of the leads, shape (n_leads, n_rows), in mV.

    Where the unit is not known they are as in the file.
    """
    lines = layout.head.lines[layout.shape.n_head :][:_MOST_ROWS]
    rows = RowReader(layout).read("\n".join(lines).encode())
    values = rows[:, 1:] if layout.time else rows
    zero = np.array([lead.zero for lead in layout.leads])
    mv = np.array([lead.mv or 1.0 for lead in layout.leads])
    first: Float32Array = ((values - zero) * mv).T.astype(np.float32)
    return first
