"""Kills people and lists at work on one folder, and looks whether anything was lost.

`python -m tests.faults.list_campaign 200 FILE` writes what it found as JSON after each
round, and goes on where FILE ends. In each round two people say things of the same
records (at times one person in two windows), a third reviews one of them, and a list
follows and counts; each is killed at a random moment.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TextIO

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.studies.figures import FiguresFolder
from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.scan import Scanner
from ecgviewer.studies.study import Study
from ecgviewer.studies.team import TeamFacts, facts_of
from ecgviewer.studies.team_files import TEAM_SUFFIX, entries_in, say
from tests.faults import kill_campaign, scripted_list, scripted_review
from tests.faults.scripted_list import places_of

# Processes that begin with all that is imported, so that many can be killed.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    ["tests.faults.scripted_list", "tests.faults.scripted_review"]
)
_NAMES = ("killed", "calm", "long")
#: How many are killed in a round.
_A_ROUND = 4
#: The files of the team are begun again when they are this long: reading them to
#: check takes longer each time.
_MOST_LINES = 4000


#: What a process does without end, and with what.
_Script = tuple[Callable[..., None], tuple[object, ...]]


@dataclass
class Outcome:
    """What a campaign found; what `failures` adds up must be 0."""

    kills: int = 0
    acknowledged: int = 0
    scans: int = 0
    torn_lines: int = 0
    lost: int = 0
    out_of_order: int = 0
    rewritten_files: int = 0
    later_does_not_count: int = 0
    spoiled_indexes: int = 0
    rows_not_as_made_again: int = 0
    figures_lost: int = 0
    acknowledged_edits: int = 0
    edits_lost: int = 0

    @property
    def failures(self) -> int:
        """How often something was wrong."""
        return (
            self.lost
            + self.out_of_order
            + self.rewritten_files
            + self.later_does_not_count
            + self.spoiled_indexes
            + self.rows_not_as_made_again
            + self.figures_lost
            + self.edits_lost
        )


@dataclass(frozen=True)
class _Desk:
    """The folder of the team, where one list keeps its own, and the identities."""

    folder: Path
    data: Path
    identities: dict[str, str]

    def files(self) -> dict[Path, bytes]:
        """Return what the team has said, by file."""
        found = self.folder.glob(f"*{TEAM_SUFFIX}")
        return {path: path.read_bytes() for path in found}

    def facts(self, record: str) -> TeamFacts:
        """Return what counts of what was said of a record."""
        paths = self.folder.glob(f"{record}.*{TEAM_SUFFIX}")
        return facts_of(entry for path in paths for entry in entries_in(path))


def campaign(kills: int, seed: int = 1, longest_s: float = 0.6) -> Outcome:
    """Kill this many processes, each after up to some seconds of work."""
    outcome = Outcome()
    for _ in rounds(kills, outcome, seed, longest_s):
        pass
    return outcome


def rounds(
    kills: int, outcome: Outcome, seed: int = 1, longest_s: float = 0.6
) -> Iterator[Outcome]:
    """Go on until this many are killed; yield what was found after each round."""
    with tempfile.TemporaryDirectory(prefix="ecgviewer-") as name:
        desk = _desk(Path(name))
        while outcome.kills < kills:
            number = outcome.kills // _A_ROUND
            _begin_anew(desk)
            dice = random.Random(f"{seed} {number}")
            _round(desk, number, dice, longest_s, outcome)
            yield outcome


def _desk(place: Path) -> _Desk:
    folder = place / "records"
    folder.mkdir()
    identities = {}
    for length_s, name in zip((60.0, 20.0, 90.0), _NAMES, strict=True):
        path = write_record(folder, synthetic_record(length_s, name=name).record)
        identities[name] = read_record(path).identity
    return _Desk(folder, place / "data", identities)


def _begin_anew(desk: _Desk) -> None:
    kill_campaign.begin_anew(desk.folder)
    said = desk.files()
    if sum(text.count(b"\n") for text in said.values()) > _MOST_LINES:
        for path in said:
            path.unlink()


def _round(
    desk: _Desk, number: int, dice: random.Random, longest_s: float, outcome: Outcome
) -> None:
    before, edits_before = desk.files(), kill_campaign.n_steps(desk.folder)
    second = dice.choice(("Bob", "Bob", "Ada"))
    killed = desk.folder / f"{_NAMES[0]}.hea"
    scripts = [
        _script("team", desk, "Ada", 2 * number),
        _script("team", desk, second, 2 * number + 1),
        _script("list", desk, "Eve", number),
        (scripted_review.main, (killed, desk.folder / "journals", number)),
    ]
    lines = _killed(scripts, dice, longest_s)
    outcome.kills += len(scripts)
    acknowledged = [[json.loads(line) for line in each] for each in lines[:2]]
    outcome.scans += len(lines[2])
    _check_team(desk, acknowledged, before, outcome)
    _check_index(desk, outcome)
    edits = kill_campaign.Outcome()
    kill_campaign.check(killed, (edits_before, lines[3]), edits)
    outcome.acknowledged_edits += edits.acknowledged_edits
    outcome.edits_lost += edits.failures


def _script(role: str, desk: _Desk, name: str, seed: int) -> _Script:
    return scripted_list.main, (role, desk.folder, desk.data, name, seed)


def _killed(
    scripts: list[_Script], dice: random.Random, longest_s: float
) -> list[list[str]]:
    """Let all work, kill each at a moment of its own; return what they printed."""
    with ExitStack() as stack:
        running = [_started(*each) for each in scripts]
        told = [stack.enter_context(each) for _, each in running]
        first: list[list[str]] = []
        for each in told:
            if each.readline() != "ready\n":
                raise RuntimeError("a process did not begin to work")
            # However slow the machine is, some are killed after they have done
            # something.
            first.append([each.readline() for _ in range(dice.choice((0, 1)))])
        for process, _ in dice.sample(running, len(running)):
            time.sleep(dice.uniform(0, longest_s))
            process.kill()
        for process, _ in running:
            process.join()
        printed = [[*a, *each] for a, each in zip(first, told, strict=True)]
    return [[line for line in lines if line.endswith("\n")] for lines in printed]


def _started(
    work: Callable[..., None], args: tuple[object, ...]
) -> tuple[ForkServerProcess, TextIO]:
    """Return a process, and what it prints."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=print_to, args=(theirs, work, args), daemon=True)
    process.start()
    theirs.close()
    told = os.fdopen(os.dup(ours.fileno()), encoding="utf-8")
    ours.close()
    return process, told


def print_to(
    pipe: Connection, work: Callable[..., None], args: tuple[object, ...]
) -> None:
    """Do some work without end whose prints go into a pipe."""
    os.dup2(pipe.fileno(), sys.stdout.fileno())
    work(*args)


def _check_team(
    desk: _Desk,
    acknowledged: list[list[list[str]]],
    before: dict[Path, bytes],
    outcome: Outcome,
) -> None:
    after = desk.files()
    for path, text in before.items():
        outcome.rewritten_files += not after.get(path, b"").startswith(text)
    outcome.torn_lines += sum(bool(t) and t[-1:] != b"\n" for t in after.values())
    facts = {name: desk.facts(name) for name in _NAMES}
    for said in acknowledged:
        outcome.acknowledged += len(said)
        by_record = defaultdict(list)
        for record, note in said:
            by_record[record].append(note)
        for record, notes in by_record.items():
            kept = [each.text for each in facts[record].notes if each.text in notes]
            outcome.lost += len(notes) - len(set(kept))
            outcome.out_of_order += kept != notes
    for name, identity in desk.identities.items():
        day = f"2026-12-{1 + outcome.kills % 28:02d}"
        say([desk.folder], name, identity, "Eve", [("due", day)])
        outcome.later_does_not_count += desk.facts(name).due != day


def _check_index(desk: _Desk, outcome: Outcome) -> None:
    places = places_of(desk.data)
    there = places.index.exists()
    number = places.index.stat().st_ino if there else 0
    rows = _rows(places, places.index, desk.folder)
    # One that could not be read would have been made again, as another file.
    outcome.spoiled_indexes += there and places.index.stat().st_ino != number
    fresh = desk.data / "fresh.sqlite3"
    for path in desk.data.glob("fresh.sqlite3*"):
        path.unlink()
    outcome.rows_not_as_made_again += rows != _rows(places, fresh, desk.folder)
    figures = FiguresFolder(places.figures)
    outcome.figures_lost += sum(
        bool(row.counted_key) and figures.read(row.counted_key) is None for row in rows
    )


def _rows(places: StudyPlaces, index: Path, folder: Path) -> list[Study]:
    with StudyIndex(index) as database:
        list(Scanner(database, places).scan([folder]))
        return [replace(each, said="") for each in database.studies()]


def main(kills: int, file: Path) -> int:
    """Go on where a file ends, and write to it after each round."""
    text = file.read_text(encoding="utf-8") if file.exists() else "{}"
    outcome = Outcome(**json.loads(text))
    for found in rounds(kills, outcome):
        text = json.dumps(asdict(found), indent=1) + "\n"
        file.write_text(text, encoding="utf-8")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
