"""Recordings that are mostly S as recordings by themselves, signal and all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecgviewer.classifier.timing_expert import TimingExpert
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.labels import UNSET
from ecgviewer.core.record import Record
from ecgviewer.preprocessing.ecg_leads import ecg_leads
from ecgviewer.preprocessing.spec import PreprocessingSpec
from ecgviewer.preprocessing.timing_window import timing_window
from training.command_line import extra_packages
from training.errors import TrainingError
from training.fold_networks import judged_by, network_without
from training.records.dataset import AAMI_OUTPUTS, folder_of, labelled, open_annotated
from training.records.fold_beats import FoldBeats, fold_file
from training.records.lead_beats import read_judged
from training.records.splicing import spliced
from training.scoring.mostly_s import SETS, Stretches, rows_of_sets
from training.scoring.surroundings import Surroundings, surroundings
from training.timing import experts_without

with extra_packages():
    import keras


@dataclass(frozen=True, eq=False)
class Judges:
    """Who judges recordings of patients that they never saw.

    Attributes
    ----------
    network : keras.Model
        Of one member.
    spec : PreprocessingSpec
        What the network is given.
    timing : sequence of TimingExpert
    """

    network: keras.Model
    spec: PreprocessingSpec
    timing: Sequence[TimingExpert]

    @classmethod
    def without(cls, networks: Path, timing: Sequence[Path], number: int) -> Judges:
        """Return those without a fold.

        Raises
        ------
        TrainingError
            If one is missing.
        """
        _, run = read_judged(fold_file(networks, "without", [number]))
        spec = PreprocessingSpec.from_json(json.loads(run)["recipe"][0])
        experts = experts_without(timing, number)
        return cls(network_without(networks, number), spec, experts)

    def judged(self, record: Record, beats: BeatTable) -> Surroundings:
        """Return what is said of a record on each of its leads, and its surroundings.

        Parameters
        ----------
        record : Record
        beats : BeatTable
            All of the record, each of a class.
        """
        leads = [
            labelled(record, beats, self.spec, lead=lead) for lead in ecg_leads(record)
        ]
        window = timing_window(beats.sample / record.fs)
        timed = [expert.logits(window) for expert in self.timing]
        judged = judged_by(self.network, leads, self.spec)
        return surroundings(FoldBeats.of(judged, timed))


def judged_alone(
    beats: FoldBeats, folders: Sequence[Path], judges: Judges
) -> Stretches:
    """Return the recordings that `mostly_s` returns, each judged by itself.

    Parameters
    ----------
    beats : FoldBeats
        Of whole records; only what they are counts.
    folders : sequence of Path
        Where the records are.
    judges : Judges

    Raises
    ------
    TrainingError
        If the folders lack a record, or hold another one of its name.
    """
    found: dict[str, list[Surroundings]] = {name: [] for name in SETS}
    for name in np.unique(beats.record).tolist():
        label = beats.label[beats.record == name]
        sets = rows_of_sets(label, name)
        if any(sets.values()):
            record, its = open_annotated(folder_of(name, folders) / name)
            rows = _rows_of(its, label, name)
            for made, some in sets.items():
                kept = (np.isin(np.arange(len(its)), rows[each]) for each in some)
                found[made] += [judges.judged(*spliced(record, its, k)) for k in kept]
    return found


def _rows_of(beats: BeatTable, label: np.ndarray, name: str) -> np.ndarray:
    """Return the rows of the beats of a record that have these labels."""
    known = AAMI_OUTPUTS.outputs_of(beats.symbol)
    # Beats beyond the end of a signal were not judged.
    rows = np.flatnonzero(known != UNSET)[: len(label)]
    if not np.array_equal(known[rows], label):
        raise TrainingError(f"{name} is another record than the one that was judged.")
    return rows
