"""Several leads as one: each at its own R-peaks, and out where it cannot be read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.analysis.analyse_record import analyse_record, analyse_session
from ecgviewer.analysis.analysed_leads import AnalysedLeads, leads_named
from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.core.analysis_events import Prepared
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.beats import BeatTable, concatenate, new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import PredictionBatch
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.stopping import never
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from ecgviewer.preprocessing.spec import PreprocessingSpec
from tests.fakes import FakeClassifier

FS = 360
LEADS = ("MLII", "V1")


class AlternateLeads(FakeClassifier):
    """Is sure that the first lead shows N and surer that the second one shows V."""

    def classify(self, inputs: BeatInputs) -> tuple[Float32Array, Float32Array]:
        self.batches.append(len(inputs))
        said = np.repeat([[0.8, 0.1, 0.1], [0.01, 0.01, 0.98]], len(inputs) // 2, 0)
        own = np.repeat([[0.0], [1.0]], len(inputs) // 2, axis=0)
        return said.astype(np.float32), np.tile(own, (1, 128)).astype(np.float32)

    def explain(self, inputs: BeatInputs) -> tuple[Float32Array, Float32Array]:
        return FakeClassifier.explain(self, inputs)


@pytest.fixture(scope="module")
def ecg() -> SyntheticEcg:
    return synthetic_record(60.0)


def _flat(record: Record, lead: int, start_s: float, stop_s: float) -> Record:
    signal = record.signal.copy()
    signal[lead, round(start_s * FS) : round(stop_s * FS)] = 0
    return replace(record, source=signal)


def _all(analysis: RecordAnalysis, beats: BeatTable) -> PredictionBatch:
    unknown = np.full(len(beats), np.nan, np.float32)
    batch = analysis.classify_edited(beats, np.ones(len(beats), bool), unknown)
    assert batch is not None
    return batch


def test_all_leads_are_looked_at_by_default_and_one_where_it_is_named(
    ecg: SyntheticEcg,
) -> None:
    assert RecordAnalysis(ecg.record, FakeClassifier()).lead_names == LEADS
    alone = RecordAnalysis(ecg.record, FakeClassifier(), leads=("V1",))
    assert (alone.lead_name, alone.lead_names) == ("V1", ("V1",))
    placed = RecordAnalysis(ecg.record, FakeClassifier(), "V1")
    assert placed.lead_names == ("V1", "MLII")
    (prepared,) = (e for e in placed.run(new_beats([])) if isinstance(e, Prepared))
    assert (prepared.lead, prepared.leads) == ("V1", ("V1", "MLII"))
    with pytest.raises(KeyError, match="MLII, V1"):
        RecordAnalysis(ecg.record, FakeClassifier(), leads=("MLII", "V9"))


def test_one_lead_alone_says_what_it_says_of_a_record_of_that_lead(
    ecg: SyntheticEcg,
) -> None:
    classifier = load_classifier()
    only = Record("r", ecg.record.fs, ecg.record.leads[:1], ecg.record.signal[:1])
    alone = _all(RecordAnalysis(ecg.record, classifier, leads=("MLII",)), ecg.beats)
    expected = _all(RecordAnalysis(only, classifier), ecg.beats)
    assert np.array_equal(alone.probabilities, expected.probabilities)
    assert not alone.dissent.any()


def test_both_leads_together_are_the_mean_of_their_logits(ecg: SyntheticEcg) -> None:
    classifier = load_classifier("context-cnn")
    together = _all(RecordAnalysis(ecg.record, classifier), ecg.beats)
    product = np.ones_like(together.probabilities)
    readable = np.ones(len(ecg.beats), bool)
    for lead, place in zip(LEADS, (0, 1), strict=True):
        record = Record(
            "r", ecg.record.fs, (Lead(lead),), ecg.record.signal[place : place + 1]
        )
        # The second lead's beats lie at their R-peaks there.
        beats = ecg.beats if not place else _placed(ecg, place)
        alone = _all(RecordAnalysis(record, classifier), beats)
        product *= alone.probabilities
        readable &= alone.quality >= 0.1
    mean = np.sqrt(np.maximum(product, 1e-12))
    mean /= mean.sum(axis=1, keepdims=True)
    assert np.mean(readable) > 0.9
    assert together.probabilities[readable] == pytest.approx(mean[readable], abs=1e-3)


def _placed(ecg: SyntheticEcg, lead: int) -> BeatTable:
    from ecgviewer.preprocessing import pipeline

    return new_beats(pipeline.refine_beats(ecg.record, lead, ecg.beats.sample))


def test_leads_that_disagree_are_told_by_how_sure_the_other_one_is(
    ecg: SyntheticEcg,
) -> None:
    session = analyse_record(ecg.record, AlternateLeads())
    assert session.leads == LEADS
    assert session.lead == "MLII"
    columns = session.columns
    # Where one lead cannot be read it neither decides nor dissents.
    both = columns.dissent > 0
    assert np.mean(both) > 0.9
    assert (columns.label[both] == BeatClass.V).all()
    assert columns.dissent[both] == pytest.approx(0.8)
    # Blind, nothing tells what the classifier says.
    session.set_blind(blind=True)
    assert not session.columns.dissent.any()


def test_a_lead_drops_out_where_it_is_flat_and_only_there(ecg: SyntheticEcg) -> None:
    record = _flat(ecg.record, 1, 20, 40)
    columns = analyse_record(record, AlternateLeads()).columns
    inside = (columns.sample > 22 * FS) & (columns.sample < 38 * FS)
    outside = (columns.sample < 18 * FS) | (columns.sample > 42 * FS)
    assert (columns.label[inside] == BeatClass.N).all()
    assert not columns.dissent[inside].any()
    assert np.mean(columns.label[outside] == BeatClass.V) > 0.9
    assert columns.readable[inside].all()


def test_a_record_whose_first_lead_is_flat_gets_its_labels_from_the_second() -> None:
    ecg, classifier = synthetic_record(120.0), load_classifier()
    record = _flat(ecg.record, 0, 0, 120)
    whole = ReviewSession(record, lead="MLII")
    analyse_session(whole, classifier)
    only = analyse_record(record, classifier, leads=("V1",))
    assert whole.leads == LEADS
    assert len(whole.beats) == len(only.beats) == len(ecg.beats)
    assert np.mean(whole.columns.label == only.columns.label) > 0.98
    assert np.mean(whole.columns.readable) > 0.95
    unread = analyse_record(record, classifier, leads=("MLII",))
    assert not unread.columns.readable.any()


def test_edits_are_classified_on_every_lead(ecg: SyntheticEcg) -> None:
    # Of networks alone: what is no news to a context expert is not told again.
    analysis = RecordAnalysis(ecg.record, load_classifier("context-cnn"))
    before = _all(analysis, ecg.beats)
    fewer = ecg.beats.without(np.array([20]))
    taken = ecg.beats.take([20])
    unknown = np.full(len(fewer), np.nan, np.float32)
    analysis.classify_edited(fewer, np.zeros(len(fewer), bool), unknown)
    again = concatenate([fewer, taken])
    edited = again.beat_id == taken.beat_id[0]
    batch = analysis.classify_edited(again, edited, np.full(len(again), np.nan))
    assert batch is not None
    row = batch.beat_id == taken.beat_id[0]
    assert batch.probabilities[row] == pytest.approx(
        before.probabilities[[20]], abs=1e-4
    )


def test_every_lead_explains_and_the_one_that_decided_comes_first(
    ecg: SyntheticEcg,
) -> None:
    analysis = RecordAnalysis(ecg.record, load_classifier())
    said = _all(analysis, ecg.beats)
    for beat_id in (3, 25):
        why = analysis.explain(ecg.beats, beat_id)
        assert sorted(each.lead for each in why.by_lead) == sorted(LEADS)
        assert [each.weight for each in why.by_lead] == [0.5, 0.5]
        assert why.probabilities == pytest.approx(said.probabilities[beat_id], abs=1e-4)
        place = int(why.probabilities.argmax())
        other = why.others[0]
        assert why.said is not None
        assert other.said is not None
        centred = [
            np.log(each) - np.log(each).mean() for each in (why.said, other.said)
        ]
        assert centred[0][place] >= centred[1][place]
        assert not np.array_equal(why.image, other.image)
        assert not np.array_equal(why.trace, other.trace)
    alone = RecordAnalysis(ecg.record, load_classifier(), leads=("V1",))
    why = alone.explain(ecg.beats, 3)
    assert (why.lead, why.others, why.said) == ("V1", (), None)


def test_a_lead_that_cannot_be_read_decides_nothing(ecg: SyntheticEcg) -> None:
    record = _flat(ecg.record, 0, 0, 60)
    why = RecordAnalysis(record, load_classifier(), "MLII").explain(ecg.beats, 10)
    assert [(each.lead, each.weight) for each in why.by_lead] == [
        ("V1", 1.0),
        ("MLII", 0.0),
    ]


def test_a_review_of_one_lead_goes_on_with_it(ecg: SyntheticEcg) -> None:
    session = ReviewSession(ecg.record, ecg.beats, "V1")
    session.leads = ("V1",)
    assert analyse_session(session, FakeClassifier()).lead_names == ("V1",)
    assert session.leads == ("V1",)


def test_leads_are_named_with_commas(ecg: SyntheticEcg) -> None:
    assert leads_named(ecg.record, "") == ()
    assert leads_named(ecg.record, "V1, MLII") == ("V1", "MLII")
    odd = replace(ecg.record, leads=(Lead("A,B"), Lead("C")))
    assert leads_named(odd, "A,B") == ("A,B",)
    with pytest.raises(KeyError, match="no lead V9"):
        leads_named(ecg.record, "V1,V9")


def test_beats_of_a_lead_without_any_are_placed_as_they_come(ecg: SyntheticEcg) -> None:
    leads = AnalysedLeads(ecg.record, (0, 1), PreprocessingSpec(), never)
    second = leads.each[1]
    with pytest.raises(ValueError, match="not known yet"):
        second.inputs(ecg.beats.sample)
    second.know_beats(np.empty(0, np.int64))
    second.know_beats(ecg.beats.sample[:3])
    places = second.inputs_among(ecg.beats.sample[:3], ecg.beats.sample[:3])[1]
    # Near the R-peak of the first lead, at that of the second one.
    assert np.all(np.abs(places - ecg.beats.sample[:3]) < 0.08 * FS)
    values = ecg.record.signal[1]
    assert all(
        abs(values[at]) == np.abs(values[at - 3 : at + 4]).max() for at in places
    )


def test_a_beat_can_be_asked_about_among_others_than_those_known(
    ecg: SyntheticEcg,
) -> None:
    spec = PreprocessingSpec(rhythm=True)
    first = AnalysedLeads(ecg.record, (0, 1), spec, never).each[0]
    beats = ecg.beats.sample
    first.know_beats(beats)
    among_all = first.inputs_among(beats[2:3], beats)[0]
    among_fewer = first.inputs_among(beats[2:3], np.delete(beats, 1))[0]
    assert np.any(among_fewer.rhythm != among_all.rhythm)
    # What is known has not changed by the question.
    again = first.inputs(beats[2:3])
    np.testing.assert_array_equal(again.rhythm, among_all.rhythm)
