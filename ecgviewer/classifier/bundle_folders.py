"""Where bundles are, and what they are called there; none of them is opened."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.core.errors import InputError
from ecgviewer.resources import resource_path, user_data_folder

#: Name of the bundle that is used when nobody chooses.
DEFAULT_BUNDLE = "every-lead"
#: The file of a bundle that says what it is.
DESCRIPTION = "bundle.json"


class BundleError(InputError):
    """A bundle that cannot be used; the message is for users."""


def bundle_paths() -> dict[str, Path]:
    """Return the bundles that ship with the program, by name."""
    folders = sorted(resource_path("classifier").glob(f"*/{DESCRIPTION}"))
    return {file.parent.name: file.parent for file in folders}


def user_bundle_folder() -> Path:
    """Return the folder of the bundles that the user added."""
    return user_data_folder() / "classifiers"


def user_bundle_paths() -> dict[str, Path]:
    """Return the bundles that the user added, by name."""
    folders = sorted(user_bundle_folder().glob(f"[!.]*/{DESCRIPTION}"))
    return {file.parent.name: file.parent for file in folders}


def known_bundles() -> dict[str, Path]:
    """Return all bundles that have a name; those that ship with the program first."""
    shipped = bundle_paths()
    return shipped | {n: p for n, p in user_bundle_paths().items() if n not in shipped}


def find_bundle(name: str = DEFAULT_BUNDLE) -> Path:
    """Return the folder of a bundle, given by its name or by its path.

    Raises
    ------
    BundleError
        If there is no such bundle; the message lists those there are.
    """
    known = known_bundles()
    if name in known:
        return known[name]
    path = Path(name)
    folder = path.parent if path.name == DESCRIPTION else path
    if (folder / DESCRIPTION).is_file():
        return folder
    raise BundleError(
        f"There is no classifier {name}. Give the folder of a bundle, or one of: "
        f"{', '.join(known) or 'none is installed'}."
    )
