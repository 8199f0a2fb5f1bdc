"""One of the leads that a classifier looks at, and its R-peaks there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array, IntArray
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.stopping import Stop
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from ecgviewer.preprocessing.pipeline import PreparedLead
from ecgviewer.preprocessing.record_gaps import RecordGaps
from ecgviewer.preprocessing.spec import PreprocessingSpec

#: Signal on each side of a beat, half of which must be there to see it.
_AROUND_S = 0.4


@dataclass(frozen=True, eq=False)
class _Known:
    """A lead that knows all beats of the record, and where each is on it.

    Attributes
    ----------
    prepared : PreparedLead
        Compared with the beats at their places on this lead.
    beats, places : ndarray of int64, shape (n_beats,)
        Ascending: each beat as the record has it, and on this lead.
    polarity : int
        Which way R-peaks point on this lead; 0 where beats are placed on it anyway.
    """

    prepared: PreparedLead
    beats: Samples
    places: Samples
    polarity: int


class AnalysedLead:
    """A lead, filtered, its beats compared with each other.

    Beats are named by their samples in the record. On this lead each is looked at
    where its own R-peak is.

    Parameters
    ----------
    record : Record
    lead : int
        Position of the lead.
    spec : PreprocessingSpec
    gaps : callable
        Returns where the signal is lost; asked at the first use.
    stop : callable
        Asked before each part of the work.
    places_beats : bool
        Whether the beats of the record are placed on this lead.
    """

    def __init__(
        self,
        record: Record,
        lead: int,
        spec: PreprocessingSpec,
        gaps: Callable[[], RecordGaps],
        stop: Stop,
        *,
        places_beats: bool,
    ) -> None:
        self._record, self.lead, self._spec = record, lead, spec
        self._gaps, self._stop = gaps, stop
        self._places_beats = places_beats
        self._prepared: PreparedLead | None = None
        self._known: _Known | None = None
        self._asked: _Known | None = None
        self._quality = _QualityByBeat()

    @property
    def name(self) -> str:
        """Name of the lead."""
        return self._record.leads[self.lead].name

    @property
    def prepared(self) -> PreparedLead:
        """The filtered lead; made on first use."""
        if self._prepared is None:
            self._prepared = pipeline.prepare_lead(
                self._record, self.lead, self._spec, self._stop, self._gaps()
            )
        return self._prepared

    def forget_beats(self) -> None:
        """Know no beats: others will be given."""
        self._known = None
        self._quality = _QualityByBeat()

    def know_beats(self, samples: Samples) -> BoolArray:
        """Know the beats of the record as they are now.

        Returns
        -------
        ndarray of bool, shape (n_beats,)
            True beside beats that came, went or moved since beats were known, where
            timing is looked at.
        """
        known = self._known
        if known is None:
            self._known = self._compared(samples)
            return np.zeros(len(samples), bool)
        self._known, beside = self._edited(known, samples)
        return beside

    def inputs(self, samples: Samples) -> BeatInputs:
        """Return the classifier's input of some of the beats that are known."""
        if self._known is None:
            raise ValueError("the beats of this lead are not known yet")
        return self._inputs(self._known, samples)

    def inputs_among(
        self, samples: Samples, beats: Samples
    ) -> tuple[BeatInputs, Samples]:
        """Return the input of some beats among others, and their places on this lead.

        What is known for the classification is not touched.

        Parameters
        ----------
        samples : ndarray of int64
            The beats.
        beats : ndarray of int64, shape (n_beats,)
            All beats of the record.
        """
        known = self._among(beats)
        return self._inputs(known, samples), self._places(known, samples)

    def _among(self, beats: Samples) -> _Known:
        if self._known is not None:
            if np.array_equal(self._known.beats, beats):
                return self._known
            return self._edited(self._known, beats)[0]
        if self._asked is None or not np.array_equal(self._asked.beats, beats):
            self._asked = self._compared(beats)
        return self._asked

    def trace(self, place: int) -> tuple[Float32Array, Float32Array]:
        """Return the filtered lead under a picture: seconds and values."""
        return pipeline.beat_trace(self.prepared, place, self._spec)

    def quality(self, samples: Samples) -> Float32Array:
        """Return how readable the lead is around each beat, 0 to 1; worked out once."""
        unknown = samples[np.isnan(self._quality.of(samples))]
        if len(unknown):
            quality = pipeline.beat_quality(
                self._record, self.lead, unknown, self._stop
            )
            self._quality = self._quality.with_beats(unknown, quality)
        return self._quality.of(samples)

    def has_signal(self, samples: Samples) -> BoolArray:
        """Return at which beats the lead is not lost, off or held at one value."""
        reach = round(_AROUND_S * self._record.fs)
        lost = self._gaps().lead.n_samples(samples - reach, samples + reach)
        return np.asarray(lost <= reach)

    def _inputs(self, known: _Known, samples: Samples) -> BeatInputs:
        places = self._places(known, samples)
        return pipeline.beat_inputs(known.prepared, places, self._spec)

    def _compared(self, beats: Samples) -> _Known:
        """Return the lead after a comparison with all beats of a record."""
        if self._asked is not None and np.array_equal(self._asked.beats, beats):
            return self._asked
        polarity, places = 0, beats
        if not self._places_beats:
            polarity = pipeline.polarity_of(self._record, self.lead, beats)
            places = pipeline.place_beats(self._record, self.lead, beats, polarity)
        prepared = pipeline.know_patient(self.prepared, places, self._spec, self._stop)
        return _Known(prepared, beats, places, polarity)

    def _edited(self, known: _Known, beats: Samples) -> tuple[_Known, BoolArray]:
        """Return the lead after a change of some beats, and which are beside them."""
        places = self._places(known, beats)
        prepared, beside = pipeline.after_edit(
            known.prepared, places, self._spec, self._stop
        )
        changed = replace(known, prepared=prepared, beats=beats, places=places)
        return changed, beside

    def _places(self, known: _Known, samples: Samples) -> Samples:
        """Return where beats are on this lead; those that are known stay there."""
        if not known.polarity:
            return samples
        rows = np.searchsorted(known.beats, samples)
        near = np.minimum(rows, max(len(known.beats) - 1, 0))
        old = np.zeros(len(samples), bool)
        if len(known.beats):
            old = known.beats[near] == samples
        places = np.array(samples, np.int64)
        places[old] = known.places[near[old]]
        if not old.all():
            places[~old] = pipeline.place_beats(
                self._record, self.lead, samples[~old], known.polarity
            )
        return places


class _QualityByBeat:
    """How readable a lead is around beats that were asked about."""

    def __init__(
        self, samples: IntArray | None = None, quality: Float32Array | None = None
    ) -> None:
        self._samples = np.empty(0, np.int64) if samples is None else samples
        self._values = np.empty(0, np.float32) if quality is None else quality

    def of(self, samples: Samples) -> Float32Array:
        """Return the quality around beats, NaN where it is not known."""
        quality = np.full(len(samples), np.nan, np.float32)
        if len(self._samples):
            rows = np.searchsorted(self._samples, samples)
            rows = np.minimum(rows, len(self._samples) - 1)
            there = self._samples[rows] == samples
            quality[there] = self._values[rows[there]]
        return quality

    def with_beats(self, samples: Samples, quality: Float32Array) -> _QualityByBeat:
        """Return the quality around these beats, too."""
        everywhere = np.append(self._samples, samples)
        kept, first = np.unique(everywhere, return_index=True)
        return _QualityByBeat(kept, np.append(self._values, quality)[first])
