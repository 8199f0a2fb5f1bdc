"""Somebody who says things of records, or a list that follows them, without end.

`python -m tests.faults.scripted_list team FOLDER DATA NAME SEED` says something of a
random record, and prints what once it is on the disk.
`python -m tests.faults.scripted_list list FOLDER DATA NAME SEED` looks through the
folder, and counts what is new. Both are processes to be killed.
"""

from __future__ import annotations

import json
import random
import sys
from itertools import count, islice
from pathlib import Path
from unittest import mock

from ecgviewer.analysis.engine import InTurn
from ecgviewer.analysis.report import report_source
from ecgviewer.formats.record_formats import read_record, record_files
from ecgviewer.studies.figures import FiguresFolder
from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.scan import Scanner
from ecgviewer.studies.team import NOTE, PRIORITIES, TAG
from ecgviewer.studies.team_files import say
from ecgviewer.studies.worklist import Worklist
from tests.fakes import FakeClassifier


def places_of(data: Path) -> StudyPlaces:
    """Return the places of a list that keeps everything in one folder."""
    return StudyPlaces(data, data / "cache")


def _say(folder: Path, data: Path, name: str, seed: int) -> None:
    dice = random.Random(seed)
    records = [read_record(path) for path in record_files(folder)]
    print("ready", flush=True)
    for number in count():
        record = dice.choice(records)
        note = f"{name} {seed} {number}"
        said = [
            (NOTE, note),
            ("priority", dice.choice(PRIORITIES)),
            ("reader", dice.choice(("Ada", "Bob", ""))),
            (TAG, f"tag {number % 7}"),
        ]
        places = [folder, places_of(data).team]
        say(places, record.name, record.identity, name, said)
        print(json.dumps([record.name, note]), flush=True)


def _list(folder: Path, data: Path, seed: int) -> None:
    dice = random.Random(seed)
    places = places_of(data)
    print("ready", flush=True)
    for number in count():
        with StudyIndex(places.index) as index:
            list(Scanner(index, places).scan([folder]))
            # The reviewer goes on, so that there is always something to be counted.
            list(islice(Worklist(index, places).run(InTurn()), 3))
            print(number, flush=True)
            again = dice.choice(index.studies())
            FiguresFolder(places.figures).forget(again.key)
            Scanner(index, places).refresh(Path(again.path))


def main(role: str, folder: Path, data: Path, name: str, seed: int) -> None:
    """Go on for ever."""
    if role == "team":
        _say(folder, data, name, seed)
    with (
        mock.patch.object(report_source, "_loaded", lambda _: FakeClassifier()),
        mock.patch.object(report_source, "_loaded_of", lambda *_: FakeClassifier()),
    ):
        _list(folder, data, seed)


if __name__ == "__main__":
    main(
        sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4], int(sys.argv[5])
    )
