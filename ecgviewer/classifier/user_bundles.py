"""Bundles that a user added: kept in the data folder, checked before they are."""

from __future__ import annotations

import re
import secrets
import shutil
from pathlib import Path

from ecgviewer.classifier.bundle import DESCRIPTION, Bundle, BundleError, load_bundle
from ecgviewer.classifier.bundle_folders import (
    bundle_paths,
    user_bundle_folder,
    user_bundle_paths,
)
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.core.errors import message_of

#: Names that are those of a folder on every system.
_PLAIN = re.compile(r"[A-Za-z0-9][\w.+-]{0,99}(?<!\.)", re.ASCII)
_CARD = "README.md"


def add_bundle(path: Path) -> str:
    """Copy a bundle into the user's data folder and return its name there.

    The name is the classifier's id, so that two bundles of one name can be kept.

    Parameters
    ----------
    path : Path
        The bundle's folder, or its ``bundle.json``.

    Raises
    ------
    BundleError
        If it is not a bundle, is damaged, already exists, scores its golden sample
        differently than it did, or cannot be copied.
    """
    source = path.parent if path.name == DESCRIPTION else path
    bundle = load_classifier(str(_existing(source))).bundle
    name = bundle.classifier_id
    if not _PLAIN.fullmatch(name):
        raise BundleError(
            f"{source / DESCRIPTION}: {name!r} cannot be the name of a folder. Use "
            "letters, digits, - and . for the name of a bundle."
        )
    if name in user_bundle_paths() or name in _shipped_ids():
        raise BundleError(
            f"The classifier {name} already exists: choose it from the list."
        )
    try:
        _copy(bundle, user_bundle_folder() / name)
    except OSError as error:
        raise BundleError(
            f"{source} could not be copied: {message_of(error)}. Make room in "
            f"{user_bundle_folder()}, or choose it on the command line with --bundle."
        ) from error
    return name


def remove_bundle(name: str) -> None:
    """Remove a bundle that a user added.

    Raises
    ------
    BundleError
        If there is none of this name, or it cannot be removed.
    """
    path = user_bundle_paths().get(name)
    if path is None:
        raise BundleError(f"There is no classifier {name} that was added.")
    gone = _hidden_beside(path)
    try:
        path.rename(gone)
        shutil.rmtree(gone)
    except OSError as error:
        raise BundleError(
            f"{path} could not be removed: {message_of(error)}. Close other windows "
            "and try again, or delete the folder."
        ) from error


def _existing(folder: Path) -> Path:
    if not (folder / DESCRIPTION).is_file():
        raise BundleError(
            f"{folder} holds no classifier: there is no {DESCRIPTION} in it. Choose "
            "the folder that the training wrote."
        )
    return folder.absolute()


def _shipped_ids() -> set[str]:
    return {load_bundle(path).classifier_id for path in bundle_paths().values()}


def _copy(bundle: Bundle, target: Path) -> None:
    """Copy the files that the bundle lists, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    copy = _hidden_beside(target)
    try:
        copy.mkdir()
        for name in (*bundle.digests, DESCRIPTION, _CARD):
            if (bundle.path / name).is_file():
                shutil.copyfile(bundle.path / name, copy / name)
        load_bundle(copy)
        copy.rename(target)
    except BaseException:
        shutil.rmtree(copy, ignore_errors=True)
        raise


def _hidden_beside(path: Path) -> Path:
    return path.with_name(f".{secrets.token_hex(8)}")
