"""Leads of a record beside each other, and what a network says on all of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.records.dataset import LabelledRecord, labelled
from training.records.leads_together import by_record, first_leads, fused

SPEC = PreprocessingSpec()


def _leads(name: str, seed: int, n_leads: int, n_beats: int) -> list[LabelledRecord]:
    ecg = synthetic_record(10.0, seed=seed, name=name)
    found = [labelled(ecg.record, ecg.beats, SPEC, lead=n) for n in range(n_leads)]
    return [
        replace(each, samples=each.samples[:n_beats], labels=each.labels[:n_beats])
        for each in found
    ]


def test_leads_of_a_record_are_one_after_the_other() -> None:
    ada, bob = _leads("ada", 1, 2, 3), _leads("bob", 2, 1, 2)
    assert [len(leads) for leads in by_record([*ada, *bob])] == [2, 1]
    assert first_leads([*ada, *bob]) == [ada[0], bob[0]]
    # Two records of one name are two records all the same.
    other = replace(ada[0], identity="another")
    assert first_leads([ada[0], other]) == [ada[0], other]


def test_logits_of_leads_are_averaged_and_one_lead_stays_as_it_is() -> None:
    records = [*_leads("ada", 1, 2, 2), *_leads("bob", 2, 1, 1)]
    first = [[0.8, 0.1, 0.1], [0.2, 0.2, 0.6]]
    second = [[0.2, 0.4, 0.4], [0.6, 0.2, 0.2]]
    alone = [[0.5, 0.3, 0.2]]
    said = fused(records, np.array([*first, *second, *alone], np.float32))
    # Geometric means: 0.4, 0.2, 0.2 and 0.346, 0.2, 0.346.
    np.testing.assert_allclose(said[0], [0.5, 0.25, 0.25], rtol=1e-5)
    np.testing.assert_allclose(said[1, 0], said[1, 2], rtol=1e-5)
    np.testing.assert_array_equal(said[2], np.array(alone[0], np.float32))
    np.testing.assert_allclose(said.sum(axis=1), 1, rtol=1e-5)


def test_a_class_that_a_lead_excludes_is_excluded_and_no_beats_are_none() -> None:
    records = _leads("ada", 1, 2, 1)
    said = fused(records, np.array([[1, 0, 0], [0.5, 0.5, 0]], np.float32))
    assert said[0, 0] > 0.999
    assert np.isfinite(said).all()
    none = [replace(each, samples=each.samples[:0]) for each in records]
    assert fused(none, np.empty((0, 3), np.float32)).shape == (0, 3)
