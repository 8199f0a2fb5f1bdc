"""What analyses gave, kept in a folder that may be deleted at any time."""

from __future__ import annotations

import hashlib
import logging
import os
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.record import Samples
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.files.bounded_folder import BoundedFolder
from ecgviewer.formats.files.output_file import OutputFile

_log = logging.getLogger(__name__)

#: What all analyses may take up: some twenty days.
MAX_BYTES = 800_000_000
#: Beats that a review has and a classification had not, or the other way round, of
#: all: more are another work.
_MOST_OTHER = 0.05
Arrays = Mapping[str, npt.NDArray[Any]]


class AnalysisCache:
    """Keeps arrays and outputs of classifiers by names that say all they follow from.

    Parameters
    ----------
    folder : Path
        Made when something is put there.
    max_bytes : int
        When there is more, what was used longest ago goes.
    """

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._folder = BoundedFolder(folder, max_bytes)

    def arrays(self, name: str) -> Arrays | None:
        """Return what was kept by a name; None where there is nothing that is whole."""
        path = self._folder.path / f"{name}.npz"
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                arrays = {key: kept[key] for key in kept.files}
            os.utime(path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
            _log.warning("%s cannot be read and is made again", path)
            return None
        return arrays

    def keep(self, name: str, arrays: Arrays) -> None:
        """Keep arrays by a name; a full disk only costs time."""
        try:
            self._folder.make()
            with replace_file(self._folder.path / f"{name}.npz") as file:
                np.savez(file, allow_pickle=False, **arrays)
            self._folder.trim()
        except OSError:
            self._log_failure()

    def outputs(self, name: str, samples: Samples) -> OutputFile | None:
        """Return the outputs for the beats that are most like these.

        Parameters
        ----------
        name : str
            Under which they were kept.
        samples : ndarray of int64, shape (n_beats,)
            The beats, ascending. Those of a review that was edited differ a little
            from those that were classified.
        """
        found = [
            outputs
            for path in sorted(self._folder.path.glob(f"{name}-*.outputs"))
            if (outputs := OutputFile.opened(path))
        ]
        if not found:
            return None
        best = min(found, key=lambda each: _n_other(each.samples, samples))
        if _n_other(best.samples, samples) > _MOST_OTHER * len(samples):
            return None
        # Settings of another window may delete it meanwhile.
        with suppress(OSError):
            os.utime(best.path)
        return best

    def new_outputs(self, name: str, samples: Samples) -> OutputFile | None:
        """Return a file for the outputs of beats; None where none can be made."""
        try:
            self._folder.make()
            self._folder.trim()
        except OSError:
            self._log_failure()
            return None
        digest = hashlib.sha256(samples.astype("<i8").tobytes()).hexdigest()[:16]
        return OutputFile(self._folder.path / f"{name}-{digest}.outputs", samples)

    def _log_failure(self) -> None:
        _log.warning("no analysis can be kept in %s", self._folder.path, exc_info=True)


def _n_other(these: Samples, those: Samples) -> int:
    """Return how many beats are only here or only there."""
    return len(these) + len(those) - 2 * len(np.intersect1d(these, those))
