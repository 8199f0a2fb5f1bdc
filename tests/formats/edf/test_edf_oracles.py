"""Compares the reader of EDF and BDF with edfio and pyedflib.

Where they err, the specification counts: both close or refuse the gaps of EDF+D, and
pyedflib cuts texts and rounds onsets; those are tested by files made byte by byte.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import edfio
import numpy as np
import pyedflib
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.core.units import millivolts
from ecgviewer.formats.record_formats import annotations_of, read_record
from tests.data_folder import DATA, needs
from tests.formats.edf.edf_files import EdfFile, Signal, clock, ramp

_SAMPLES = DATA / "formats" / "edf"
_RNG = np.random.default_rng(1)


def _same(record: Record, lead: int, values: np.ndarray, unit: str) -> None:
    """Make sure that a lead has some values, to half a step of the converter."""
    found, steps = record.leads[lead], record.leads[lead].steps
    assert steps is not None
    scale = millivolts(unit) if found.unit == "mV" else 1.0
    assert scale is not None
    if found.own_fs:
        n = len(values) // round(record.duration_s * found.own_fs)
        per_record = len(values)
        places = np.arange(record.n_samples) * per_record // record.n_samples
        assert n == 1
        values = values[places]
    assert np.max(np.abs(record.signal[lead] - values * scale)) < 0.5 * abs(steps.size)


@needs("formats/edf")
@pytest.mark.parametrize(
    "name",
    ["contec.edf", "mne_test.edf", "mne_test.bdf", "short_psg.edf", "short_psg.bdf"],
)
def test_samples_read_as_pyedflib_does(name: str) -> None:
    record = read_record(_SAMPLES / name)
    with pyedflib.EdfReader(str(_SAMPLES / name)) as other:
        assert record.start_time == other.getStartdatetime()
        assert len(record.leads) == other.signals_in_file
        for lead in range(other.signals_in_file):
            rate = other.getSampleFrequency(lead)
            assert rate == pytest.approx(record.leads[lead].own_fs or record.fs)
            _same(
                record, lead, other.readSignal(lead), other.getPhysicalDimension(lead)
            )


@needs("formats/edf")
@pytest.mark.parametrize("name", ["SC4001EC-Hypnogram.edf", "SC4001EC-Hypnogram.bdf"])
def test_a_hypnogram_has_no_signal(name: str) -> None:
    with pytest.raises(
        RecordError, match=r"Hypnogram\..df has no signal, only 154 anno"
    ):
        read_record(_SAMPLES / name)


def test_what_edfio_writes(tmp_path: Path) -> None:
    values = [_RNG.normal(0, 1, n) for n in (5000, 5000, 250)]
    signals = [
        edfio.EdfSignal(each, rate, label=label, physical_dimension=unit)
        for each, rate, label, unit in zip(
            values,
            (500.0, 500.0, 25.0),
            ("ECG I", "ECG V2", "Resp chest"),
            ("mV", "uV", "mV"),
            strict=True,
        )
    ]
    text = "Vorhofflimmern, sehr langer Kommentar über vierzig Zeichen äöü"
    annotations = [
        edfio.EdfAnnotation(1.002, None, "V"),
        edfio.EdfAnnotation(1.23456789, None, text),
        edfio.EdfAnnotation(2.5, 3.0, "AF"),
    ]
    path = tmp_path / "x.edf"
    edfio.Edf(signals, annotations=annotations).write(path)
    record = read_record(path)
    assert [lead.name for lead in record.leads] == ["I", "V2", "Resp chest"]
    for lead, (signal, unit) in enumerate(
        zip(signals, ("mV", "uV", "mV"), strict=True)
    ):
        _same(record, lead, signal.data, unit)
    found = annotations_of(record, "atr")
    assert found.sample.tolist() == [501, 617, 1250, 2750]
    assert found.symbol.tolist() == ["V", '"', "+", "+"]
    assert found.text(1) == text
    assert [found.text(n) for n in (2, 3)] == ["(AFIB", "("]


@pytest.mark.parametrize("kind", [pyedflib.FILETYPE_EDFPLUS, pyedflib.FILETYPE_BDFPLUS])
def test_what_pyedflib_writes(tmp_path: Path, kind: int) -> None:
    path = tmp_path / "x.edf"
    limit = 2**23 if kind == pyedflib.FILETYPE_BDFPLUS else 2**15
    values = _RNG.normal(0, 1, 2000)
    start = datetime(2011, 4, 4, 12, 57, 2)
    with pyedflib.EdfWriter(str(path), 1, file_type=kind) as writer:
        writer.setSignalHeader(
            0,
            {
                "label": "ECG II",
                "dimension": "mV",
                "sample_frequency": 200,
                "physical_max": 8.0,
                "physical_min": -8.0,
                "digital_max": limit - 1,
                "digital_min": -limit,
            },
        )
        writer.setStartdatetime(start)
        writer.writeSamples([values])
        writer.writeAnnotation(3.5, -1, "N")
    record = read_record(path)
    assert record.start_time == start
    with pyedflib.EdfReader(str(path)) as other:
        _same(record, 0, other.readSignal(0), "mV")
    assert annotations_of(record, "atr").beats(record).sample.tolist() == [700]


def test_a_gap_that_the_others_close_or_refuse(tmp_path: Path) -> None:
    file = EdfFile([Signal(values=ramp(200))], "EDF+D", lists={0: clock(0, 101)})
    path = file.write(tmp_path / "x.edf")
    assert len(edfio.read_edf(path).signals[0].data) == 200
    with pytest.raises(OSError, match="discontinuous"):
        pyedflib.EdfReader(str(path))
    record = read_record(path)
    assert record.n_samples == 10_200
    assert np.isnan(record.values(0, 100, 10_100)).all()
