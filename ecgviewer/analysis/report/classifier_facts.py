"""What a classifier is known to be weak at, from the bundle that it came with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ecgviewer.classifier.bundle import BundleError, load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle, known_bundles
from ecgviewer.classifier.known_figures import KnownFigures, known_figures

WEAKNESS_TITLE = "Classifier's known weakness"
#: A class of which a smaller share is found is told of where its beats are counted.
_WEAK_PERCENT = 90.0


@dataclass(frozen=True)
class ClassFact:
    """Of a class in the test: share of its beats found, and of its labels right."""

    name: str
    found_percent: float | None
    right_percent: float | None


@dataclass(frozen=True)
class ClassifierFact:
    """How the classifier did on the records that tested it.

    Attributes
    ----------
    n_records : int
    accuracy_percent : float or None
    classes : tuple of ClassFact
    weakest : str
        The class of which fewest beats were found; empty where that is not known.
    worst_record : str
        The record with the most labels wrong; empty where that is not known.
    worst_percent : float or None
        How many of its labels were right.
    limits : tuple of str
        What its card says of its limits.
    """

    n_records: int
    accuracy_percent: float | None
    classes: tuple[ClassFact, ...]
    weakest: str
    worst_record: str
    worst_percent: float | None
    limits: tuple[str, ...]

    def weak_at(self, name: str) -> ClassFact | None:
        """Return the figures of a class of which too few beats are found."""
        for each in self.classes:
            found = each.found_percent
            if each.name == name and found is not None and found < _WEAK_PERCENT:
                return each
        return None


def classifier_fact(classifier_id: str, bundle: str = "") -> ClassifierFact | None:
    """Return what is known of a classifier.

    None of no classifier, of one whose bundle is not here, and where the bundle says
    nothing of a test.

    Parameters
    ----------
    classifier_id : str
        Of what labelled the beats; empty for nothing.
    bundle : str
        Name or folder of its bundle, where it was named.
    """
    if not classifier_id:
        return None
    for path in [find_bundle(bundle)] if bundle else known_bundles().values():
        try:
            found = load_bundle(path)
        except BundleError:
            # Another one that is damaged says nothing of this one.
            continue
        if found.classifier_id == classifier_id:
            known = known_figures(found)
            return None if known is None else _fact(known)
    return None


def _fact(known: KnownFigures) -> ClassifierFact:
    return ClassifierFact(
        n_records=known.n_records,
        accuracy_percent=_percent(known.accuracy),
        classes=tuple(
            ClassFact(each.name, _percent(each.sensitivity), _percent(each.ppv))
            for each in known.classes
        ),
        weakest=known.weakest.name if known.weakest else "",
        worst_record=known.worst_record,
        worst_percent=_percent(known.worst_accuracy),
        limits=known.limits,
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def weakness_rows(fact: ClassifierFact) -> Iterator[tuple[str, str]]:
    """Yield what is known of a classifier, in words."""
    accuracy = fact.accuracy_percent
    if accuracy is not None:
        yield "Tested on", f"{fact.n_records} records: {accuracy:.1f} % of labels right"
    for each in fact.classes:
        name = f"Weakest: {each.name}" if each.name == fact.weakest else each.name
        yield name, class_text(each)
    if fact.worst_percent is not None:
        text = f"{fact.worst_percent:.1f} % of labels right"
        yield "Worst record of the test", f"{fact.worst_record}: {text}"
    for number, limit in enumerate(fact.limits):
        yield "" if number else "Limits", limit


def class_text(each: ClassFact) -> str:
    """Return how a class did, in words."""
    said = []
    if each.found_percent is not None:
        said.append(f"{each.found_percent:.1f} % of its beats found")
    if each.right_percent is not None:
        said.append(f"{each.right_percent:.1f} % of its labels right")
    return ", ".join(said) or "not known"
