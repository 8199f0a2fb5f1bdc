"""wfdb-python, what our readers are compared with."""

from __future__ import annotations

import warnings
from importlib import import_module
from pathlib import Path

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.formats.wfdb.header import Header, read_header
from ecgviewer.formats.wfdb.layout import layout_of

with warnings.catch_warnings():
    # It calls pandas in a way that pandas 3.1 deprecates.
    warnings.simplefilter("ignore", DeprecationWarning)
    wfdb = import_module("wfdb")

_TO_MV = {"uV": 1e-3, "V": 1e3, "nV": 1e-6}


def wfdb_signal(header: Path) -> Float32Array:
    """Return a record as wfdb-python reads it, each value held at the fastest rate.

    Stretch by stretch, since wfdb-python opens no record with a segment missing.
    """
    layout = layout_of(read_header(header))
    rate = layout.samples_per_frame
    shape = len(layout.signals), layout.n_frames * rate
    signal = np.full(shape, np.nan, np.float32)
    for stretch in layout.stretches:
        start = stretch.start * rate
        stop = start + stretch.n_frames * rate
        rows = _rows(stretch.header, stretch.n_frames, rate)
        for lead, row in zip(stretch.leads, rows, strict=True):
            if lead is not None:
                signal[lead, start:stop] = row
    return signal


def _rows(header: Header, n_frames: int, rate: int) -> list[Float32Array]:
    read = wfdb.rdrecord(
        str(header.path.with_suffix("")),
        sampto=n_frames if header.n_frames else None,
        smooth_frames=False,
    )
    frame = np.arange(n_frames * rate)
    return [
        np.asarray(values * _TO_MV.get(unit, 1.0), np.float32)[frame * spf // rate]
        for values, unit, spf in zip(
            read.e_p_signal, read.units, read.samps_per_frame, strict=True
        )
    ]
