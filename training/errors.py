"""What is said of things given to a training program that it cannot use."""

from __future__ import annotations

from ecgviewer.core.errors import InputError


class TrainingError(InputError, ValueError):
    """Something given cannot be used; the message names it and the remedy."""
