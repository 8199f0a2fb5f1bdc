"""QRS, QT and ST of a review: of which beats, of which leads, and when not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.page_sections import hours_section, whole_row
from ecgviewer.analysis.report.places import Times
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.tables import hours_csv
from ecgviewer.analysis.report.wave_sections import wave_section
from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from tests.core.waves.made import FS, QRS_S, T_HALF_S, T_S, record_of

_RR_S = 0.9
_QT_MS = 1000 * (QRS_S + T_S + T_HALF_S)


def review(
    minutes: float = 11.0,
    *,
    symbols: str = "N",
    st_mv: Float64Array | float = 0.0,
    t_mv: float = 0.4,
    fs: float = FS,
    leads: tuple[Lead, ...] = (Lead("II"), Lead("V5")),
    details: tuple[tuple[str, str], ...] = (),
) -> ReviewSession:
    """Return a review of equal beats, every 0.9 s, labelled in turn."""
    n = round(minutes * 60 / _RR_S)
    peaks = np.round((np.arange(n) + 1) * _RR_S * fs).astype(np.int64)
    record = record_of(
        peaks,
        n_samples=int(peaks[-1] + fs),
        fs=fs,
        leads=leads,
        st_mv=st_mv,
        t_mv=t_mv,
        details=details,
    )
    labels = [symbols[i % len(symbols)] for i in range(n)]
    return ReviewSession(record, new_beats(peaks, symbol=labels), "II")


def _words(facts: ReportFacts) -> dict[str, str]:
    return dict(wave_section(facts)[1])


def test_qt_and_its_corrections() -> None:
    waves = report_facts(review()).waves
    assert len(waves.stretches) == waves.n_qt == 3
    assert waves.qt_ms == pytest.approx(_QT_MS, abs=12)
    assert waves.qrs_ms == pytest.approx(2000 * QRS_S, abs=12)
    assert waves.fridericia is not None
    assert waves.bazett is not None
    assert waves.qt_ms is not None
    assert waves.fridericia.mean_ms == pytest.approx(waves.qt_ms / _RR_S ** (1 / 3))
    assert waves.bazett.mean_ms == pytest.approx(waves.qt_ms / _RR_S**0.5)
    assert waves.stretches[0].rr_ms == pytest.approx(1000 * _RR_S)
    assert waves.stretches[0].n_beats == 40


def test_the_greatest_deviation_of_st_has_its_time_and_lead() -> None:
    n = round(11 * 60 / _RR_S)
    # Five minutes of depression in the middle.
    st_mv = np.where(np.abs(np.arange(n) * _RR_S - 450) < 150, -0.21, 0.05)
    facts = report_facts(review(st_mv=st_mv))
    (ii, v5), times = facts.waves.leads, Times.of(facts.head)
    assert ii.lowest is not None
    assert ii.highest is not None
    assert (ii.name, ii.n_stretches, ii.why_not) == ("II", 3, "")
    assert ii.lowest.mv == pytest.approx(-0.21, abs=0.01)
    assert times.at_s(ii.lowest.place.first_sample) == 300.0
    assert ii.highest.mv == pytest.approx(0.05, abs=0.01)
    assert v5.lowest == ii.lowest
    words = _words(facts)
    assert words["ST II"].startswith("median +0.05 mV, lowest -0.21 mV at 5:00")
    (hour,) = facts.hours
    assert hour.waves.st_mv == ii.lowest.mv
    assert hour.waves.qt_ms == facts.waves.qt_ms
    ((_, columns, rows),) = hours_section(facts)
    assert columns[-2:] == ("QTc ms", "ST mV")
    assert rows[0][-1] == whole_row(facts)[-1] == "-0.21"
    header, row = (line.split(",") for line in hours_csv(facts).decode().splitlines())
    table = dict(zip(header, row, strict=True))
    assert (float(table["st_mv"]), table["st_lead"]) == (-0.21, "II")


def test_only_normal_beats_between_normal_ones_count() -> None:
    assert not report_facts(review(symbols="NNV")).waves.stretches
    facts = report_facts(review(symbols="NNNV"))
    assert [each.n_beats for each in facts.waves.stretches] == [40, 40, 16]
    words = _words(report_facts(review(symbols="V")))
    assert words["QT"] == "not measured: too few normal beats"
    assert words["ST II"] == "not measured: too few normal beats"
    assert "QRS" not in words


def test_beats_at_the_edges_of_a_short_record_are_too_few() -> None:
    assert not report_facts(review(0.09)).waves.stretches
    assert len(report_facts(review(0.15)).waves.stretches) == 1
    (only,) = report_facts(review(0.15)).waves.leads[:1]
    assert only.n_stretches == 1
    assert _words(report_facts(review(0.15)))["ST II"] == "median +0.00 mV"


def test_a_beat_too_near_the_end_leaves_too_few() -> None:
    session = review(0.15)
    few = session.beats.sample[:7].copy()
    # Its own end is not in the record, though the beat that follows is.
    few[-1] = few[-2] + round(0.6 * FS)
    cut = replace(session.record, source=session.record.signal[:, : few[-1] + 1])
    assert not report_facts(
        ReviewSession(cut, new_beats(few, symbol=["N"] * 7))
    ).waves.stretches


def test_in_atrial_fibrillation_there_is_no_qt() -> None:
    session = review()
    end = session.record.n_samples
    session.edit(session.rhythm_editor("Ada").add(EpisodeKind.AF, 0, end))
    facts = report_facts(session)
    assert facts.waves.n_qt == 0
    assert "atrial fibrillation" in _words(facts)["QT"]
    assert facts.waves.leads[0].n_stretches == 3


def test_a_low_t_wave_has_no_end() -> None:
    facts = report_facts(review(t_mv=0.05))
    assert facts.waves.qt_ms is None
    assert facts.waves.bazett is None
    assert facts.waves.fridericia is None
    assert facts.hours[0].waves.qt_ms is None


def test_noise_is_not_measured() -> None:
    session = review(5)
    noise = np.random.default_rng(2).normal(0, 3, session.record.signal.shape)
    noisy = session.record.signal + noise.astype(np.float32)
    session.record = replace(session.record, source=noisy)
    words = _words(report_facts(session))
    assert words["ST II"] == "not measured: too noisy"


def test_a_wide_qrs_says_what_follows() -> None:
    facts = report_facts(review())
    wide = replace(facts, waves=replace(facts.waves, qrs_ms=140.0))
    assert _words(wide)["QRS"] == "140 ms, wide: ST and QT follow from it"


@pytest.mark.parametrize(
    ("leads", "details", "wanted"),
    [
        ((Lead("Resp", "mV", is_ecg=False),), (), "not an ECG in volts"),
        ((Lead("II", "mmHg"),), (), "not an ECG in volts"),
        ((Lead("II", own_fs=50.0),), (), "recorded at another rate"),
        (
            (Lead("II"),),
            (("Filters", "HP:0.5Hz LP:40Hz"),),
            "the recorder's high-pass of 0.5 Hz bends it",
        ),
    ],
)
def test_why_a_lead_has_no_st(
    leads: tuple[Lead, ...], details: tuple[tuple[str, str], ...], wanted: str
) -> None:
    facts = report_facts(review(2, leads=(*leads, Lead("V5")), details=details))
    assert facts.waves.leads[0].why_not == wanted
    assert facts.waves.leads[0].highest is None
    # QT is not bent by what bends ST, and other leads are measured.
    assert facts.waves.n_qt == 1
    assert (facts.waves.leads[1].why_not == "") is not bool(details)


def test_a_high_pass_of_ambulatory_recorders_is_none() -> None:
    details = (("Filters", "HP:0.05Hz LP:40Hz"),)
    assert report_facts(review(2, details=details)).waves.leads[0].n_stretches == 1


def test_nothing_is_measured_of_few_samples_a_second_or_without_an_ecg() -> None:
    slow = report_facts(review(2, fs=90.0))
    assert _words(slow)["QT"] == "not measured: sampled at less than 100 Hz"
    assert _words(slow)["ST II"] == "not measured: sampled at less than 100 Hz"
    other = report_facts(review(2, leads=(Lead("SpO2", "%"),)))
    assert not other.waves.stretches


def test_microvolts_are_millivolts() -> None:
    session = review(2, st_mv=-0.1)
    leads = (Lead("II", "uV"), Lead("V5"))
    scaled = session.record.signal * np.array([[1000], [1]], np.float32)
    session.record = replace(session.record, leads=leads, source=scaled)
    ii, v5 = report_facts(session).waves.leads
    assert ii.median_mv == pytest.approx(-0.1, abs=0.01)
    assert ii.median_mv == pytest.approx(v5.median_mv or 0, abs=0.001)
