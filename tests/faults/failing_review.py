"""A review in a process of its own whose disk fails, and what it says meanwhile."""

from __future__ import annotations

import json
import os
import random
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from ecgviewer.gui.model.document import Document
from tests.faults.failing_disk import Strike, arm, disarm
from tests.faults.failing_places import EDITS, Place
from tests.faults.scripted_review import digest, edit, opened


class Kept(Enum):
    """Where an edit is, as the reviewer was told."""

    SAVED = "saved"
    RESCUED = "rescued"
    IN_MEMORY = "in memory"


@dataclass
class Said:
    """What a review said while it went on."""

    digests: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    closed: bool = False
    read_only: bool = False
    calls: list[int] = field(default_factory=list)
    more_files: int = 0
    failure: str = ""

    def hear(self, line: str) -> None:
        """Take in a line of the review's."""
        what, *rest = json.loads(line)
        if what == "state":
            self.digests.append(rest[0])
            self.kept.append(Kept(rest[1]))
        elif what == "read only":
            self.read_only = True
        elif what == "closed":
            self.closed, self.calls, self.more_files = rest
        else:
            self.failure = rest[0]

    @property
    def n_sure(self) -> int:
        """How many states are on a disk: all up to the last that was acknowledged."""
        if self.closed:
            return len(self.kept)
        sure = [n for n, kept in enumerate(self.kept, 1) if kept is not Kept.IN_MEMORY]
        return sure[-1] if sure else 0


def _in_child(work: Callable[[Callable[..., None]], None]) -> Said:
    """Do something in a process of its own, and hear what it says."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)

        def say(*what: object) -> None:
            os.write(writing, json.dumps(what).encode() + b"\n")

        try:
            work(say)
        except BaseException:
            disarm()
            say("failure", traceback.format_exc())
        finally:
            os._exit(0)
    os.close(writing)
    said = Said()
    with os.fdopen(reading, encoding="utf-8") as lines:
        for line in lines:
            said.hear(line)
    os.waitpid(child, 0)
    return said


def reviewed(place: Place, strikes: Sequence[Strike]) -> Said:
    def review(say: Callable[..., None]) -> None:
        before = _n_open()
        arm(place.root, strikes)
        document = opened(place.header, place.journals)
        _edit(document, say)
        closed = document.close()
        calls = disarm()
        say("closed", closed, calls, _n_open() - before)

    return _in_child(review)


def _n_open() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _edit(document: Document, say: Callable[..., None]) -> None:
    told: list[str] = []
    document.unsaved.connect(told.append)
    session, dice = document.session, random.Random(11)
    if session is None:
        raise RuntimeError("nothing was opened")
    kept = Kept.SAVED
    say("state", digest(session), kept.value)
    if document.read_only:
        say("read only")
    for number in range(EDITS):
        told.clear()
        made = document.sign("Seen") if number == 2 else edit(document, dice)
        if made:
            kept = _where(told)
        say("state", digest(session), kept.value)


def _where(told: list[str]) -> Kept:
    if not told:
        return Kept.SAVED
    return Kept.RESCUED if "Meanwhile" in told[0] else Kept.IN_MEMORY


def found_after(place: Place) -> dict[str, Any]:
    """Open the record without faults, twice, with an edit between."""
    found: dict[str, Any] = {}

    def look(say: Callable[..., None]) -> None:
        document = opened(place.header, place.journals)
        if document.session is None or document.read_only:
            raise RuntimeError(document.read_only or "nothing was opened")
        say("state", digest(document.session), Kept.SAVED.value)
        dice = random.Random(5)
        while not edit(document, dice):
            pass
        after = digest(document.session)
        document.close()
        again = opened(place.header, place.journals)
        if again.session is None or digest(again.session) != after:
            raise RuntimeError("an edit after it was not kept")

    said = _in_child(look)
    found["digest"] = said.digests[0] if said.digests else ""
    found["failure"] = said.failure
    found["waiting"] = [path.name for path in place.journals.glob("*.unsaved.jsonl")]
    return found
