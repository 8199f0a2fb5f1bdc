"""Text recordings whose times run backward."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.core.errors import RecordError
from tests.formats.csv.csv_files import opened, table, value


def test_times_that_run_backward_are_not_turned_round_unasked(tmp_path: Path) -> None:
    data = table(lambda n: f"{(300 - n) / 250:.3f},{value(n)}", 300, "time_s,ecg [uV]")
    for options in ("", "fs=250", "time=time"):
        with pytest.raises(RecordError, match=r"x\.csv: .*\(time.* run backward.*none"):
            opened(tmp_path, data, options)
    found = opened(tmp_path, data, "time=none,fs=250,unit=uV,leads=2:I")
    assert (found.fs, found.n_samples) == (250, 300)
