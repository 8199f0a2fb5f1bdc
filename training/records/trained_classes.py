"""The classes that a network tells apart: some of a label scheme, in an order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.classifier.bundle import Bundle
from ecgviewer.classifier.runtime import Classifier
from ecgviewer.core.label_class import Role
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET, Labels, Symbols
from ecgviewer.core.predictions import AAMI_CLASSES
from ecgviewer.core.scheme_text import scheme_content, scheme_of
from training.errors import TrainingError


def refuse_other_classes(bundle: Bundle | Classifier) -> None:
    """Check that a bundle or classifier tells N, S and V apart.

    Figures to be compared need that.

    Raises
    ------
    TrainingError
        Naming its classes.
    """
    if TrainedClasses.of(bundle) != TrainedClasses():
        names = " ".join(TrainedClasses.of(bundle).names)
        raise TrainingError(
            f"{bundle.classifier_id} has the classes {names}; this measures "
            "classifiers of N, S and V. Give one of these, or use training.evaluate "
            "on reference beats."
        )


@dataclass(frozen=True)
class TrainedClasses:
    """What the outputs of a network stand for.

    Attributes
    ----------
    scheme : LabelScheme
        What classes there are.
    codes : tuple of int
        Those that the network tells apart, in the order of its outputs.
    """

    scheme: LabelScheme = AAMI
    codes: tuple[int, ...] = AAMI_CLASSES

    @classmethod
    def of(cls, bundle: Bundle | Classifier) -> TrainedClasses:
        """Return the classes of a bundle, or of a classifier made of one."""
        return cls(bundle.scheme, bundle.classes)

    @classmethod
    def read(cls, path: Path) -> TrainedClasses:
        """Return the classes that a JSON file names, as a ``bundle.json`` does.

        ``label_scheme`` is a list of classes; ``classes`` names those to be told apart,
        in order, and all of them are where it is missing.

        Raises
        ------
        TrainingError
            If they cannot be trained; the message says what is wrong.
        """
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise TrainingError(f"{path} holds no label scheme: {error}.") from error
        return cls.said(said, path)

    @classmethod
    def said(cls, said: Any, path: Path) -> TrainedClasses:  # noqa: ANN401
        """Return the classes that the contents of a file name; see `read`.

        Where there is no ``label_scheme``, ``classes`` are some of AAMI's.
        """
        try:
            has_scheme = "label_scheme" in said or "classes" not in said
            scheme = scheme_of(said["label_scheme"]) if has_scheme else AAMI
            names = said.get("classes", scheme.names)
            codes = tuple(scheme.code(name) for name in names)
        except ValueError as error:
            raise TrainingError(f"{path} holds no label scheme: {error}.") from error
        except (KeyError, TypeError, AttributeError) as error:
            raise TrainingError(
                f"{path} holds no label scheme: {error} is missing or unknown."
            ) from error
        if len(codes) < 2 or len(set(codes)) < len(codes):
            raise TrainingError(f"{path}: name two classes or more, each of them once.")
        return cls(scheme, codes)

    @property
    def names(self) -> list[str]:
        """The letter of each output."""
        return [self.scheme.name(code) for code in self.codes]

    @property
    def normal(self) -> tuple[int, ...]:
        """The outputs that stand for normal beats, of which there are most."""
        normal = self.scheme.with_role(Role.NORMAL)
        return tuple(i for i, code in enumerate(self.codes) if code in normal)

    @property
    def paced(self) -> bool:
        """Whether one of the outputs stands for paced beats."""
        return any(code in self.scheme.with_role(Role.PACED) for code in self.codes)

    @property
    def content(self) -> dict[str, Any]:
        """What a ``bundle.json`` says of them; nothing of AAMI's scheme."""
        content: dict[str, Any] = {"classes": self.names}
        if self.scheme != AAMI:
            content["label_scheme"] = scheme_content(self.scheme)
        return content

    def __len__(self) -> int:
        """Return the number of outputs."""
        return len(self.codes)

    def outputs_of(self, symbols: Symbols) -> Labels:
        """Return the output that stands for each beat, UNSET for none."""
        return self.output_of_labels(self.scheme.labels_of(symbols))

    def output_of_labels(self, labels: Labels) -> Labels:
        """Return the output that stands for each label code, UNSET for none."""
        table = np.full(UNSET + 1, UNSET, np.uint8)
        table[list(self.codes)] = np.arange(len(self.codes))
        return table[labels]
