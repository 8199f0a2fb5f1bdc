"""What a report says of the items of a review: strips, measurements, notes, patient."""

from __future__ import annotations

from dataclasses import dataclass

from ecgviewer.analysis.report.values import Place


@dataclass(frozen=True)
class StripFact:
    """A strip, in the order of the report; `origin` is as in the CSV of an export."""

    place: Place
    leads: tuple[str, ...]
    caption: str
    speed_mm_s: float
    gain_mm_mv: float
    origin: str


@dataclass(frozen=True)
class MeasurementFact:
    """What was measured; None where it is not known, or not of its kind.

    Attributes
    ----------
    place : Place
    what, name, lead : str
        `what` is as in the CSV of an export.
    duration_ms, rate_bpm : float or None
    qtc_bazett_ms, qtc_fridericia_ms : float or None
    amplitude : float or None
    unit : str
        Of the amplitude.
    text : str
        All of it in words.
    """

    place: Place
    what: str
    name: str
    lead: str
    duration_ms: float
    rate_bpm: float | None
    qtc_bazett_ms: float | None
    qtc_fridericia_ms: float | None
    amplitude: float | None
    unit: str
    text: str


@dataclass(frozen=True)
class NoteFact:
    """A note, or an event of the patient with the rhythm at that time.

    Attributes
    ----------
    place : Place
    text, symptom, source : str
        `source` is as in the CSV of an export.
    is_of_patient : bool
    rhythms : tuple of str
        The rhythms listed there, called as in the CSV of an export.
    rate_bpm : float or None
        Mean heart rate within five seconds of it.
    """

    place: Place
    text: str
    symptom: str
    source: str
    is_of_patient: bool
    rhythms: tuple[str, ...]
    rate_bpm: float | None


@dataclass(frozen=True)
class PatientFact:
    """What the reader says of the patient; empty where nothing."""

    name: str = ""
    patient_id: str = ""
    birth: str = ""
    age: str = ""
    sex: str = ""
    drugs: str = ""
    indication: str = ""
    recorder: str = ""
    remark: str = ""


@dataclass(frozen=True)
class ItemFacts:
    """The items of a review; `conclusion` is empty if there is none."""

    patient: PatientFact
    conclusion: str
    strips: tuple[StripFact, ...]
    measurements: tuple[MeasurementFact, ...]
    notes: tuple[NoteFact, ...]
