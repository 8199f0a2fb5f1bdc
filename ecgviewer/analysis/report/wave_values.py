"""Values of a report about QRS, QT and ST."""

from __future__ import annotations

from dataclasses import dataclass

from ecgviewer.analysis.report.values import Place


@dataclass(frozen=True)
class WaveStretch:
    """What was measured of the median normal beat of a few minutes.

    Attributes
    ----------
    place : Place
    n_beats : int
        How many beats it is the median of.
    rr_ms : float
        Mean RR interval before these beats.
    qrs_ms, qt_ms : float or None
        None where it could not be measured.
    qtc_bazett_ms, qtc_fridericia_ms : float or None
    st_mv : tuple of float or None
        Of each of `Waves.leads`.
    """

    place: Place
    n_beats: int
    rr_ms: float
    qrs_ms: float | None
    qt_ms: float | None
    qtc_bazett_ms: float | None
    qtc_fridericia_ms: float | None
    st_mv: tuple[float | None, ...]


@dataclass(frozen=True)
class StAt:
    """An ST level and the stretch that it is of."""

    mv: float
    place: Place


@dataclass(frozen=True)
class LeadSt:
    """The ST level of a lead over the record.

    Attributes
    ----------
    name : str
    why_not : str
        Why it was not measured; empty where it was.
    n_stretches : int
        In how many stretches it was.
    median_mv : float or None
    highest, lowest : StAt or None
        Greatest elevation and depression.
    """

    name: str
    why_not: str
    n_stretches: int
    median_mv: float | None
    highest: StAt | None
    lowest: StAt | None


@dataclass(frozen=True)
class Qtc:
    """QT by one rule of correction: its mean, and where it is longest."""

    mean_ms: float
    longest_ms: float
    longest: Place


@dataclass(frozen=True)
class Waves:
    """QRS, QT and ST of normal beats.

    Attributes
    ----------
    stretches : tuple of WaveStretch
        Those with enough normal beats.
    leads : tuple of LeadSt
    qrs_ms : float or None
        Median of the stretches.
    n_qt : int
        In how many stretches QT was measured.
    qt_why_not : str
        Why it was in none; empty where it was.
    qt_ms : float or None
        Mean of the stretches.
    bazett, fridericia : Qtc or None
    """

    stretches: tuple[WaveStretch, ...]
    leads: tuple[LeadSt, ...]
    qrs_ms: float | None
    n_qt: int
    qt_why_not: str
    qt_ms: float | None
    bazett: Qtc | None
    fridericia: Qtc | None


@dataclass(frozen=True)
class StretchWaves:
    """Of an hour or a day: mean QT and QTc, and the ST level that deviates most.

    `st_lead` is the name of its lead; empty where none was measured.
    """

    qt_ms: float | None
    qtc_bazett_ms: float | None
    qtc_fridericia_ms: float | None
    st_mv: float | None
    st_lead: str
