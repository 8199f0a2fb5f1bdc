"""A bundle as a user may have trained it: a shipped one under another name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.core.label_scheme import LabelScheme
from ecgviewer.core.scheme_text import scheme_content


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


def scheme_bundle(folder: Path, scheme: LabelScheme, *names: str) -> Path:
    """Write a bundle of other classes: the seed network with its outputs called so."""
    own_bundle(folder, "schemed-1")
    content = scheme_content(scheme)
    describe(folder, label_scheme=content, classes=list(names or scheme.names))
    return folder
