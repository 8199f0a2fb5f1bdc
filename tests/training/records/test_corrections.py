"""Corrections from CSV files: reviewed rows only, on the lead and beats reviewed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.beats import new_beats
from ecgviewer.core.errors import InputError
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import SyntheticEcg
from ecgviewer.formats.export.review_export import export_csv, export_wfdb
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.spec import PreprocessingSpec
from tests.label_schemes import N_V
from tests.training.annotated import annotated_record
from training.errors import TrainingError
from training.records.corrections import CorrectionError, reviewed_records
from training.records.dataset import load_records
from training.records.trained_classes import TrainedClasses

SPEC = PreprocessingSpec()
ROWS, SYMBOLS = [2, 3, 5, 8, 9], ["V", "N", "F", "A", "Q"]


def review(
    ecg: SyntheticEcg, folder: Path, rows: list[int], symbols: list[str]
) -> Path:
    """Write the CSV of a review in which some beats were labelled."""
    beats = new_beats(ecg.beats.sample).with_values(
        np.array(rows), symbol=symbols, reviewed=np.ones(len(rows), bool)
    )
    session = ReviewSession(ecg.record, beats, lead="V1")
    session.start_predictions(Predictions.empty(classifier_id="cnn"))
    folder.mkdir(exist_ok=True)
    return export_csv(session, folder, "Ada")


@pytest.fixture
def ecg(tmp_path: Path) -> SyntheticEcg:
    return annotated_record(tmp_path, "ada")


def test_only_reviewed_beats_of_n_s_and_v_are_taken(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    file = review(ecg, tmp_path, ROWS, SYMBOLS)
    (record,) = reviewed_records([file], tmp_path, SPEC)
    assert record.name == "ada"
    assert record.labels.tolist() == [2, 0, 1]
    assert np.array_equal(record.samples, ecg.beats.sample[[2, 3, 8]])
    assert record.symbols.tolist() == ["V", "N", "A"]


def test_beats_are_seen_in_the_lead_that_was_reviewed(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    file = review(ecg, tmp_path, ROWS, SYMBOLS)
    (record,) = reviewed_records([file], tmp_path, SPEC)
    expected = pipeline.prepare_lead(ecg.record, 1, SPEC)
    np.testing.assert_allclose(record.prepared.values, expected.values, atol=0.01)


def test_a_review_of_nothing_teaches_nothing(ecg: SyntheticEcg, tmp_path: Path) -> None:
    assert not list(
        reviewed_records([review(ecg, tmp_path, [3], ["F"])], tmp_path, SPEC)
    )


def test_two_reviews_of_a_record_are_refused(ecg: SyntheticEcg, tmp_path: Path) -> None:
    files = [review(ecg, tmp_path / n, ROWS, SYMBOLS) for n in ("one", "two")]
    with pytest.raises(CorrectionError, match="one review of each record"):
        list(reviewed_records(files, tmp_path, SPEC))


@pytest.mark.parametrize(
    ("found", "replacement", "message"),
    [
        (b",V1,", b",V9,", "no lead V9"),
        (b"ada,", b"../ada,", "not the name of a record"),
        (b"ada,", b"bob,", "bob.hea does not exist"),
    ],
)
def test_rows_that_do_not_fit_their_record_are_refused(
    ecg: SyntheticEcg, tmp_path: Path, found: bytes, replacement: bytes, message: str
) -> None:
    file = review(ecg, tmp_path, ROWS, SYMBOLS)
    file.write_bytes(file.read_bytes().replace(found, replacement))
    with pytest.raises(InputError, match=message):
        list(reviewed_records([file], tmp_path, SPEC))


def test_beats_after_the_end_are_of_another_record(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    file = review(ecg, tmp_path, ROWS, SYMBOLS)
    annotated_record(tmp_path, "ada", duration_s=20.0)
    with pytest.raises(CorrectionError, match="another record"):
        list(reviewed_records([file], tmp_path, SPEC))


def test_a_csv_needs_record_sample_and_label_only(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    """Beats between those that it names are found, since RR intervals need them."""
    rows = [4, 20, 33]
    file = tmp_path / "mine.csv"
    samples = ecg.beats.sample[rows]
    lines = [
        f"ada;{sample};{label}" for sample, label in zip(samples, "VNS", strict=True)
    ]
    file.write_text("\n".join(("record;sample;label", *lines)))
    (record,) = reviewed_records([file], tmp_path, SPEC)
    assert record.labels.tolist() == [2, 0, 1]
    assert record.symbols.tolist() == ["V", "N", "S"]
    assert np.abs(record.samples - samples).max() <= 0.05 * record.fs


def test_a_csv_of_a_column_too_few_is_refused(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("record,sample\nada,100\n")
    with pytest.raises(InputError, match=r"mine\.csv.*no column label"):
        list(reviewed_records([file], tmp_path, SPEC))


def test_every_beat_of_an_annotation_file_counts(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    (record,) = reviewed_records([tmp_path / "ada.atr"], tmp_path, SPEC)
    (again,) = load_records(tmp_path, ["ada"], SPEC)
    assert np.array_equal(record.samples, again.samples)
    assert np.array_equal(record.labels, again.labels)
    assert np.array_equal(record.symbols, again.symbols)


def test_our_own_annotations_do_not_say_what_was_reviewed(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    session = ReviewSession(ecg.record, new_beats(ecg.beats.sample), lead="V1")
    session.start_predictions(Predictions.empty(classifier_id="cnn"))
    file = export_wfdb(session, tmp_path, "mine")
    with pytest.raises(CorrectionError, match=r"Give ada\.beats\.csv"):
        list(reviewed_records([file], tmp_path, SPEC))


def test_every_lead_may_be_learned_from_that_of_the_review_first(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    file = review(ecg, tmp_path, ROWS, SYMBOLS)
    found = list(reviewed_records([file], tmp_path, SPEC, every_lead=True))
    assert len(found) == len(ecg.record.leads) == 2
    for record, lead in zip(found, (1, 0), strict=True):
        expected = pipeline.prepare_lead(ecg.record, lead, SPEC)
        np.testing.assert_allclose(record.prepared.values, expected.values, atol=0.01)
        assert record.labels.tolist() == [2, 0, 1]
    at = pipeline.refine_beats(ecg.record, 0, ecg.beats.sample[[2, 3, 8]])
    np.testing.assert_array_equal(found[1].samples, at)


def test_an_annotation_file_that_was_cut_off_is_refused(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    file = tmp_path / "ada.mine"
    whole = (tmp_path / "ada.atr").read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TrainingError, match=r"ada\.mine has no end mark"):
        list(reviewed_records([file], tmp_path, SPEC))


def test_annotations_far_after_the_end_are_of_another_record(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    file = (tmp_path / "ada.atr").rename(tmp_path / "ada.mine")
    annotated_record(tmp_path, "ada", duration_s=20.0)
    with pytest.raises(CorrectionError, match=r"ada\.mine .* another record"):
        list(reviewed_records([file], tmp_path, SPEC))


def test_labels_of_no_class_are_named_with_their_line(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(f"record,sample,label\nada,{ecg.beats.sample[3]},W\n")
    with pytest.raises(InputError, match=r"mine\.csv, line 2, column label: 'W'"):
        list(reviewed_records([file], tmp_path, SPEC))
    classes = TrainedClasses(N_V, (0, 1))
    with pytest.raises(CorrectionError, match=r"line 2, column label: 'W'.* of N V,"):
        list(reviewed_records([file], tmp_path, SPEC, classes))


def test_what_is_said_twice_of_a_beat_is_refused(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    file, sample = tmp_path / "mine.csv", ecg.beats.sample[3]
    file.write_text(f"record,sample,label\nada,{sample},N\n\nada,{sample},V\n")
    with pytest.raises(CorrectionError, match="lines 2 and 4 speak of the same beat"):
        list(reviewed_records([file], tmp_path, SPEC))


def test_samples_at_another_frequency_are_told_by_the_beats_that_are_not_there(
    ecg: SyntheticEcg, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    rows = [f"ada,{round(sample * 0.7)},N" for sample in ecg.beats.sample]
    file.write_text("\n".join(["record,sample,label", *rows]))
    with pytest.raises(CorrectionError, match=r"mine\.csv: .* count from 0 at 360 Hz"):
        list(reviewed_records([file], tmp_path, SPEC))
