"""Makes a picture of every layout, at five sizes and three scales, for the eye.

`python -m tests.layouts.pictures FOLDER [SCALE...]`
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.layouts.drive import SCALES, command


def make(folder: Path, scales: tuple[float, ...] = SCALES) -> list[Path]:
    """Write the pictures into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for scale in scales:
        words, environment = command(scale, folder, folder / "screen.json")
        subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL)
    return sorted(folder.glob("*.png"))


if __name__ == "__main__":
    chosen = tuple(float(word) for word in sys.argv[2:])
    print(f"{len(make(Path(sys.argv[1]), chosen or SCALES))} pictures")
