"""Fuzzes one target guided by coverage, with atheris, which is installed for it.

`python -m tests.fuzz.guided TARGET CORPUS -runs=100000`; libFuzzer's options follow the
corpus, a folder that is filled with what reaches new code. The first finding ends it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ecgviewer"]):
    from tests.fuzz.targets import TARGETS, run
    from tests.fuzz.watch import nothing_touched_outside

_WARMING = 200


def main(name: str, corpus: Path, options: list[str]) -> None:
    """Fuzz until the options say that it is enough."""
    target = TARGETS[name]
    with tempfile.TemporaryDirectory(prefix="ecgviewer-fuzz-") as place:
        folder = Path(place)
        corpus.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(target.seeds(folder)):
            (corpus / f"seed-{number}").write_bytes(data)
        seen = 0

        def read(data: bytes) -> None:
            nonlocal seen
            seen += 1
            if seen < _WARMING:
                run(target, data, folder)
                return
            with nothing_touched_outside(folder):
                run(target, data, folder)

        atheris.Setup([sys.argv[0], str(corpus), "-timeout=2", *options], read)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
