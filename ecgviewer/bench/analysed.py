"""`python -m ecgviewer.bench.analysed RECORD`: a record analysed, to files beside it.

In a process of its own, whose peak of memory is that of the analysis.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ecgviewer.analysis.analyse_record import analyse_record
from ecgviewer.bench.memory import peak_mb
from ecgviewer.bench.stopwatch import seconds
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.formats.export.review_export import export_csv, export_wfdb
from ecgviewer.formats.wfdb.record import read_record


def main(path: Path) -> None:
    """Print seconds and the peak of memory, MB."""
    print(seconds(lambda: _analyse(path)), peak_mb())


def _analyse(path: Path) -> None:
    session = analyse_record(read_record(path), load_classifier())
    export_csv(session, path.parent, "")
    export_wfdb(session, path.parent, "bench")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
