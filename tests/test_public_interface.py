"""What other programs import: `ecgviewer`, `ecgviewer.ec57`, and the guide's page."""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import ecgviewer as ev
from ecgviewer import api, ec57
from ecgviewer.core.record import Record
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.resources import resource_path

_BLOCK = re.compile(r"```(python|text)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def record() -> Record:
    return ev.synthetic_record(30.0).record


@pytest.fixture(scope="module")
def review(record: Record) -> ev.Review:
    return ev.analyze(record)


@pytest.mark.parametrize(
    "name", ["ecgviewer", "ecgviewer.api", "ecgviewer.api.review", "ecgviewer.ec57"]
)
def test_the_examples_are_true(name: str) -> None:
    result = doctest.testmod(import_module(name))
    assert result.attempted
    assert not result.failed


def test_the_page_of_the_guide_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each block of code prints what the block of text after it says."""
    monkeypatch.chdir(tmp_path)
    page = resource_path("guide/12-python.md").read_text(encoding="utf-8")
    blocks = _BLOCK.findall(page)
    assert [kind for kind, _ in blocks] == ["python", "text"] * (len(blocks) // 2)
    names: dict[str, object] = {}
    for (_, code), (_, text) in zip(blocks[::2], blocks[1::2], strict=True):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "12-python.md", "exec"), names)
        assert printed.getvalue() == text, code
    assert len(blocks) >= 12


def _run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_importing_the_package_imports_nothing_else() -> None:
    heavy = (
        "numpy",
        "scipy",
        "ai_edge_litert",
        "cv2",
        "soundfile",
        "pandas",
        "PySide6",
    )
    code = f"import sys, ecgviewer; print(set({heavy!r}) & set(sys.modules))"
    assert _run(code) == "set()"


def test_the_comparison_of_ec57_needs_numpy_only() -> None:
    heavy = ("scipy", "ai_edge_litert", "cv2", "soundfile", "pandas", "PySide6")
    code = (
        "import sys, ecgviewer as ev; ev.ec57.compare_beats\n"
        f"print(set({heavy!r}) & set(sys.modules))"
    )
    assert _run(code) == "set()"


def test_a_review_needs_no_qt(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "for name in ('PySide6', 'pyqtgraph', 'shiboken6'): sys.modules[name] = None\n"
        "import ecgviewer as ev\n"
        "review = ev.analyze(ev.synthetic_record(20.0).record)\n"
        "review.explain(0)\n"
        f"review.to_csv({str(tmp_path)!r})\n"
        "print(len(review))"
    )
    assert int(_run(code)) > 15
    assert (tmp_path / "demo.beats.csv").exists()


def test_every_public_name_is_there_and_listed() -> None:
    assert set(ev.__all__) == {*api.__all__, "ec57"}
    assert set(ev.__all__) <= set(dir(ev))
    assert all(getattr(ev, name) is not None for name in ev.__all__)
    assert ev.ec57 is ec57
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        ev.analyse  # noqa: B018


def test_a_record_is_opened_by_any_of_its_names(tmp_path: Path, record: Record) -> None:
    header = write_record(tmp_path, record)
    for path in (header, str(header), header.with_suffix("")):
        opened = ev.open(path)
        assert (opened.name, opened.n_samples) == (record.name, record.n_samples)
    with pytest.raises(ev.InputError, match=r"none\.hea does not exist"):
        ev.open(tmp_path / "none")


def test_columns_have_a_row_a_beat(review: ev.Review) -> None:
    columns = review.to_arrays()
    assert {len(column) for column in columns.values()} == {len(review)}
    np.testing.assert_array_equal(columns["sample"], review.sample)
    np.testing.assert_allclose(review.time_s, review.sample / 360.0)
    np.testing.assert_allclose(review.probabilities.sum(axis=1), 1, atol=1e-5)
    best = np.array(review.classes)[review.probabilities.argmax(axis=1)]
    np.testing.assert_array_equal(review.label, best)
    assert review.classifier_id
    assert repr(review) == f"<Review of demo, MLII: {len(review)} beats>"


def test_what_is_exported_cannot_be_changed_by_accident(review: ev.Review) -> None:
    for column in (review.probabilities, *review.to_arrays().values()):
        with pytest.raises(ValueError, match="read-only"):
            column[:] = column[0]


def test_a_data_frame_has_the_columns_of_the_csv(
    tmp_path: Path, review: ev.Review
) -> None:
    pandas = pytest.importorskip("pandas")
    frame = review.to_pandas()
    read = pandas.read_csv(review.to_csv(tmp_path))
    assert set(frame.columns) <= set(read.columns)
    assert frame["label"].tolist() == read["label"].tolist()
    np.testing.assert_allclose(frame["p_V"], read["p_V"], atol=1e-4)


def test_without_pandas_the_message_names_the_remedy(
    review: ev.Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install pandas.*to_arrays"):
        review.to_pandas()


def test_rhythms_are_suggested_until_a_reader_says_so(record: Record) -> None:
    review = ev.analyze(record)
    suggested = review.rhythms
    assert [rhythm.origin for rhythm in suggested] == ["suggestion"] * len(suggested)
    starts = [rhythm.start_sample for rhythm in suggested]
    assert starts == sorted(starts)
    (run,) = (rhythm for rhythm in suggested if rhythm.kind == "VT")
    assert run.note == "V run (VT)"
    assert run.start_s == run.start_sample / record.fs
    assert run.duration_s == (run.stop_sample - run.start_sample) / record.fs
    editor = review.session.rhythm_editor("Ada")
    edit = editor.add(EpisodeKind.VT, run.start_sample, run.stop_sample, "seen")
    review.session.edit(edit)
    said = review.rhythms
    assert len(said) == len(suggested)
    (mine,) = (rhythm for rhythm in said if rhythm.kind == "VT")
    assert (mine.origin, mine.reader, mine.note) == ("added", "Ada", "seen")
    assert (mine.beats, mine.start_sample) == (run.beats, run.start_sample)
    assert mine.rate_bpm == pytest.approx(run.rate_bpm)


def test_rhythms_make_a_data_frame(review: ev.Review) -> None:
    pytest.importorskip("pandas")
    frame = review.rhythms_to_pandas()
    assert frame["kind"].tolist() == [rhythm.kind for rhythm in review.rhythms]
    assert list(frame.columns)[:3] == ["start_sample", "stop_sample", "start_s"]


def test_rhythms_without_pandas_name_the_remedy(
    review: ev.Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install pandas.*rhythms"):
        review.rhythms_to_pandas()


def test_known_beats_are_classified_and_stay(
    tmp_path: Path, record: Record, review: ev.Review
) -> None:
    some = review.sample[2:9]
    of_samples = ev.analyze(record, beats=some)
    np.testing.assert_array_equal(of_samples.sample, some)
    assert np.isfinite(of_samples.probabilities).all()
    opened = ev.open(write_record(tmp_path, record))
    review.to_wfdb(tmp_path, "mine")
    beats = ev.read_beats(opened, "mine")
    np.testing.assert_array_equal(beats.sample, review.sample)
    assert len(ev.analyze(opened, beats=beats)) == len(review)


@pytest.mark.parametrize("sample", [-1, 30 * 360])
def test_beats_outside_the_record_are_refused(record: Record, sample: int) -> None:
    with pytest.raises(ValueError, match="0 to 10799; these are"):
        ev.analyze(record, beats=[sample])


def test_the_lead_can_be_chosen(record: Record) -> None:
    assert ev.analyze(record, lead="V1").lead == "V1"
    assert len(ev.find_beats(record, "V1")) > 25
    with pytest.raises(KeyError, match="has no lead aVF: MLII, V1"):
        ev.find_beats(record, "aVF")
    with pytest.raises(ev.InputError, match="no classifier nowhere"):
        ev.analyze(record, bundle="nowhere")


def test_all_leads_are_looked_at_or_those_that_are_named(
    record: Record, review: ev.Review
) -> None:
    assert (review.lead, review.leads) == ("MLII", ("MLII", "V1"))
    assert ev.analyze(record, lead="V1").leads == ("V1",)
    both = ev.analyze(record, leads=("V1", "MLII"))
    assert (both.lead, both.leads) == ("V1", ("V1", "MLII"))
    why = review.explain(3)
    assert [each.lead for each in why.by_lead] in (["MLII", "V1"], ["V1", "MLII"])
    with pytest.raises(KeyError, match="MLII, V1"):
        ev.analyze(record, leads=("aVR",))


def test_a_beat_is_explained_by_its_row(review: ev.Review) -> None:
    for row in (0, 3, -1):
        assert review.explain(row).sample == review.sample[row]
    np.testing.assert_allclose(
        review.explain(3).probabilities, review.probabilities[3], atol=1e-4
    )
    with pytest.raises(IndexError):
        review.explain(len(review))


def test_exports_replace_nothing_unasked(tmp_path: Path, review: ev.Review) -> None:
    folder = tmp_path / "new" / "folder"
    table = review.to_csv(folder)
    annotations = review.to_wfdb(folder)
    np.testing.assert_array_equal(read_csv(table).sample, review.sample)
    for export in (review.to_csv, review.to_wfdb):
        with pytest.raises(FileExistsError, match="replace=True"):
            export(folder)
        assert export(folder, replace=True) in (table, annotations)


def test_a_file_of_another_program_is_never_replaced(
    tmp_path: Path, review: ev.Review
) -> None:
    foreign = tmp_path / "demo.atr"
    foreign.write_bytes(b"\x00\x04\x00\x00")
    with pytest.raises(ev.InputError):
        review.to_wfdb(tmp_path, "atr", replace=True)
    assert foreign.read_bytes() == b"\x00\x04\x00\x00"


def test_columns_of_the_comparison_are_checked() -> None:
    rows = ec57.annotation_columns([5, 9], ["~", "+"], [-1, 0], ["", "(AFIB"])
    assert list(rows.subtype) == [-1, 0]
    with pytest.raises(ValueError, match="unequal lengths"):
        ec57.annotation_columns([5, 9], ["N"])
    with pytest.raises(ValueError, match="not in order"):
        ec57.annotation_columns([9, 5], ["N", "N"])
