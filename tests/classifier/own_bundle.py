"""A bundle as a user may have trained it: a shipped one under another name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from ecgviewer.classifier.bundle import find_bundle


def own_bundle(folder: Path, name: str = "mine-1") -> Path:
    """Write a bundle into a folder that is not there yet."""
    shutil.copytree(find_bundle("seed-cnn"), folder)
    describe(folder, classifier_id=name)
    (folder / "README.md").write_text("my card")
    return folder


def describe(bundle: Path, **changes: Any) -> None:
    """Change what a bundle says of itself."""
    file = bundle / "bundle.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))
