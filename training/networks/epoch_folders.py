"""What a folder of a network's epochs holds and says of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from training.command_line import extra_packages
from training.errors import TrainingError

with extra_packages():
    import keras


def last_network(folder: Path) -> keras.Model:
    """Return the network after the last epoch in a folder.

    Raises
    ------
    TrainingError
        If there is none.
    """
    epochs = sorted(folder.glob("epoch-*.keras"), key=lambda p: int(p.stem[6:]))
    if not epochs:
        raise TrainingError(
            f"{folder} holds no network. Train it: python -m training.fold_networks"
        )
    return keras.models.load_model(epochs[-1], compile=False)


def told_split(folder: Path, remedy: str) -> dict[str, Any]:
    """Return the division of the records that a network learned from, as it says it.

    Raises
    ------
    TrainingError
        If the folder does not say it; the message ends with what makes it do so.
    """
    path = folder / "history.json"
    try:
        told = json.loads(path.read_text(encoding="utf-8"))["run"]["split"]
        names = {part: tuple(told[part]) for part in ("training", "validation", "test")}
        return names | {"seed": int(told["seed"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(
            f"{path} does not say what the network learned from: {error}. {remedy}"
        ) from error
