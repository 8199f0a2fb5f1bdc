"""The classifiers that can be chosen; a user's own are added in the thread pool."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from ecgviewer.classifier.bundle import (
    BundleError,
    known_bundles,
    user_bundle_folder,
    user_bundle_paths,
)

_log = logging.getLogger(__name__)


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

    def names(self) -> tuple[str, ...]:
        """Return the names of all bundles."""
        return tuple(known_bundles())

    def is_the_users(self, name: str) -> bool:
        """Return whether the user added a bundle, who may then remove it."""
        return name in user_bundle_paths()

    def folder(self) -> Path:
        """Return where the user's bundles are."""
        return user_bundle_folder()

    def add(self, path: Path) -> None:
        """Check a bundle, which takes a second, and copy it to the user's own."""
        QThreadPool.globalInstance().start(_Add(self, path))

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


class _Add(QRunnable):
    def __init__(self, shelf: BundleShelf, path: Path) -> None:
        super().__init__()
        self._shelf, self._path = shelf, path

    def run(self) -> None:
        name, reason = _added(self._path)
        # The dialog that asked may be gone by now; the bundle is listed in the next.
        with suppress(RuntimeError):
            if reason:
                self._shelf.failed.emit(reason)
            else:
                self._shelf.added.emit(name)


def _added(path: Path) -> tuple[str, str]:
    """Add a bundle; return its name, and why it was not added or nothing."""
    try:
        from ecgviewer.classifier.user_bundles import add_bundle  # noqa: PLC0415

        return add_bundle(path), ""
    except BundleError as error:
        return "", str(error)
    except Exception as error:
        _log.exception("adding the classifier %s failed", path)
        text = str(error) or type(error).__name__
        return "", f"{path} cannot be used: {text}. Get the classifier again."
