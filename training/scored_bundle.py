"""Writes a trained network as a bundle and scores it, once, as the application does."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.runtime import BeatClassifier
from ecgviewer.core.predictions import Probabilities
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.command_line import extra_packages
from training.evaluate import analysed_beats, beat_figures, report
from training.model_card import model_card
from training.networks.network import probabilities_of
from training.own_records import OWN_SPLIT
from training.records.dataset import (
    AAMI_OUTPUTS,
    REFERENCE,
    Beats,
    LabelledRecord,
    folder_of,
)
from training.records.detected import detected_figures
from training.records.leads_together import first_leads, fused
from training.records.patients import file_name_of
from training.records.splits import Split
from training.release import mark_every_lead, store_metrics, write_bundle

with extra_packages():
    import keras

_LOG = logging.getLogger("training")


@dataclass(frozen=True)
class Reference:
    """Folders of annotated records, and whose annotations are right."""

    folders: Sequence[Path]
    annotator: str = REFERENCE


def release(
    networks: Sequence[keras.Model],
    split: Split,
    spec: PreprocessingSpec,
    records: Sequence[LabelledRecord],
    out: Path,
    reference: Reference,
) -> None:
    """Write a bundle and score it, once, on the split's test records.

    By the application's own analysis, on every lead where the networks learned from
    every lead.

    Parameters
    ----------
    networks : sequence of keras.Model
        The trained network to ship, and after it any members of which it was joined:
        they are scored beside it, to show what the seed makes of it.
    split : Split
        What it was trained on.
    spec : PreprocessingSpec
        How its pictures were made.
    records : sequence of LabelledRecord
        At least the test records, with the leads that were learned from.
    out : Path
        The bundle's folder; its name begins the classifier's id.
    reference : Reference
        Where the test records are.
    """
    network, *members = networks
    n_seeds, classes = max(len(members), 1), records[0].classes
    write_bundle(network, split, spec, out, n_seeds, classes)
    if len(first_leads(records)) < len(records):
        mark_every_lead(out)
    classifier = BeatClassifier(load_bundle(out))
    classifier.check_golden()
    tested = [r for r in records if r.name in (*split.test, *split.test_known)]
    if not tested:
        return
    shown = first_leads(tested)
    beats = Beats.of(shown)
    said = _released_words(classifier, shown, reference)
    figures = beat_figures(beats, said)
    is_own = split.name == OWN_SPLIT
    told = report(figures, own=is_own)
    _LOG.info("test records %s\n%s", " ".join(split.test), told)
    seeds = [
        beat_figures(
            beats, fused(tested, probabilities_of(member, Beats.of(tested), spec))
        )
        for member in members
    ]
    for number, some in enumerate(seeds):
        _LOG.info("member %d\n%s", number, report(some, own=is_own))
    names = [record.name for record in shown]
    origin: dict[str, Any] = {"seed": split.seed, "test_records": names}
    if seeds:
        origin["members"] = seeds
    if is_own:
        store_metrics(out, {"own_test": figures | origin})
        card = model_card(load_bundle(out))
        (out / "README.md").write_text(card, encoding="utf-8")
        return
    if split.name == "patient":
        store_metrics(out, {"patientwise": [figures | origin]})
        return
    ds2 = {"reference_peaks": figures | origin}
    if classes == AAMI_OUTPUTS:
        data = reference.folders[0]
        ds2["end_to_end"] = detected_figures(classifier, data, names) | origin
        ds2["end_to_end"].pop("members", None)
    store_metrics(out, {"ds2": ds2})


def _released_words(
    classifier: BeatClassifier,
    records: Sequence[LabelledRecord],
    reference: Reference,
) -> Probabilities:
    """Return what the application says of the beats of records."""
    parts = []
    for record in records:
        name = file_name_of(record.name)
        path = folder_of(name, reference.folders, reference.annotator) / name
        said = analysed_beats(
            classifier, path, record.classes, annotator=reference.annotator
        )
        parts.append(said)
    return np.concatenate(parts)
