"""Label schemes as JSON values, for bundles, journals and training, and in words."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ecgviewer.core.label_class import LabelClass, Role
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET
from ecgviewer.core.predictions import Predictions

_TEXTS = tuple(field.name for field in fields(LabelClass) if field.name != "role")
_OTHER_CLASSIFIER = (
    "The review was made with {before}; {now} labels its beats now. What you labelled "
    "stays, other beats may have other labels. Settings > Classifier gives those from "
    "before."
)
_KEPT = (
    "This review has the classes {review}, the classifier {classifier}. Every label "
    "stays as it is, and beats are labelled {review} as before. {counted}"
)


def scheme_content(scheme: LabelScheme) -> list[dict[str, str]]:
    """Return a scheme as JSON values; `scheme_of` is the inverse."""
    return [
        {name: getattr(each, name) for name in _TEXTS} | {"role": each.role.value}
        for each in scheme.classes
    ]


def scheme_of(content: Any) -> LabelScheme:  # noqa: ANN401
    """Return the scheme that JSON values describe; nothing at all is `AAMI`.

    Raises
    ------
    ValueError
        If they are not a scheme; the message says what is wrong.
    """
    if content is None:
        return AAMI
    if not isinstance(content, list):
        raise ValueError("a label scheme is a list of classes")
    return LabelScheme(tuple(_class_of(each) for each in content))


def _class_of(content: object) -> LabelClass:
    if not isinstance(content, dict):
        raise ValueError(f"{content!r} does not describe a class of beats")
    texts = {}
    for name in (*_TEXTS, "role"):
        if not isinstance(content.get(name), str):
            raise ValueError(f"a class of beats has no {name}")
        texts[name] = content[name]
    role = texts.pop("role")
    known = [each.value for each in Role]
    if role not in known:
        raise ValueError(f"{role!r} is not a role; give one of {', '.join(known)}")
    return LabelClass(role=Role(role), **texts)


def other_classifier_text(made_with: str, predictions: Predictions) -> str:
    """Return what a reader must know of a review that was made with another classifier.

    Parameters
    ----------
    made_with : str
        The id of that classifier; empty for none.
    predictions : Predictions
        Those of the classifier in use.

    Returns
    -------
    str
        Empty where there is nothing to say.
    """
    now = predictions.classifier_id
    if not (made_with and now) or made_with == now:
        return ""
    return _OTHER_CLASSIFIER.format(before=made_with, now=now)


def kept_text(review: LabelScheme, predictions: Predictions) -> str:
    """Return what a reader must know of a classifier that has other classes.

    Parameters
    ----------
    review : LabelScheme
        The classes of the review, which stay.
    predictions : Predictions
        Those of the classifier.

    Returns
    -------
    str
        Empty where there is nothing to say.
    """
    classifier, classes = predictions.scheme, predictions.classes
    if review == classifier:
        return ""
    there = classifier.codes_in(review, classes)
    pairs = [(classifier.name(c), code) for c, code in zip(classes, there, strict=True)]
    changed = [
        f"{name} as {review.name(code)}"
        for name, code in pairs
        if review.name(code, name) != name
    ]
    lost = [name for name, code in pairs if code == UNSET]
    notes = [f"Its predictions count here: {', '.join(changed)}."] if changed else []
    if lost:
        notes.append(
            f"Beats that it calls {' or '.join(lost)} have no prediction here."
        )
    return _KEPT.format(
        review=" ".join(review.names),
        classifier=" ".join(classifier.name(code) for code in classes),
        counted=" ".join(notes),
    ).rstrip()
