"""What an analysis of a record gave before, and what is kept of one that runs."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import ecgviewer
from ecgviewer.classifier.runtime import Classifier
from ecgviewer.core.growth import grows
from ecgviewer.core.leads_off import LeadOff, LeadsOff, OffLead
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.rhythm.surroundings import SignalFindings, SignalStates
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.formats.files.analysis_cache import AnalysisCache, Arrays
from ecgviewer.formats.files.output_file import OutputFile
from ecgviewer.preprocessing.spec import PreprocessingSpec

#: Packages of the program on which what an analysis gives depends.
_PARTS = ("core", "preprocessing", "classifier", "analysis")
#: Libraries that work out what it gives.
_LIBRARIES = ("numpy", "scipy", "ai-edge-litert", "soundfile")


class KeptAnalysis:
    """What was kept of analyses of one record with one classifier.

    All names in the cache are digests of everything that a result follows from: the
    record's files, the leads, the classifier and the program itself. Where any of it
    is different, nothing is found.

    Parameters
    ----------
    cache : AnalysisCache or None
        None keeps nothing.
    record : Record
        Nothing is kept of one that grows or has no files.
    classifier : Classifier or None
    """

    def __init__(
        self, cache: AnalysisCache | None, record: Record, classifier: Classifier | None
    ) -> None:
        keeps = cache is not None and record.checksum and not grows(record)
        self._cache = cache if keeps else None
        self._spec = classifier.spec if classifier else PreprocessingSpec()
        self._record = [
            *(record.checksum, record.identity, record.fs, record.n_samples),
            [asdict(lead) for lead in record.leads],
        ]
        self._classifier = classifier.digest if classifier else ""

    def leads(self, asked: Sequence[str]) -> list[int] | None:
        """Return the positions of the leads that were chosen for a wish before."""
        kept = self._arrays("leads", self._classifier, *asked)
        return kept["leads"].tolist() if kept else None

    def keep_leads(self, asked: Sequence[str], leads: Sequence[int]) -> None:
        """Keep the positions of the leads that were chosen for a wish."""
        self._keep(("leads", self._classifier, *asked), leads=np.array(leads))

    def unknown(self, leads: Sequence[str]) -> UnknownStretches | None:
        """Return where the record has no signal at all."""
        kept = self._arrays("unknown", *leads)
        return UnknownStretches.of(kept["start"], kept["stop"]) if kept else None

    def keep_unknown(self, leads: Sequence[str], unknown: UnknownStretches) -> None:
        """Keep where the record has no signal at all."""
        self._keep(("unknown", *leads), start=unknown.start, stop=unknown.stop)

    def leads_off(self, leads: Sequence[str]) -> LeadsOff | None:
        """Return which leads are off while another one is not."""
        kept = self._arrays("off", *leads)
        if kept is None:
            return None
        found = []
        for number, title in zip(kept["number"].tolist(), kept["title"], strict=True):
            mine = kept["of"] == number
            stretches = UnknownStretches.of(kept["start"][mine], kept["stop"][mine])
            found.append(LeadOff(OffLead(number, str(title)), stretches))
        return tuple(found)

    def keep_leads_off(self, leads: Sequence[str], off: LeadsOff) -> None:
        """Keep which leads are off while another one is not."""
        none = np.empty(0, np.int64)
        number = np.array([each.lead.number for each in off], np.int64)
        counts = np.array([len(each.stretches) for each in off], np.int64)
        self._keep(
            ("off", *leads),
            number=number,
            title=np.array([each.lead.title for each in off], np.str_),
            of=np.repeat(number, counts),
            start=np.concatenate([none, *(each.stretches.start for each in off)]),
            stop=np.concatenate([none, *(each.stretches.stop for each in off)]),
        )

    def findings(self, lead: str) -> SignalFindings | None:
        """Return what the signal shows besides beats, this lead looked at first."""
        kept = self._arrays("findings", lead)
        if kept is None:
            return None
        states = SignalStates(kept["codes"], float(kept["step"]))
        return SignalFindings(states, kept["spikes"])

    def keep_findings(self, lead: str, findings: SignalFindings) -> None:
        """Keep what the signal shows besides beats."""
        states = findings.states
        self._keep(
            ("findings", lead),
            codes=states.codes,
            step=np.array(states.step),
            spikes=findings.spikes,
        )

    def beats(self, lead: str) -> tuple[Samples, tuple[str, ...]] | None:
        """Return the beats found on a lead, and what its reader must know."""
        kept = self._arrays("beats", lead)
        if kept is None:
            return None
        return kept["samples"], tuple(kept["notices"].tolist())

    def keep_beats(self, lead: str, samples: Samples, notices: Sequence[str]) -> None:
        """Keep the beats found on a lead, and what its reader must know."""
        texts = np.array(notices, np.str_)
        self._keep(("beats", lead), samples=samples, notices=texts)

    def outputs(self, leads: Sequence[str], samples: Samples) -> OutputFile | None:
        """Return what was said of beats, or of all but a few of them."""
        if self._cache is None or not self._classifier:
            return None
        return self._cache.outputs(self._name("outputs", *leads), samples)

    def new_outputs(self, leads: Sequence[str], samples: Samples) -> OutputFile | None:
        """Return a place for what will be said of beats; None keeps nothing."""
        if self._cache is None or not self._classifier:
            return None
        return self._cache.new_outputs(self._name("outputs", *leads), samples)

    def _arrays(self, *what: str) -> Arrays | None:
        return self._cache.arrays(self._name(*what)) if self._cache else None

    def _keep(self, what: tuple[str, ...], **arrays: npt.NDArray[Any]) -> None:
        if self._cache:
            self._cache.keep(self._name(*what), arrays)

    def _name(self, *what: str) -> str:
        """Return what stands for a result: a digest of all that it follows from."""
        classifier = self._classifier if what[0] == "outputs" else ""
        facts = [program(), self._record, self._spec.to_json(), classifier, what]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


@cache
def program() -> str:
    """Return what stands for this program: a digest of all that decides a result."""
    digest = hashlib.sha256()
    folder = Path(ecgviewer.__path__[0])
    sources = [
        path for part in _PARTS for path in sorted((folder / part).rglob("*.py"))
    ]
    for path in sources or [Path(sys.executable)]:
        digest.update(path.read_bytes())
    versions = (ecgviewer.__version__, *map(_version, _LIBRARIES))
    digest.update(" ".join(versions).encode())
    return digest.hexdigest()


def _version(library: str) -> str:
    """Return the version of a library, empty where a package does not say it."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
