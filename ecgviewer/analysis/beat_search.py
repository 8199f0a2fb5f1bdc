"""What is found in a record before anything is classified: gaps, beats, rhythms."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import cached_property

import numpy as np

from ecgviewer.analysis.analysed_leads import AnalysedLeads
from ecgviewer.analysis.kept_analysis import KeptAnalysis
from ecgviewer.analysis.leads_off_text import leads_off_text
from ecgviewer.analysis.overlapped import side_by_side
from ecgviewer.core.analysis_events import (
    BeatsDetected,
    Noticed,
    Progress,
    SignalJudged,
    SignalKnown,
    Stage,
)
from ecgviewer.core.beats import new_beats
from ecgviewer.core.leads_off import LeadsOff
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.stopping import Stop, check
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.ecg_leads import ecg_leads
from ecgviewer.preprocessing.fast_rates import HIGHEST_RATE, rate_not_followed
from ecgviewer.preprocessing.findings import SignalSearch
from ecgviewer.preprocessing.spec import PreprocessingSpec

_TOO_FAST = (
    "{lead} repeats some {rate} times a minute, and beats are found up to {highest} a "
    "minute: where it is that fast, many or all are missing. The classifier only knows "
    "human hearts."
)

Found = Progress | SignalKnown | BeatsDetected | Noticed | SignalJudged


class BeatSearch:
    """Looks for gaps, beats and rhythms, unless they are kept.

    Parameters
    ----------
    record : Record
    leads : AnalysedLeads
        Beats are looked for on the first.
    spec : PreprocessingSpec
    kept : KeptAnalysis
        Asked first, and given what had to be looked for.
    stop : callable
        Asked during all work.
    """

    def __init__(
        self,
        record: Record,
        leads: AnalysedLeads,
        spec: PreprocessingSpec,
        kept: KeptAnalysis,
        stop: Stop,
    ) -> None:
        self._record, self._leads, self._spec = record, leads, spec
        self._kept, self._stop = kept, stop
        self._lead, self._name = leads.each[0].lead, leads.names[0]
        self.searching = False

    def signal(self) -> Iterator[Found]:
        """Yield where the record has no signal at all, and which leads are off."""
        record, off = self._record, self._off()
        yield SignalKnown(self.unknown, record.n_samples, off)
        if text := leads_off_text(off, record.fs):
            yield Noticed(text)

    @cached_property
    def unknown(self) -> UnknownStretches:
        """Where the record has no signal at all."""
        unknown = self._kept.unknown(self._leads.names)
        if unknown is None:
            unknown = self._leads.gaps.unknown
            self._kept.keep_unknown(self._leads.names, unknown)
        return unknown

    def _off(self) -> LeadsOff:
        off = self._kept.leads_off(self._leads.names)
        if off is None:
            off = self._leads.off
            self._kept.keep_leads_off(self._leads.names, off)
        return off

    def beats(self) -> Iterator[Found]:
        """Yield the beats, with the last of them `BeatsDetected.last`."""
        if kept := self._kept.beats(self._name):
            samples, notices = kept
            yield BeatsDetected(new_beats(samples), last=False)
        else:
            samples = yield from self._searched()
            notices = self._missed(samples)
            self._kept.keep_beats(self._name, samples, notices)
        yield BeatsDetected(new_beats([]), last=True)
        for text in notices:
            yield Noticed(text)

    def _searched(self) -> Generator[Found, None, Samples]:
        self.searching = True
        try:
            parts = yield from self._parts()
        finally:
            self.searching = False
        return np.concatenate([np.empty(0, np.int64), *parts])

    def _parts(self) -> Generator[Found, None, list[Samples]]:
        n_samples = self._record.n_samples
        yield Progress(Stage.FINDING_BEATS, 0, n_samples)
        parts: list[Samples] = []
        n_found = 0
        for part in pipeline.iter_beats(
            self._record, self._lead, self._spec, self._stop
        ):
            check(self._stop)
            yield BeatsDetected(new_beats(part, first_id=n_found), last=False)
            parts.append(part)
            n_found += len(part)
            yield Progress(Stage.FINDING_BEATS, int(part[-1]), n_samples)
        return parts

    def _missed(self, samples: Samples) -> tuple[str, ...]:
        rate = rate_not_followed(self._record, self._lead, samples, self._stop)
        if rate is None:
            return ()
        return (_TOO_FAST.format(lead=self._name, rate=rate, highest=HIGHEST_RATE),)

    def findings(self) -> Iterator[Found]:
        """Yield what the signal shows besides beats: what is worst comes first."""
        findings = self._kept.findings(self._name)
        if findings is None:
            others = [i for i in ecg_leads(self._record) if i != self._lead]
            search = SignalSearch(self._record, [self._lead, *others])
            for done in search.steps(self._stop, side_by_side):
                yield Progress(Stage.LOOKING, done, self._record.n_samples)
            findings = search.findings()
            self._kept.keep_findings(self._name, findings)
        yield SignalJudged(findings)
