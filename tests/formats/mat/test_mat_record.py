"""Recordings in MAT files: which variable holds them, and what they leave out."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.io

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record, Steps
from ecgviewer.formats import record_formats
from ecgviewer.formats.csv.options import VARIABLE, parse_options
from ecgviewer.formats.csv.remembered import remember_pattern
from ecgviewer.formats.record_formats import MAT, WFDB
from tests.formats.mat.mat_files import fill_hdf, leads, saved, saved_hdf


def _opened(folder: Path, data: bytes) -> Record:
    path = folder / "x.mat"
    path.write_bytes(data)
    return record_formats.read_record(path)


def test_a_matrix_with_its_rate_and_unit(tmp_path: Path) -> None:
    data = saved(val=leads(), fs=360.0, units="uV", leads=["MLII", "V5"], age=61)
    record = _opened(tmp_path, data)
    assert (record.fs, record.n_samples, record.start_time) == (360, 200, None)
    assert [lead.title for lead in record.leads] == ["MLII", "V5"]
    assert record.leads[0].steps == Steps(1e-3)
    theirs = scipy.io.loadmat(str(tmp_path / "x.mat"))["val"]
    np.testing.assert_array_equal(record.signal, (theirs / 1000).astype(np.float32))
    details = dict(record.details)
    assert (details["age"], details["units"]) == ("61", "uV")
    outline = record_formats.read_outline(tmp_path / "x.mat")
    assert (outline.name, outline.length) == ("x.mat", 200)
    assert record_formats.format_of(tmp_path / "x.mat") is MAT


@pytest.mark.parametrize(
    ("variables", "names"),
    [
        ({"ecg": leads().T, "Fs": 250, "unit": "mV"}, ["lead 1", "lead 2"]),
        (
            {"ecg_mV": leads(), "sampling_rate": 250, "names": ["I"]},
            ["lead 1", "lead 2"],
        ),
        ({"ECG": {"data": leads(), "fs": 250, "gain": 1}}, ["lead 1", "lead 2"]),
        ({"II": leads(1), "V1": leads(1).T, "fs": 250, "units": "mV"}, ["II", "V1"]),
        ({"I": leads(1), "V1": leads(1, 300), "fs": 250, "units": "mV"}, ["I"]),
        (
            {
                "noise": leads(3), "signal": leads(), "tm": np.arange(200) / 250,
                "units": ["mV", "mV"], "siginfo": "?", "labels": "I, aVF",
            },
            ["I", "aVF"],
        ),
        (
            {"pressure": leads(), "t": np.arange(200) * 4.0, "gain": 1},
            ["lead 1", "lead 2"],
        ),
    ],
)  # fmt: skip
def test_what_people_save(
    tmp_path: Path, variables: Mapping[str, Any], names: list[str]
) -> None:
    record = _opened(tmp_path, saved(**variables))
    assert record.fs == 250
    assert [lead.title for lead in record.leads] == names
    np.testing.assert_array_equal(record.signal[0], leads()[0].astype(np.float32))


def test_values_that_are_no_steps_have_none(tmp_path: Path) -> None:
    data = saved(val=leads() / 7, fs=250.5, units="mV")
    record = _opened(tmp_path, data)
    assert (record.fs, record.leads[0].steps) == (250.5, None)
    odd = np.where(np.arange(200) == 7, 1e300, leads(1))
    record = _opened(tmp_path, saved(val=odd, fs=250, units="mV"))
    assert np.flatnonzero(np.isnan(record.signal[0])).tolist() == [7]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"val": leads()}, "does not say how many samples per second it has and the"),
        ({"val": leads(), "fs": [[0]]}, "fs=500,unit=mV"),
        ({"val": leads(), "fs": [[1, 2]], "units": "mV"}, "--csv fs=500"),
        ({"val": leads(), "fs": 250, "units": ["mV", "uV"]}, "--csv unit=mV"),
        ({"val": leads(), "fs": 250, "units": "mmHg"}, "--csv unit=mV"),
        ({"val": leads(), "fs": 250, "units": []}, "--csv unit=mV"),
        ({"val": leads(), "tm": np.arange(9), "units": "mV"}, "--csv fs=500"),
        ({"val": leads(), "tm": np.zeros(200), "units": "mV"}, "--csv fs=500"),
        ({"val": leads(), "tm": np.arange(200) ** 2, "units": "mV"}, "--csv fs=500"),
        ({"val": leads(), "tm": "?", "units": "mV"}, "--csv fs=500"),
        ({"few": np.ones((2, 9)), "t": np.arange(200)}, r"variables \(few, t\)"),
        ({}, "variables .none that can be read"),
    ],
)
def test_what_nobody_can_guess_is_asked_for(
    tmp_path: Path, variables: Mapping[str, Any], expected: str
) -> None:
    with pytest.raises(RecordError, match=expected) as caught:
        _opened(tmp_path, saved(**variables))
    assert str(caught.value).startswith(str(tmp_path / "x.mat"))


def test_a_rate_that_is_not_a_whole_number(tmp_path: Path) -> None:
    data = saved(val=leads(), tm=np.arange(200) / 250.4, units="mV")
    assert _opened(tmp_path, data).fs == pytest.approx(250.4)


def test_the_command_line_and_memory_say_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    data = saved(val=leads())
    with monkeypatch.context() as patch:
        patch.setenv(VARIABLE, "fs=500,gain=200,leads=I,II")
        record = _opened(tmp_path, data)
        assert (record.fs, record.notices) == (500, ())
        assert [lead.title for lead in record.leads] == ["I", "II"]
        assert record.signal[0, 0] == -1
        patch.setenv(VARIABLE, "fs=500,gain=200,leads=I")
        with pytest.raises(RecordError, match="has 2 leads, and 1 are named"):
            _opened(tmp_path, data)
    assert MAT.reader.pattern
    pattern = MAT.reader.pattern(tmp_path / "x.mat")
    assert pattern == "MAT with val, 2 leads"
    remember_pattern(pattern, parse_options("fs=500,unit=uV"))
    record = _opened(tmp_path, data)
    assert record.fs == 500
    assert "is read with fs=500,unit=uV, as you said" in record.notices[0]


def test_beside_a_header_it_is_a_signal_of_its_record(tmp_path: Path) -> None:
    path = tmp_path / "x.mat"
    path.write_bytes(saved(val=np.zeros((1, 999))))
    header = tmp_path / "x.hea"
    header.write_text("x 1 250 100\nx.mat 16+24 200/mV 16 0 0 0 0 II\n")
    assert record_formats.format_of(path) is WFDB
    header.write_text("x 1 250 100\nother.dat 16 200/mV 16 0 0 0 0 II\n")
    assert record_formats.format_of(path) is MAT


def test_version_7_3(tmp_path: Path) -> None:
    pytest.importorskip("h5py", reason="pip install ecgviewer[hdf5]")
    record = _opened(tmp_path, saved_hdf(lambda file: fill_hdf(file, leads())))
    assert (record.fs, record.n_samples) == (250, 200)
    assert [lead.title for lead in record.leads] == ["V1", "V2"]
    np.testing.assert_array_equal(record.signal, leads().astype(np.float32))


def test_odd_nodes_of_version_7_3(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py", reason="pip install ecgviewer[hdf5]")

    def fill(file: Any) -> None:
        fill_hdf(file, leads())
        file["soft"] = h5py.SoftLink("/ECG/data")
        file["other"] = h5py.ExternalLink("/etc/passwd", "a")
        file.create_dataset("text", data=np.bytes_("hello"))
        file.create_dataset(
            "outside", (300,), "i2", external=[("outside.bin", 0, h5py.h5f.UNLIMITED)]
        )
        layout = h5py.VirtualLayout((2, 300), "i2")
        layout[0] = h5py.VirtualSource("outside.h5", "a", (300,))
        file.create_virtual_dataset("virtual", layout)
        group = file
        for _ in range(6):
            group = group.create_group("deep")
        refs = np.array([[file["ECG/data"].ref] * 2], h5py.ref_dtype)
        group.parent.parent.create_dataset("cells", data=refs)
        file.create_dataset("none", data=np.empty((1, 1), h5py.ref_dtype))
        file.create_dataset("many", data=np.empty((1, 3000), h5py.ref_dtype))
        file["text_ref"] = np.array([[file["text"].ref]], h5py.ref_dtype)
        file["type"] = np.dtype("i2")

    assert _opened(tmp_path, saved_hdf(fill)).n_samples == 200


def test_many_nodes_of_version_7_3(tmp_path: Path) -> None:
    pytest.importorskip("h5py", reason="pip install ecgviewer[hdf5]")

    def fill(file: Any) -> None:
        for n in range(2100):
            file.create_group(f"g{n:05}")
        file.create_dataset("z", data=leads())

    with pytest.raises(RecordError, match="no matrix of samples"):
        _opened(tmp_path, saved_hdf(fill))


def test_a_bomb_of_version_7_3(tmp_path: Path) -> None:
    pytest.importorskip("h5py", reason="pip install ecgviewer[hdf5]")

    def fill(file: Any) -> None:
        file.create_dataset("val", (2, 2**30), "f8", chunks=(1, 2**20), compression=9)

    with pytest.raises(RecordError, match=r"x\.mat holds arrays of more than 16 times"):
        _opened(tmp_path, saved_hdf(fill))


def test_version_7_3_damaged_or_without_its_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("h5py", reason="pip install ecgviewer[hdf5]")
    data = saved_hdf(lambda file: fill_hdf(file, leads()))
    with pytest.raises(RecordError, match=r"x\.mat is damaged: .*Save it again"):
        _opened(tmp_path, data[:700])
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(RecordError, match=r"pip install ecgviewer\[hdf5\]"):
        _opened(tmp_path, data)
