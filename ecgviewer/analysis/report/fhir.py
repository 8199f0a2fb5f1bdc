"""A report as a FHIR R4 bundle: a DiagnosticReport, its Observations, and the PDF.

As the Holter profile of HL7 Belgium has it. FHIR knows no time of day without a time
zone, which recordings do not have: dates are those of the recording, and each event
has its seconds from the beginning.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from typing import Any

from ecgviewer.analysis.listed_rhythms import SUGGESTION
from ecgviewer.analysis.report.classifier_facts import class_text
from ecgviewer.analysis.report.facts import ListedRhythm, ReportFacts
from ecgviewer.analysis.report.fhir_values import (
    Coded,
    Resource,
    concept,
    measured,
    observation,
)
from ecgviewer.analysis.report.known_patient import KnownPatient, known_patient
from ecgviewer.analysis.report.places import Times
from ecgviewer.analysis.report.values import RateAt, Rates
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind

# Codes are those of HL7 Belgium's Holter guide, or stand with this name in several
# published value sets; what has none that could be confirmed is told in words.
_HOLTER = Coded("http://loinc.org", "18754-2", "Holter monitor study")
_RATE = Coded("http://loinc.org", "8867-4", "Heart rate")
_DAY_RATE, _PVC = (Coded("http://loinc.org", code) for code in ("8878-1", "76126-2"))
_QRS, _QT, _QTC, _SDNN = (
    Coded("http://loinc.org", *each)
    for each in (
        ("8633-0", "QRS duration"),
        ("8634-8", "Q-T interval"),
        ("8636-3", "Q-T interval corrected"),
        ("80404-7", "R-R interval.standard deviation (Heart rate variability)"),
    )
)
_CATEGORY = Coded(
    "http://terminology.hl7.org/CodeSystem/v2-0074", "EC", "Electrocardiac"
)
_SNOMED = "http://snomed.info/sct"
_FINDINGS = {
    EpisodeKind.AF: ("49436004", "Atrial fibrillation"),
    EpisodeKind.ATRIAL_FLUTTER: ("5370000", "Atrial flutter"),
    EpisodeKind.VT: ("25569003", "Ventricular tachycardia"),
    EpisodeKind.VF: ("71908006", "Ventricular fibrillation"),
    EpisodeKind.SVT: ("6456007", "Supraventricular tachycardia"),
    EpisodeKind.ASYSTOLE: ("397829000", "Asystole"),
    EpisodeKind.TACHYCARDIA: ("3424008", "Tachycardia"),
    EpisodeKind.BRADYCARDIA: ("48867003", "Bradycardia"),
}
#: A rate of 24 hours is one of nearly as long.
_DAY_S = 20 * 3600.0
_ONLY = "Research use only, not a medical device."
_PDF = "application/pdf"


def fhir_of(facts: ReportFacts, written_at: str, pdf: bytes) -> bytes:
    """Return the bundle of a report.

    Parameters
    ----------
    facts : ReportFacts
    written_at : str
        When, UTC in ISO 8601.
    pdf : bytes
        The report as a PDF file.
    """
    return _Bundle(facts, written_at).json_with(pdf)


class _Bundle:
    def __init__(self, facts: ReportFacts, written_at: str) -> None:
        self._facts, self._written_at = facts, written_at
        self._names = f"{facts.head!r} {facts.beats.n_beats}"

    def json_with(self, pdf: bytes) -> bytes:
        patient = self._entry("patient", _patient(known_patient(self._facts)))
        subject = {"reference": patient["fullUrl"]}
        found = [
            self._entry(f"observation {number}", {**each, "subject": subject})
            for number, each in enumerate(self._observations(), 1)
        ]
        report = self._report(pdf)
        report["subject"] = subject
        report["result"] = [{"reference": each["fullUrl"]} for each in found]
        bundle = {
            "resourceType": "Bundle",
            "type": "collection",
            "timestamp": self._written_at,
            "entry": [self._entry("report", report), patient, *found],
        }
        return f"{json.dumps(bundle, indent=1)}\n".encode()

    def _entry(self, name: str, resource: Resource) -> dict[str, Any]:
        # The same facts have the same names, so that they can be sent again.
        url = uuid.uuid5(uuid.NAMESPACE_OID, f"{self._names} {name}").urn
        return {"fullUrl": url, "resource": resource}

    @property
    def _status(self) -> str:
        return "final" if self._facts.review.is_finished else "preliminary"

    def _report(self, pdf: bytes) -> Resource:
        head, said = self._facts.head, self._facts.items.conclusion
        report: Resource = {
            "resourceType": "DiagnosticReport",
            "status": self._status,
            "category": [concept(_CATEGORY)],
            "code": concept(_HOLTER),
            "issued": self._written_at,
            "presentedForm": [
                {
                    "contentType": _PDF,
                    "data": base64.b64encode(pdf).decode(),
                    "title": f"ECG report: {head.record}",
                    "creation": self._written_at,
                }
            ],
            "conclusion": "\n\n".join(filter(None, (said, self._weakness, _ONLY))),
        }
        if period := self._period():
            report["effectivePeriod"] = period
        if signer := (head.signature and head.signature.by):
            report["resultsInterpreter"] = [{"display": signer}]
        return report

    @property
    def _weakness(self) -> str:
        """What the classifier that labelled the beats finds worst; empty if unknown."""
        known = self._facts.review.classifier
        weak = known and known.weak_at(known.weakest)
        return (
            f"Classifier in its test, {weak.name}: {class_text(weak)}." if weak else ""
        )

    def _period(self) -> dict[str, str]:
        """Return the dates of the recording; nothing where they are not known."""
        head, times = self._facts.head, Times.of(self._facts.head)
        start, end = times.date(0), times.date(max(head.n_samples - 1, 0))
        return {"start": start, "end": end} if start and end else {}

    def _observations(self) -> Iterator[Resource]:
        facts, status = self._facts, self._status
        counted = self._rate(), self._beats(), *self._ectopics(), *self._waves()
        for each in counted:
            yield self._dated(observation(status, **each))
        for row in facts.rhythms:
            yield self._dated(observation(status, **self._event(row)))

    def _dated(self, resource: Resource) -> Resource:
        period = self._period()
        return {**resource, "effectivePeriod": period} if period else resource

    def _rate(self) -> dict[str, Any]:
        rates, long = self._facts.beats.rates, self._facts.head.duration_s >= _DAY_S
        return {
            "code": concept(_DAY_RATE if long else _RATE, "Mean heart rate"),
            "value": measured(rates.mean_bpm, "/min"),
            "parts": list(self._extremes(rates)),
        }

    def _extremes(self, rates: Rates) -> Iterator[tuple[Resource, Resource | None]]:
        for name, rate in (("Lowest", rates.slowest), ("Highest", rates.fastest)):
            yield concept(_RATE, f"{name} heart rate"), _bpm(rate)

    def _beats(self) -> dict[str, Any]:
        beats = self._facts.beats
        counted = (*beats.classes, beats.paced)
        return {
            "code": concept(None, "Beats"),
            "value": measured(beats.n_beats, "{beats}"),
            "parts": [
                (
                    concept(None, f"{each.name} {each.title}".strip()),
                    measured(each.n_beats, "{beats}"),
                )
                for each in counted
            ],
        }

    def _ectopics(self) -> Iterator[dict[str, Any]]:
        facts = self._facts
        for code, found in (
            (concept(_PVC, "Ventricular ectopic beats"), facts.ventricular),
            (concept(None, "Supraventricular ectopic beats"), facts.supraventricular),
        ):
            yield {
                "code": code,
                "value": measured(found.n_beats, "{beats}"),
                "parts": [
                    (concept(None, "Share of all beats"), measured(found.percent, "%")),
                    (concept(None, "Single"), measured(found.n_single, "{beats}")),
                    *(
                        (concept(None, name), measured(events.n_events, "{events}"))
                        for name, events in (
                            ("Couplets", found.couplets),
                            ("Runs", found.runs),
                            ("Bigeminy", found.bigeminy),
                            ("Trigeminy", found.trigeminy),
                        )
                    ),
                ],
            }
        af, variability = facts.fibrillation, facts.variability
        yield {
            "code": concept(None, "Share of time in atrial fibrillation or flutter"),
            "value": measured(af.percent, "%"),
            "parts": [
                (concept(None, "Episodes"), measured(af.n_episodes, "{events}")),
                (concept(None, "Longest"), measured(af.longest_s, "s")),
                (
                    concept(_RATE, "Mean heart rate in it"),
                    measured(af.mean_bpm, "/min"),
                ),
            ],
        }
        yield {
            "code": concept(_SDNN, "Variability of the heart rate: SDNN"),
            "value": measured(variability.sdnn_ms, "ms"),
            "parts": [
                (concept(None, "RMSSD"), measured(variability.rmssd_ms, "ms")),
                (concept(None, "pNN50"), measured(variability.pnn50_percent, "%")),
            ],
        }

    def _waves(self) -> Iterator[dict[str, Any]]:
        waves = self._facts.waves
        known = (("Fridericia", waves.fridericia), ("Bazett", waves.bazett))
        yield {
            "code": concept(_QT, "Mean QT interval of normal beats"),
            "value": measured(waves.qt_ms, "ms"),
            "parts": [
                (concept(_QRS), measured(waves.qrs_ms, "ms")),
                *(
                    (
                        concept(_QTC, f"{name} QTc ({rule})"),
                        measured(None if qtc is None else getattr(qtc, field), "ms"),
                    )
                    for rule, qtc in known
                    for name, field in (("Mean", "mean_ms"), ("Longest", "longest_ms"))
                ),
            ],
        }
        for lead in waves.leads:
            yield {
                "code": concept(None, f"ST level, lead {lead.name}"),
                "value": measured(lead.median_mv, "mV"),
                "parts": [
                    (
                        concept(None, f"{name} level"),
                        measured(None if at is None else at.mv, "mV"),
                    )
                    for name, at in (("Lowest", lead.lowest), ("Highest", lead.highest))
                ],
                "note": lead.why_not,
            }

    def _event(self, row: ListedRhythm) -> dict[str, Any]:
        kind = EpisodeKind(row.kind)
        code = _FINDINGS.get(kind)
        times = Times.of(self._facts.head)
        return {
            "code": concept(Coded(_SNOMED, *code) if code else None, kind.title),
            "value": measured(row.duration_s, "s"),
            "parts": [
                (
                    concept(None, "Seconds from the beginning"),
                    measured(times.at_s(row.place.first_sample), "s"),
                ),
                (concept(None, "Beats"), measured(row.n_beats, "{beats}")),
                (concept(_RATE), measured(row.rate_bpm, "/min")),
            ],
            "note": row.note if row.origin != SUGGESTION else "suggested, not answered",
        }


def _bpm(rate: RateAt | None) -> Resource | None:
    return measured(rate.bpm if rate else None, "/min")


def _patient(known: KnownPatient) -> Resource:
    patient: Resource = {"resourceType": "Patient"}
    if known.name:
        patient["name"] = [{"text": known.name}]
    if known.code:
        patient["identifier"] = [{"value": known.code}]
    if known.gender:
        patient["gender"] = known.gender
    if born := known.birthdate:
        patient["birthDate"] = born.isoformat()
    return patient
