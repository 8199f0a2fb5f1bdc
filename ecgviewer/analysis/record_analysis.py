"""The analysis of one record: find its beats, classify them, explain one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace

import numpy as np

from ecgviewer.analysis.analysed_leads import (
    AnalysedLeads,
    Said,
    leads_to_analyse,
)
from ecgviewer.analysis.beat_outputs import BeatOutputs
from ecgviewer.analysis.beat_search import BeatSearch
from ecgviewer.analysis.explaining import explanation
from ecgviewer.analysis.kept_analysis import KeptAnalysis
from ecgviewer.analysis.kept_outputs import KeptOutputs
from ecgviewer.analysis.record_context import RecordContext
from ecgviewer.analysis.suggesting import suggestions
from ecgviewer.classifier.runtime import BATCH_SIZE, Classifier
from ecgviewer.core.analysis_events import (
    BeatsDetected,
    Noticed,
    Prepared,
    Progress,
    SignalJudged,
    SignalKnown,
    Stage,
)
from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array, IndexArray
from ecgviewer.core.beats import BeatTable, concatenate
from ecgviewer.core.explanation import Explanation
from ecgviewer.core.kinds.suggestions import Suggestions
from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.predictions import PredictionBatch
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.formats.files.analysis_cache import AnalysisCache
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.rhythm_features import Features
from ecgviewer.preprocessing.spec import PreprocessingSpec

#: Pictures that the network looks at in one go, and those of one answer, after which
#: requests have their turn. Records of one to four leads fill them.
BATCH_PICTURES = BATCH_SIZE
ANSWER_PICTURES = 10 * BATCH_PICTURES
Event = (
    Progress
    | Prepared
    | SignalKnown
    | BeatsDetected
    | Noticed
    | SignalJudged
    | PredictionBatch
)
#: Returns the samples in view, [start, stop).
View = Callable[[], tuple[int, int]]


class RecordAnalysis:
    """One record, the leads that are looked at and one classifier.

    Parameters
    ----------
    record : Record
        The record to analyse.
    classifier : Classifier or None
        None finds beats without classifying them.
    lead : str
        Name of the lead on which beats are placed; empty for the first of `leads`, or
        the one that the classifier's spec prefers.
    leads : sequence of str
        Names of the leads that the classifier looks at, each beat at its R-peak there;
        none for all of few, and of many a few that differ.
    stop : callable
        Asked during all work; where it returns True, `Stopped` is raised. The analysis
        can be asked again afterwards.
    cache : AnalysisCache, optional
        Where to look for what an analysis gave before, and to keep what this one does.

    Raises
    ------
    KeyError
        If the record has no lead of that name.
    ValueError
        If the record has no lead at all.
    """

    def __init__(
        self,
        record: Record,
        classifier: Classifier | None,
        lead: str = "",
        stop: Stop = never,
        *,
        leads: Sequence[str] = (),
        cache: AnalysisCache | None = None,
    ) -> None:
        self.record = record
        self._stop = stop
        self._classifier = classifier
        self._spec = classifier.spec if classifier else PreprocessingSpec()
        self._kept = KeptAnalysis(cache, record, classifier)
        chosen = self._chosen(lead, leads)
        self.lead = chosen[0]
        self._leads = AnalysedLeads(record, chosen, self._spec, stop)
        self._search = BeatSearch(record, self._leads, self._spec, self._kept, stop)
        self._keeps_outputs = True
        self.outputs = BeatOutputs()
        self._kept_outputs: KeptOutputs | None = None
        self._beats: BeatTable | None = None
        expert = classifier.context_expert if classifier else None
        self._context = (
            RecordContext(expert, self._timing, self._some_timing, stop)
            if expert
            else None
        )

    def _timing(self, samples: Samples) -> tuple[Float64Array, BoolArray]:
        return pipeline.beat_timing(
            self.record, samples, self._spec, self._search.unknown, self._stop
        )

    def _some_timing(
        self, samples: Samples, in_run: BoolArray, rows: range
    ) -> Features:
        return pipeline.some_timing(
            self.record, samples, in_run, rows, self._spec, self._search.unknown
        )

    def _chosen(self, lead: str, leads: Sequence[str]) -> list[int]:
        """Return the positions of the leads to analyse."""
        chosen = self._kept.leads((lead, *leads))
        if chosen is None:
            chosen = leads_to_analyse(
                self.record, self._classifier, lead, leads, self._stop
            )
            self._kept.keep_leads((lead, *leads), chosen)
        return chosen

    @property
    def lead_name(self) -> str:
        """Name of the lead on which beats are placed."""
        return self.record.leads[self.lead].name

    @property
    def lead_names(self) -> tuple[str, ...]:
        """Names of the leads that are analysed, that of the R-peaks first."""
        return self._leads.names

    @property
    def searching(self) -> bool:
        """Return whether beats are being searched for: not all of them are known."""
        return self._search.searching

    def run(
        self,
        beats: BeatTable | None = None,
        in_view: View | None = None,
        *,
        keeps_outputs: bool = True,
    ) -> Iterator[Event]:
        """Yield what the analysis finds, step by step; dropping it cancels.

        Parameters
        ----------
        beats : BeatTable, optional
            Beats known already; they are classified and none is searched for.
        in_view : callable, optional
            Asked before each batch: beats in view are classified first.
        keeps_outputs : bool
            Whether `suggest` will be asked: what it needs grows with the record.

        Yields
        ------
        Progress, Prepared, SignalKnown, BeatsDetected, Noticed, SignalJudged or
        PredictionBatch

        Raises
        ------
        Stopped
            If `stop` asks for it.
        """
        classifier = self._classifier
        self._keeps_outputs = keeps_outputs
        yield Prepared(
            self.lead_name,
            classifier.classes if classifier else (),
            classifier.classifier_id if classifier else "",
            classifier.scheme if classifier else AAMI,
            self.lead_names if classifier else (),
        )
        yield from self._search.signal()
        if beats is None:
            beats = yield from self._searched()
        # Only now are all of them known.
        self._leads.forget_beats()
        yield from self._search.findings()
        if classifier and len(beats):
            yield Progress(Stage.FILTERING)
            self._beats = beats
            yield from self._classification(beats, in_view or (lambda: (0, 0)))
            # Of the beats as they are by now: some may have been edited meanwhile.
            answer = self._in_context(self._beats)
            if answer is not None:
                yield answer

    def _searched(self) -> Generator[Event, None, BeatTable]:
        found = []
        for event in self._search.beats():
            if isinstance(event, BeatsDetected):
                found.append(event.beats)
                if event.last:
                    self._leads.forget_beats()
            yield event
        return concatenate(found)

    def _classification(self, beats: BeatTable, in_view: View) -> Iterator[Event]:
        kept = self._kept_outputs = KeptOutputs(self._kept, self._leads.names, beats)
        pending = np.ones(len(beats), bool)
        for before in kept.said():
            pending[before.rows] = False
            yield self._taken(beats.take(before.rows), before.said)
        if not pending.any():
            return
        # Known already, where the reviewer has edited some of them meanwhile.
        if not self._leads.knows_beats:
            pending |= self._know(kept.among, beats.sample)
        total = len(beats)
        # Of all of them in one go, which is faster than batch by batch.
        self._leads.quality(beats.sample)
        n_beats = max(ANSWER_PICTURES // len(self._leads.each), 1)
        while pending.any():
            check(self._stop)
            rows = _next_rows(beats, pending, in_view())[:n_beats]
            pending[rows] = False
            rows = self._unmoved(beats, rows)
            if len(rows):
                said = self._said(beats.sample[rows])
                kept.add(rows, said)
                yield self._taken(beats.take(rows), said)
            yield Progress(Stage.CLASSIFYING, total - int(pending.sum()), total)

    def _unmoved(self, beats: BeatTable, rows: IndexArray) -> IndexArray:
        """Return the rows of beats that nobody moved or removed since.

        What is said of a place that was left would replace what is said of the new one.
        """
        now = self._beats
        if now is None or now is beats:
            return rows
        there = np.isin(now.beat_id, beats.beat_id[rows])
        place = dict(zip(now.beat_id[there], now.sample[there], strict=True))
        some = zip(beats.beat_id[rows], beats.sample[rows], strict=True)
        return rows[[place.get(beat_id) == sample for beat_id, sample in some]]

    def _in_context(self, beats: BeatTable) -> PredictionBatch | None:
        """Return what all beats of the record together say, if all are known."""
        said = self._context.answer(beats) if self._context else None
        if said is not None and self._keeps_outputs:
            some = beats.take(np.isin(beats.beat_id, said.beat_id))
            self.outputs.say(some, said.probabilities)
        return said

    def _know(self, among: Samples, samples: Samples) -> BoolArray:
        """Know the beats as they were classified, then as they are; return which new.

        True beside beats that came, went or moved since.
        """
        self._leads.know_beats(among)
        return self._leads.know_beats(samples)

    def classify_edited(
        self,
        beats: BeatTable,
        edited: BoolArray,
        quality: Float32Array,
    ) -> PredictionBatch | None:
        """Return what the classifier says of edited beats, and of those beside them.

        Also of those beside beats that were removed: their RR intervals change. A
        classifier that does not use intervals has nothing to add then: None. One that
        compares all beats of the record may have another answer for any of them.

        Parameters
        ----------
        beats : BeatTable
            All beats as the reviewer has them at present.
        edited : ndarray of bool, shape (n_beats,)
            Which were added or moved.
        quality : ndarray of float32, shape (n_beats,)
            Signal quality around each beat, NaN where it is not known yet.

        Raises
        ------
        ValueError
            If the analysis has no classifier.
        """
        fresh = not self._know_classified()
        beside = self._leads.know_beats(beats.sample)
        if self._kept_outputs:
            self._kept_outputs.end()
        if not fresh:
            # The analysis will come to those that it has not come to yet.
            edited = edited | (beside & ~np.isnan(quality))
        self._beats = beats
        batch = self._edited(beats.take(edited), quality[edited])
        answer = self._in_context(beats)
        if answer is None:
            return batch
        return answer if len(answer.sample) else None

    def _edited(self, some: BeatTable, quality: Float32Array) -> PredictionBatch | None:
        """Return what the networks say of some beats, whose quality may be known."""
        if not len(some):
            return None
        said = self._said(some.sample)
        known = np.where(np.isnan(quality), said.quality, quality)
        return self._taken(some, replace(said, quality=known))

    def _know_classified(self) -> bool:
        """Know the beats as they were classified; return whether they were."""
        if not self._leads.knows_beats and self._kept_outputs:
            self._leads.know_beats(self._kept_outputs.among)
        return self._leads.knows_beats

    def _said(self, samples: Samples) -> Said:
        classifier = self._required_classifier()
        return self._leads.classify(classifier, samples, BATCH_PICTURES)

    def _taken(self, beats: BeatTable, said: Said) -> PredictionBatch:
        """Return what is said of beats, and know it where suggestions are wanted."""
        if self._keeps_outputs:
            self.outputs.put(beats, said.probabilities, said.embedding)
        batch = PredictionBatch(
            beats.beat_id, beats.sample, said.probabilities, said.quality, said.dissent
        )
        if self._context:
            self._context.put(batch)
        return batch

    def explain(self, beats: BeatTable, beat_id: int) -> Explanation:
        """Return why the classifier labels a beat as it does.

        Parameters
        ----------
        beats : BeatTable
            All beats as the reviewer has them at present: a beat is judged among them.
        beat_id : int
            The beat.

        Raises
        ------
        ValueError
            If the analysis has no classifier.
        KeyError
            If the beat is not one of the beats.
        """
        classifier = self._required_classifier()
        self._know_classified()
        return explanation(classifier, self._leads, beats, beat_id, self._context)

    def suggest(self, beats: BeatTable) -> Suggestions:
        """Return the labels that the beats reviewed so far speak for.

        Of the beats classified up to now: it may be asked at any time.

        Parameters
        ----------
        beats : BeatTable
            The beats as the reviewer has them at present.

        Raises
        ------
        ValueError
            If the analysis has no classifier.
        """
        classifier = self._required_classifier()
        return suggestions(beats, self.outputs, classifier.classes, classifier.scheme)

    def _required_classifier(self) -> Classifier:
        if self._classifier is None:
            raise ValueError("There is no classifier; see Settings > Classifier.")
        return self._classifier

    def snap(self, sample: int) -> int:
        """Return the R-peak nearest to a sample of the record."""
        return pipeline.snap_to_r_peak(self.record, self.lead, sample)


def _next_rows(
    beats: BeatTable, pending: BoolArray, view: tuple[int, int]
) -> IndexArray:
    start, stop = np.searchsorted(beats.sample, view)
    rows: IndexArray = start + np.flatnonzero(pending[start:stop])
    if not len(rows):
        rows = np.flatnonzero(pending)
    return rows
