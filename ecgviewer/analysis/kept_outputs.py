"""What a classifier said of a record's beats before, and what it says of the rest."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ecgviewer.analysis.analysed_leads import Said
from ecgviewer.analysis.kept_analysis import KeptAnalysis
from ecgviewer.core.arrays import IndexArray
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.record import Samples
from ecgviewer.formats.files.output_file import BeatRows, OutputFile

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class SaidBefore:
    """What is known of some of the beats.

    Attributes
    ----------
    rows : ndarray of int, shape (n,)
        Rows of the beats in their table.
    said : Said
    """

    rows: IndexArray
    said: Said


class KeptOutputs:
    """The outputs for one table of beats.

    Parameters
    ----------
    kept : KeptAnalysis
    leads : sequence of str
        Names of the leads that the classifier looks at.
    beats : BeatTable
    """

    def __init__(
        self, kept: KeptAnalysis, leads: Sequence[str], beats: BeatTable
    ) -> None:
        self._beats = beats
        self._before = kept.outputs(leads, beats.sample)
        self._added: OutputFile | None = self._before
        if not np.array_equal(self.among, beats.sample):
            # What was said among other beats holds for these as it does after an
            # edit; it is not what would be said among these.
            self._added = None
        if self._before is None:
            self._added = kept.new_outputs(leads, beats.sample)

    @property
    def among(self) -> Samples:
        """The beats among which all were classified; see `AnalysedLeads.know_beats`."""
        return self._before.samples if self._before else self._beats.sample

    def said(self) -> Iterator[SaidBefore]:
        """Yield what was said of beats that are still where they were."""
        if self._before is None:
            return
        rows = np.searchsorted(self._beats.sample, self._before.samples)
        rows = np.minimum(rows, len(self._beats) - 1)
        there = self._beats.sample[rows] == self._before.samples
        for part in self._rows(self._before):
            # They stand in the order in which they were looked at: in view first.
            _, order = np.unique(part.row, return_index=True)
            known = order[there[part.row[order]]]
            said = Said(
                part.probabilities[known],
                part.embedding[known].astype(np.float32),
                part.quality[known],
                part.dissent[known],
            )
            yield SaidBefore(rows[part.row[known]], said)

    def _rows(self, before: OutputFile) -> Iterator[BeatRows]:
        """Yield what is in a file, as far as it is there: caches may be deleted."""
        try:
            yield from before.rows()
        except OSError:
            _log.warning("%s cannot be read", before.path, exc_info=True)

    def add(self, rows: IndexArray, said: Said) -> None:
        """Keep what is said of some of the beats; a full disk only costs time."""
        if self._added is None:
            return
        try:
            self._added.add(
                BeatRows(
                    rows,
                    said.probabilities,
                    said.quality,
                    said.dissent,
                    said.embedding.astype(np.float16),
                )
            )
        except OSError:
            _log.warning("%s cannot be written", self._added.path, exc_info=True)
            self._added = None

    def end(self) -> None:
        """Keep nothing more: the beats are no longer those of the table."""
        self._added = None
