"""Envelopes of long records, kept in a folder that may be deleted at any time."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import numpy as np

from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.files.bounded_folder import BoundedFolder

_log = logging.getLogger(__name__)

#: What all envelopes may take up: a dozen days of three leads.
MAX_BYTES = 400_000_000
#: Part of the file names; another one when what is in the files changes.
_VERSION = 1


class EnvelopeCache:
    """Keeps the finest level of envelopes, by the checksum of their record.

    Parameters
    ----------
    folder : Path
        Made when something is put there.
    max_bytes : int
        When there is more, what was used longest ago goes.
    """

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._folder = BoundedFolder(folder, max_bytes)

    def put_back(self, checksum: str, envelopes: tuple[Envelope, ...]) -> bool:
        """Fill the envelopes of a record from the cache; return whether it has them."""
        path = self._path(checksum)
        shape = (2, len(envelopes), len(envelopes[0].finest[0]))
        try:
            kept = np.load(path, allow_pickle=False)
        except FileNotFoundError:
            return False
        except (OSError, ValueError, EOFError):
            _log.warning("%s cannot be read and is made again", path)
            return False
        if kept.shape != shape or kept.dtype != np.float32:
            return False
        for envelope, low, high in zip(envelopes, kept[0], kept[1], strict=True):
            envelope.put_back(low, high)
        os.utime(path)
        return True

    def keep(self, checksum: str, envelopes: tuple[Envelope, ...]) -> None:
        """Put the envelopes of a record into the cache; a full disk only costs time."""
        finest = [envelope.finest for envelope in envelopes]
        array = np.stack([np.stack(level) for level in zip(*finest, strict=True)])
        try:
            self._folder.make()
            with replace_file(self._path(checksum)) as file:
                np.save(file, array, allow_pickle=False)
            self._folder.trim()
        except OSError:
            _log.warning(
                "no envelope can be kept in %s", self._folder.path, exc_info=True
            )

    def _path(self, checksum: str) -> Path:
        return self._folder.path / f"{checksum}.{_VERSION}.npy"
