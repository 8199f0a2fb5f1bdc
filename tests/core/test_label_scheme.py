from __future__ import annotations

import json
import pickle
from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.label_class import LabelClass, Role
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import (
    CLASS_TITLES,
    LITERATURE_MAP,
    UNSET,
    BeatClass,
    labels_of,
    symbols_for,
)
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.scheme_text import (
    kept_text,
    other_classifier_text,
    scheme_content,
    scheme_of,
)
from ecgviewer.resources import resource_path
from tests.label_schemes import N_L_R_S_V_P, N_V

_SYMBOLS = np.array(["N", "L", "R", "A", "V", "/", "F", "Q", ""])


def test_the_default_scheme_is_that_of_the_standard() -> None:
    assert AAMI.names == tuple(c.name for c in BeatClass)
    assert dict(AAMI.class_map) == dict(LITERATURE_MAP)
    assert [AAMI.title(c) for c in BeatClass] == [CLASS_TITLES[c] for c in BeatClass]
    assert AAMI.labels_of(_SYMBOLS).tolist() == labels_of(_SYMBOLS).tolist()
    codes = np.array([*BeatClass, UNSET], np.uint8)
    current = np.array(["L", "V", "E", "N", "f", "N"])
    expected = symbols_for(codes, current).tolist()
    assert AAMI.symbols_for(codes, current).tolist() == expected
    assert AAMI.ectopic == (BeatClass.S, BeatClass.V, BeatClass.F)


def test_codes_are_places_in_the_scheme() -> None:
    assert N_V.labels_of(_SYMBOLS).tolist() == [0, 0, 0, 0, 1, UNSET, 1, UNSET, UNSET]
    paced = N_L_R_S_V_P.labels_of(_SYMBOLS)
    assert paced.tolist() == [0, 1, 2, 3, 4, 5, 4, UNSET, UNSET]
    assert [N_L_R_S_V_P.name(c, "·") for c in (0, 5, UNSET)] == ["N", "P", "·"]
    assert N_L_R_S_V_P.code("P") == 5
    with pytest.raises(KeyError):
        N_V.code("S")


def test_a_label_is_written_as_the_first_symbol_of_its_class() -> None:
    labels = np.array([5, 5, 0, 1, UNSET], np.uint8)
    current = np.array(["", "f", "L", "L", "V"])
    written = N_L_R_S_V_P.symbols_for(labels, current)
    assert written.tolist() == ["/", "f", "N", "L", ""]
    shown = N_L_R_S_V_P.symbols_shown(labels, np.array(["", "", "", "", ""]))
    assert shown.tolist() == ["/", "/", "N", "L", "?"]
    kept = N_V.symbols_shown(np.array([1, 0], np.uint8), np.array(["A", ""]))
    assert kept.tolist() == ["A", "N"]


def test_rhythms_see_what_a_class_counts_as() -> None:
    labels = np.array([*N_L_R_S_V_P.codes, UNSET], np.uint8)
    n, s, v, q = BeatClass.N, BeatClass.S, BeatClass.V, BeatClass.Q
    assert N_L_R_S_V_P.aami(labels).tolist() == [n, n, n, s, v, q, UNSET]
    assert AAMI.aami(labels) is labels
    assert N_L_R_S_V_P.ectopic == (3, 4)
    plain, ectopic = (0, 1, 2, 5), (3, 4)
    assert N_L_R_S_V_P.draw_order == (UNSET, *plain, *ectopic)
    assert N_L_R_S_V_P.with_role(Role.NORMAL) == (0, 1, 2)
    assert N_V.label_names("?")[[0, 1, UNSET]].tolist() == ["N", "V", "?"]


def test_classes_of_one_scheme_are_found_in_another_by_their_symbol() -> None:
    n, s, v, q = BeatClass.N, BeatClass.S, BeatClass.V, BeatClass.Q
    codes = N_L_R_S_V_P.codes_in(AAMI, N_L_R_S_V_P.codes)
    assert codes == (n, n, n, s, v, q)
    assert AAMI.codes_in(N_V, (n, s, v, q)) == (0, 0, 1, UNSET)


@pytest.mark.parametrize("scheme", [AAMI, N_V, N_L_R_S_V_P])
def test_a_scheme_comes_back_from_a_file(scheme: LabelScheme) -> None:
    assert scheme_of(scheme_content(scheme)) == scheme


def test_a_scheme_goes_to_another_process() -> None:
    assert N_V.class_map["A"] == 0
    there = pickle.loads(pickle.dumps(N_V))
    assert there == N_V
    assert there.class_map == N_V.class_map


def test_the_scheme_of_the_guide_is_one() -> None:
    page = resource_path("guide/22-for-researchers.md").read_text(encoding="utf-8")
    content = json.loads(page.split("```json\n")[1].split("```")[0])
    scheme = scheme_of(content["label_scheme"])
    assert scheme.names == tuple(content["classes"])
    assert scheme.keys == ("N", "2", "V", "P")


def test_no_scheme_is_the_default_one() -> None:
    assert scheme_of(None) is AAMI


_N, _V = N_V.classes


@pytest.mark.parametrize(
    ("classes", "message"),
    [
        ((_N,), "2 to 9"),
        (AAMI.classes * 2, "2 to 9"),
        ((_N, replace(_V, name="N")), "same name"),
        ((_N, replace(_V, key="N")), "same key"),
        ((_N, replace(_V, symbols="N")), "two classes"),
        ((_N, replace(_V, name="v")), "capital letter"),
        ((_N, replace(_V, name="VV")), "capital letter"),
        ((_N, replace(_V, key="1")), "capital letter"),
        ((_N, replace(_V, title=" ")), "no title"),
        ((_N, replace(_V, title="a\nb")), "no title"),
        ((_N, replace(_V, symbols="V+")), r"'\+' is not the WFDB symbol"),
        ((_N, replace(_V, symbols="")), "needs the WFDB symbol"),
        ((_N, replace(_V, light="#12345g")), "not a colour"),
        ((_N, replace(_V, dark="red")), "not a colour"),
    ],
)
def test_classes_that_cannot_be_told_apart_or_shown_are_refused(
    classes: tuple[LabelClass, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        LabelScheme(classes)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"role": "sleepy"}, "sleepy.*give one of normal"),
        ({"role": None}, "no role"),
        ({"title": 3}, "no title"),
    ],
)
def test_what_is_no_class_in_a_file_is_refused(
    change: dict[str, object], message: str
) -> None:
    first, second = scheme_content(N_V)
    with pytest.raises(ValueError, match=message):
        scheme_of([first, {**second, **change}])


def test_what_is_no_scheme_in_a_file_is_refused() -> None:
    with pytest.raises(ValueError, match="list of classes"):
        scheme_of({"N": "Normal"})
    with pytest.raises(ValueError, match="does not describe"):
        scheme_of(["N", "V"])


def _told(review: LabelScheme, classifier: LabelScheme, *classes: int) -> str:
    return kept_text(review, Predictions.empty(classes, "its", classifier))


def test_a_reader_is_told_what_another_classifiers_classes_count_as() -> None:
    assert kept_text(AAMI, Predictions.empty()) == ""
    paced = _told(AAMI, N_L_R_S_V_P, *N_L_R_S_V_P.codes)
    assert "the classes N S V F Q, the classifier N L R S V P" in paced
    assert "L as N" in paced
    assert "P as Q" in paced
    assert "S as S" not in paced
    assert "no prediction" not in paced
    rest = _told(N_V, AAMI, *AAMI.codes)
    assert "F as V" in rest
    assert "Beats that it calls Q have no prediction here." in rest
    q_alone = LabelScheme((_N, replace(_V, name="Q", key="Q", symbols="Q")))
    lost = _told(N_V, q_alone, 1)
    assert "count here" not in lost


def test_a_review_made_with_another_classifier_says_what_changes() -> None:
    now = Predictions.empty(classifier_id="new-1")
    text = other_classifier_text("old-1", now)
    assert text.startswith("The review was made with old-1; new-1 labels its beats now")
    assert "What you labelled stays" in text
    assert other_classifier_text("new-1", now) == ""
    assert other_classifier_text("", now) == ""
    assert other_classifier_text("old-1", Predictions.empty()) == ""
