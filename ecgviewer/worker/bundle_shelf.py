"""The classifiers that can be chosen; a user's own are added in the thread pool."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QObject, Signal

from ecgviewer.classifier.bundle import BundleError
from ecgviewer.classifier.bundle_folders import (
    DEFAULT_BUNDLE,
    known_bundles,
    user_bundle_folder,
    user_bundle_paths,
)
from ecgviewer.core.analysis_events import Stage
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.task import Background, Task


class BundleShelf(QObject):
    """Lists, adds and removes bundles.

    Signals
    -------
    added(str)
        The name of a bundle that was checked and can be chosen.
    failed(str)
        Why a bundle was not added, in words for the user.
    """

    added = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._background = Background(self)

    def names(self) -> tuple[str, ...]:
        """Return the names of all bundles."""
        return tuple(known_bundles())

    def default(self) -> str:
        """Return the name of the one that is used when nobody chooses."""
        return DEFAULT_BUNDLE

    def is_the_users(self, name: str) -> bool:
        """Return whether the user added a bundle, who may then remove it."""
        return name in user_bundle_paths()

    def folder(self) -> Path:
        """Return where the user's bundles are."""
        return user_bundle_folder()

    def add(self, path: Path) -> None:
        """Check a bundle, which takes a second, and copy it to the user's own."""
        self._background.run(_Add(path), self.added.emit, self._on_failed)

    def remove(self, name: str) -> str:
        """Remove a bundle of the user's; return why that failed, empty if it did not.

        What is open keeps the classifier that it has.
        """
        from ecgviewer.classifier.user_bundles import remove_bundle  # noqa: PLC0415

        try:
            remove_bundle(name)
        except BundleError as error:
            return str(error)
        return ""

    def _on_failed(self, failed: Failed) -> None:
        self.failed.emit(failed.message)


@dataclass(frozen=True)
class _Add(Task[str]):
    """Check a bundle and copy it to the user's own; return its name."""

    stage: ClassVar[Stage] = Stage.ADDING_CLASSIFIER

    path: Path

    def run(self) -> str:
        from ecgviewer.classifier.user_bundles import add_bundle  # noqa: PLC0415

        try:
            return add_bundle(self.path)
        except BundleError:
            raise
        except Exception as error:
            text = str(error) or type(error).__name__
            raise BundleError(
                f"{self.path} cannot be used: {text}. Get the classifier again."
            ) from error
