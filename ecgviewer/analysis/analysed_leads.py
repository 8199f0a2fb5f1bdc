"""The leads of a record that a classifier looks at, as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from ecgviewer.analysis.analysed_lead import AnalysedLead
from ecgviewer.analysis.overlapped import overlapped, side_by_side
from ecgviewer.classifier import fusion
from ecgviewer.classifier.runtime import Classifier
from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.leads_off import LeadsOff
from ecgviewer.core.predictions import Probabilities
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.stopping import Stop
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.beat_inputs import BeatInputs, joined_inputs
from ecgviewer.preprocessing.record_gaps import AllGaps, RecordGaps
from ecgviewer.preprocessing.spec import PreprocessingSpec


@dataclass(frozen=True, eq=False)
class Said:
    """What all leads together say of some beats.

    Attributes
    ----------
    probabilities : ndarray of float32, shape (n_beats, n_classes)
    embedding : ndarray of float32, shape (n_beats, n_units)
    quality : ndarray of float32, shape (n_beats,)
        Of the lead that can be read best.
    dissent : ndarray of float32, shape (n_beats,)
        How sure a lead is of another class.
    """

    probabilities: Probabilities
    embedding: Float32Array
    quality: Float32Array
    dissent: Float32Array


class AnalysedLeads:
    """Leads, that on which beats are placed first.

    Parameters
    ----------
    record : Record
    leads : sequence of int
        Positions of the leads, at least one.
    spec : PreprocessingSpec
    stop : callable
        Asked before each part of the work.
    """

    def __init__(
        self, record: Record, leads: Sequence[int], spec: PreprocessingSpec, stop: Stop
    ) -> None:
        self._stop = stop
        self._gaps = _Gaps(record, leads, stop)
        self.knows_beats = False
        self.each = [
            AnalysedLead(
                record,
                lead,
                spec,
                partial(self._gaps.of, place),
                stop,
                places_beats=place == 0,
            )
            for place, lead in enumerate(leads)
        ]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the leads."""
        return tuple(lead.name for lead in self.each)

    @property
    def gaps(self) -> RecordGaps:
        """Where the signal is lost, in the first lead and in all."""
        return self._gaps.of(0)

    @property
    def off(self) -> LeadsOff:
        """The leads of the record that are off while another one is not."""
        return self._gaps.found.leads_off

    def forget_beats(self) -> None:
        """Know no beats: others will be given."""
        self.knows_beats = False
        for lead in self.each:
            lead.forget_beats()

    def know_beats(self, samples: Samples) -> BoolArray:
        """Know the beats of the record as they are now.

        Returns
        -------
        ndarray of bool, shape (n_beats,)
            True beside beats that came, went or moved, by the lead they are placed on.
        """
        # Of all beats it takes long; of an edit it does not.
        each = map if self.knows_beats else side_by_side
        beside = list(each(lambda lead: lead.know_beats(samples), self.each))
        self.knows_beats = True
        return beside[0]

    def quality(self, samples: Samples) -> Float32Array:
        """Return how readable each lead is at beats, shape (n_beats, n_leads)."""
        return np.stack([lead.quality(samples) for lead in self.each], axis=1)

    def weights(self, samples: Samples) -> Float32Array:
        """Return what each lead counts at beats, shape (n_beats, n_leads)."""
        there = np.stack([lead.has_signal(samples) for lead in self.each], axis=1)
        return fusion.equal_weights(fusion.counting(self.quality(samples), there))

    def classify(
        self, classifier: Classifier, samples: Samples, n_pictures: int
    ) -> Said:
        """Return what a classifier says of some of the beats that are known.

        Pictures are made while the network looks at those before.

        Parameters
        ----------
        classifier : Classifier
        samples : ndarray of int64, shape (n_beats,)
        n_pictures : int
            Pictures that the network looks at in one go, those of all leads together.
        """
        n_beats = max(n_pictures // len(self.each), 1)
        quality = self.quality(samples)
        outputs = overlapped(
            [samples[i : i + n_beats] for i in range(0, len(samples), n_beats)],
            self._inputs,
            classifier.classify,
            self._stop,
        )
        said, embedding = (
            np.concatenate([self._by_lead(values) for values in column])
            for column in zip(*outputs, strict=True)
        )
        weights = self.weights(samples)
        together = fusion.fused(said, weights)
        return Said(
            together.probabilities,
            fusion.fused_embedding(embedding, weights),
            quality.max(axis=1),
            together.dissent,
        )

    def _inputs(self, samples: Samples) -> BeatInputs:
        """Return the inputs of beats on the first lead, then on the second."""
        return joined_inputs([lead.inputs(samples) for lead in self.each])

    def _by_lead(self, values: Float32Array) -> Float32Array:
        """Return outputs of `_inputs` as (n_beats, n_leads, ...)."""
        n_leads = len(self.each)
        each = values.reshape(n_leads, len(values) // n_leads, -1)
        return each.swapaxes(0, 1)


class _Gaps:
    """Where the signal of each lead is lost; looked for on first use."""

    def __init__(self, record: Record, leads: Sequence[int], stop: Stop) -> None:
        self._record, self._leads, self._stop = record, leads, stop

    def of(self, place: int) -> RecordGaps:
        return self.found.of_leads[place]

    @cached_property
    def found(self) -> AllGaps:
        return pipeline.find_all_gaps(self._record, self._leads, self._stop)


def leads_to_analyse(
    record: Record,
    classifier: Classifier | None,
    lead: str,
    leads: Sequence[str],
    stop: Stop,
) -> list[int]:
    """Return the positions of the leads to analyse, that of the R-peaks first.

    Parameters
    ----------
    record : Record
    classifier : Classifier or None
        None looks at no lead but that of the R-peaks.
    lead : str
        On which beats are placed; empty for the first of `leads`, or the one that the
        classifier prefers.
    leads : sequence of str
        Which leads the classifier looks at; none for all of few, and of many a few
        that differ.
    stop : callable
        Asked before each part of the work.

    Raises
    ------
    KeyError
        If the record has no lead of a name.
    ValueError
        If the record has no lead at all.
    """
    if lead or leads:
        first = record.lead_index(lead or leads[0])
    else:
        spec = classifier.spec if classifier else PreprocessingSpec()
        first = pipeline.choose_lead(record, spec, stop)
    if classifier is None:
        return [first]
    if leads:
        named = [record.lead_index(name) for name in leads]
        # One lead alone is where its beats are placed, whatever was analysed before.
        return list(dict.fromkeys([first, *named]))
    return pipeline.choose_leads(record, first, stop)


def leads_named(record: Record, text: str) -> tuple[str, ...]:
    """Return the leads that a text names, with commas between them; none for all.

    Raises
    ------
    KeyError
        If the record has no lead of a name.
    """
    if not text:
        return ()
    known = [lead.name for lead in record.leads]
    # A name may hold a comma of its own.
    names = [text] if text in known else [name.strip() for name in text.split(",")]
    return tuple(record.leads[record.lead_index(name)].name for name in names)
