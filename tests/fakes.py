"""Stand-ins for tests: a classifier that answers at once, a journal in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ecgviewer.analysis.beat_search import BeatSearch
from ecgviewer.classifier.context_expert import ContextExpert
from ecgviewer.core.analysis_events import BeatsDetected
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.beats import new_beats
from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.history import Step
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.stopping import check
from ecgviewer.formats.journal.lines import Signature
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from ecgviewer.preprocessing.spec import PreprocessingSpec


class FakeClassifier:
    """Calls a beat V the surer, the brighter the right half of its picture is."""

    classes = (BeatClass.N, BeatClass.S, BeatClass.V)
    scheme = AAMI
    classifier_id = "fake-1"
    digest = "fake"
    spec = PreprocessingSpec()
    context_expert: ContextExpert | None = None

    def __init__(self) -> None:
        self.batches: list[int] = []

    def classify(self, inputs: BeatInputs) -> tuple[Float32Array, Float32Array]:
        images = inputs.images
        self.batches.append(len(images))
        half = images.shape[2] // 2
        v = images[:, :, half:].mean(axis=(1, 2, 3), dtype=np.float64) / 255
        probabilities = np.stack([1 - v, np.zeros_like(v), v], axis=1)
        return probabilities.astype(np.float32), np.zeros(
            (len(images), 128), np.float32
        )

    def explain(self, inputs: BeatInputs) -> tuple[Float32Array, Float32Array]:
        probabilities, _ = self.classify(inputs)
        heat = np.linspace(0, 1, 3 * 8 * 8, dtype=np.float32).reshape(3, 8, 8)
        return probabilities[0], heat


class FakeJournal:
    """Keeps steps in a list."""

    path = Path("memory.ecgedits.jsonl")
    author = ""
    writer = ""

    def __init__(self, reader: str = "Ada") -> None:
        self.reader = reader
        self.steps: list[Step] = []
        self.closed = False

    def open(self, session: ReviewSession) -> None:
        """Do nothing; there is no file."""

    def append(self, step: Step) -> None:
        self.steps.append(step)

    def sign(self, session: ReviewSession, meaning: str) -> Signature:
        return Signature(self.reader, "2026-01-02T03:04:05.000+00:00", meaning, 0)

    def close(self) -> None:
        self.closed = True


class LongStep:
    """Takes the place of the detector: it finds nothing until it is asked to stop.

    Attributes
    ----------
    begun : Event
        Set when a step has begun.
    stops : bool
        Whether it looks at what it is asked; else it works until it is released.
    """

    def __init__(self, *, stops: bool = True) -> None:
        self.begun, self.released = threading.Event(), threading.Event()
        self.stops = stops

    def __call__(self, search: BeatSearch) -> Iterator[BeatsDetected]:
        yield BeatsDetected(new_beats([]), last=False)
        self.begun.set()
        while not self.released.wait(0.001):
            if self.stops:
                check(search._stop)
        yield BeatsDetected(new_beats([]), last=True)
