"""Measurements: what a caliper says that a reader keeps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

import numpy as np

from ecgviewer.core.record import Samples
from ecgviewer.core.trace.calipers import Caliper

#: The names of what readers measure.
QT, AMPLITUDE = "QT", "Amplitude"
MEASURED_NAMES = ("PR", "QRS", QT, "P", "ST", AMPLITUDE)
#: Its R-peak is at most this long after the beginning of a QRS complex.
_Q_TO_R_S = 0.12


class Measured(Enum):
    """What a measurement is of; the value is its name in journals and CSV files."""

    INTERVAL = "interval"
    RR = "RR"
    QT = "QT"
    AMPLITUDE = "amplitude"


@dataclass(frozen=True)
class Measurement:
    """Two places of a lead and their values.

    Attributes
    ----------
    what : Measured
    start, stop : int
        Samples of the legs, in order; the same for an amplitude at one place.
    lead : str
        Its name as in the record.
    name : str
        What the reader calls it; empty for nothing.
    first_value, second_value : float or None
        Where the arms stand, in the unit of the lead; None where it has no value.
    unit : str
        Of the values.
    rr_ms : float or None
        Of QT the RR interval before its beat, which it is corrected for; None where
        there is none.
    """

    kind: ClassVar[str] = "measurement"

    what: Measured
    start: int
    stop: int
    lead: str
    name: str = ""
    first_value: float | None = None
    second_value: float | None = None
    unit: str = "mV"
    rr_ms: float | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot have been measured.

        Raises
        ------
        ValueError
            If it ends before it begins, or is an interval of nothing, or a value is
            not finite.
        """
        if self.start > self.stop:
            raise ValueError("A measurement ends after it begins.")
        if self.start == self.stop and self.what is not Measured.AMPLITUDE:
            raise ValueError("An interval ends after it begins.")
        if self.rr_ms is not None and not self.rr_ms > 0:
            raise ValueError("An RR interval is positive.")
        for value in (self.first_value, self.second_value, self.rr_ms):
            if value is not None and not math.isfinite(value):
                raise ValueError("A measured value is finite.")

    @property
    def span(self) -> tuple[int, int]:
        """Where it is: samples [start, stop)."""
        return self.start, self.stop + 1

    @property
    def words(self) -> str:
        """What the reader calls it."""
        return self.name

    @property
    def amplitude(self) -> float | None:
        """How much higher the second arm is, in the unit of the lead."""
        if self.first_value is None or self.second_value is None:
            return None
        return self.second_value - self.first_value

    def duration_ms(self, fs: float) -> float:
        """Return the time between the legs."""
        return 1000.0 * (self.stop - self.start) / fs

    def bpm(self, fs: float) -> float | None:
        """Return the heart rate of an RR interval; None of anything else."""
        is_rr = self.what is Measured.RR
        return 60.0 * fs / (self.stop - self.start) if is_rr else None

    def qtc_ms(self, fs: float) -> tuple[float, float] | None:
        """Return QTc by Bazett and by Fridericia; None without an RR interval."""
        if self.rr_ms is None:
            return None
        return corrected_qt_ms(self.duration_ms(fs), self.rr_ms)

    def time_text(self, fs: float) -> str:
        """Return what is measured in time, in words.

        A rate is said of an interval from one R-peak to the next alone, and of an
        interval named QT what it is corrected for the rate.
        """
        is_rr = self.what is Measured.RR
        name = self.name or ("RR" if is_rr else "")
        text = f"{name} {self.duration_ms(fs):.0f} ms".lstrip()
        if is_rr:
            return f"{text}   {self.bpm(fs):.0f} bpm"
        qtc_ms = self.qtc_ms(fs)
        if qtc_ms is None:
            return text
        bazett, fridericia = qtc_ms
        return (
            f"{text}   QTc {bazett:.0f} ms (Bazett), {fridericia:.0f} ms (Fridericia)"
        )

    def text(self, fs: float) -> str:
        """Return time and amplitude in words; of an amplitude, that alone."""
        amplitude = self.amplitude
        volts = "" if amplitude is None else f"{amplitude:+.2f} {self.unit}"
        if self.what is Measured.AMPLITUDE and volts:
            return " ".join(filter(None, (self.name, volts)))
        return "   ".join(filter(None, (self.time_text(fs), volts)))


def measurement_of(
    caliper: Caliper,
    peaks: Samples,
    fs: float,
    lead: str,
    unit: str = "mV",
    name: str = "",
) -> Measurement:
    """Return what a caliper measures.

    Parameters
    ----------
    caliper : Caliper
    peaks : ndarray of int64
        R-peaks in order.
    fs : float
        Sampling frequency in Hz.
    lead, unit : str
        The lead whose values the arms stand at.
    name : str
        What the reader calls the interval.
    """
    what, rr = Measured.INTERVAL, None
    if name == AMPLITUDE or not caliper.interval:
        what = Measured.AMPLITUDE
    elif _is_rr(caliper, peaks):
        what = Measured.RR
    elif name == QT:
        what, rr = Measured.QT, _rr_before(caliper, peaks, fs)
    start, stop = sorted((caliper.first, caliper.second))
    rr_ms = None if rr is None else 1000.0 * rr / fs
    return Measurement(
        what,
        start,
        stop,
        lead,
        name,
        _known(caliper.first_value),
        _known(caliper.second_value),
        unit,
        rr_ms,
    )


def corrected_qt_ms(qt_ms: float, rr_ms: float) -> tuple[float, float]:
    """Return QTc in ms: by Bazett (1920), QT / RR^(1/2), and by Fridericia (1920).

    The latter is QT / RR^(1/3); RR, before the beat, is in seconds.
    """
    rr_s = rr_ms / 1000.0
    return float(qt_ms / rr_s**0.5), float(qt_ms / rr_s ** (1 / 3))


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _is_rr(caliper: Caliper, peaks: Samples) -> bool:
    legs = sorted((caliper.first, caliper.second))
    row = int(np.searchsorted(peaks, legs[0]))
    return bool(np.array_equal(peaks[row : row + 2], legs))


def _rr_before(caliper: Caliper, peaks: Samples, fs: float) -> int | None:
    """Return the RR interval before the beat of a QT interval, in samples."""
    start = min(caliper.first, caliper.second)
    row = int(np.searchsorted(peaks, start))
    if not 0 < row < len(peaks) or peaks[row] - start > _Q_TO_R_S * fs:
        return None
    # Two annotations may be at one sample.
    return int(peaks[row] - peaks[row - 1]) or None
