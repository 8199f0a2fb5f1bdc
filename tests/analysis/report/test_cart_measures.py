"""What a cart measured stands beside what is measured here."""

from __future__ import annotations

import pytest

from ecgviewer.analysis.report.cart_measures import cart_measures, cart_sections
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.page_sections import sections_of
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.core.beats import new_beats
from ecgviewer.core.cart_measure import CART_TITLE
from ecgviewer.core.review.session import ReviewSession
from tests.analysis.report.test_waves import review

_DETAILS = (
    ("Patient code", "17"),
    ("Cart: Ventricular Heart Rate", "66 /min"),
    ("Cart: RR interval", "900 ms"),
    ("Cart: QRS duration", "88 ms"),
    ("Cart: QT Interval", "401 ms"),
    ("Cart: QTc interval", "420 ms"),
    ("Cart: QTc interval (Fridericia)", "415 ms"),
    ("Cart: P axis", "44 °"),
    ("Cart: interpretation", "Sinus rhythm; here and there a VPC"),
)


@pytest.fixture(scope="module")
def facts() -> ReportFacts:
    return report_facts(review(6.0, details=_DETAILS))


def test_ours_stands_beside_the_same_measure(facts: ReportFacts) -> None:
    waves = facts.waves
    assert waves.bazett is not None
    assert waves.fridericia is not None
    bazett, fridericia = waves.bazett.mean_ms, waves.fridericia.mean_ms
    found = {name: (cart, here) for name, cart, here in cart_measures(facts)}
    assert found == {
        "Ventricular Heart Rate": ("66 /min", "67/min"),
        "RR interval": ("900 ms", "900 ms"),
        "QRS duration": ("88 ms", f"{waves.qrs_ms:.0f} ms"),
        "QT Interval": ("401 ms", f"{waves.qt_ms:.0f} ms"),
        "QTc interval": (
            "420 ms",
            f"{bazett:.0f} ms (Bazett), {fridericia:.0f} ms (Fridericia)",
        ),
        "QTc interval (Fridericia)": ("415 ms", f"{fridericia:.0f} ms"),
        "P axis": ("44 °", ""),
        "interpretation": ("Sinus rhythm; here and there a VPC", ""),
    }


def test_a_report_has_them_once(facts: ReportFacts) -> None:
    sections = dict(sections_of(facts))
    assert dict(sections[CART_TITLE])["RR interval"] == "900 ms; here 900 ms"
    assert dict(sections[CART_TITLE])["P axis"] == "44 °"
    recording = dict(sections["Recording"])
    assert recording["Patient code"] == "17"
    assert not any(name.startswith("Cart") for name in recording)


def test_what_is_not_measured_here_says_so() -> None:
    session = review(1.0, symbols="V", details=_DETAILS)
    found = {name: here for name, _, here in cart_measures(report_facts(session))}
    assert found["QRS duration"] == "not measured"
    assert found["QT Interval"] == "not measured: too few normal beats"
    assert found["QTc interval"] == "not measured: too few normal beats"
    one = ReviewSession(session.record, new_beats([900]), "II")
    found = {name: here for name, _, here in cart_measures(report_facts(one))}
    assert found["RR interval"] == "not measured"


def test_without_a_cart_there_is_no_section() -> None:
    assert [*cart_sections(report_facts(review(1.0)))] == []
