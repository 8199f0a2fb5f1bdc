"""Where the real recordings are, and how a test asks for them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[1]
#: ECGVIEWER_DATA, or the folder beside a checkout.
DATA = Path(os.environ.get("ECGVIEWER_DATA", _ROOT.parent / "shared" / "data"))


def needs(database: str) -> pytest.MarkDecorator:
    """Return a mark that skips a test where a database is not there."""
    return pytest.mark.skipif(
        not (DATA / database).is_dir(),
        reason=f"{database} is not in {DATA}; set ECGVIEWER_DATA to the recordings",
    )


#: Small files that once went wrong: ECGVIEWER_CASES, or the folder beside a checkout.
CASES = Path(os.environ.get("ECGVIEWER_CASES", _ROOT.parent / "shared" / "cases"))


def needs_case(folder: str) -> pytest.MarkDecorator:
    """Return a mark that skips a test where the files of a case are not there."""
    return pytest.mark.skipif(
        not (CASES / folder).is_dir(),
        reason=f"{folder} is not in {CASES}; set ECGVIEWER_CASES to the cases",
    )
