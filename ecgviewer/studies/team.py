"""What a team says of a record: who reads it, how urgent it is, tags and notes.

Each person has a file of their own beside the record, which is only ever appended to,
as with journals. What counts follows from the files of all of them: nobody waits for
anybody, and nothing that was said is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ecgviewer.core.errors import InputError

#: From what can wait to what cannot; a record of which nothing is said is routine.
PRIORITIES = ("routine", "urgent", "stat")
#: What is said of a record: each replaces what was said of it before.
FIELDS = ("reader", "second", "adjudicator", "blind", "priority", "due")
#: What is said of a record that both readers are to read blind.
BLIND = "blind"
#: What adds to what was said before, or takes a part of it back.
TAG, UNTAG, NOTE = "tag", "untag", "note"
#: Characters of a text at most.
_LONGEST = 2000


class TeamError(InputError):
    """Something that cannot be said of a record; the message says why."""


@dataclass(frozen=True)
class Entry:
    """One thing that somebody said of a record.

    Attributes
    ----------
    number : int
        One more than the highest that its writer knew of: what was said with knowledge
        of something comes after it, whatever the clocks say.
    at : str
        When, UTC in ISO 8601.
    by : str
        Who said it.
    what : str
        One of `FIELDS`, or TAG, UNTAG or NOTE.
    text : str
        Empty to take back one of `FIELDS`.
    identity : str
        That of the recording.
    """

    number: int
    at: str
    by: str
    what: str
    text: str
    identity: str

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        """By which entries follow each other, the same on every computer."""
        return self.number, self.at, self.by, self.what, self.text


@dataclass(frozen=True)
class Note:
    """What somebody wrote down, and when, in UTC (ISO 8601)."""

    at: str
    by: str
    text: str


@dataclass(frozen=True)
class TeamFacts:
    """What counts of all that was said of a record.

    Attributes
    ----------
    reader, second, adjudicator : str
        To whom it is assigned; empty for nobody.
    blind : str
        BLIND where both readers are not to see what others say until both have signed.
    priority : str
        One of `PRIORITIES`.
    due : str
        The day by which it is to be read, ISO 8601; empty for none.
    tags : tuple of str
        In the order of the alphabet.
    notes : tuple of Note
        In order.
    """

    reader: str = ""
    second: str = ""
    adjudicator: str = ""
    blind: str = ""
    priority: str = PRIORITIES[0]
    due: str = ""
    tags: tuple[str, ...] = ()
    notes: tuple[Note, ...] = field(default=())


def facts_of(entries: Iterable[Entry]) -> TeamFacts:
    """Return what counts of what was said, in whatever order it was found."""
    facts, tags, notes = TeamFacts(), set[str](), list[Note]()
    for entry in sorted(set(entries), key=lambda each: each.order):
        if entry.what == TAG:
            tags.add(entry.text)
        elif entry.what == UNTAG:
            tags.discard(entry.text)
        elif entry.what == NOTE:
            notes.append(Note(entry.at, entry.by, entry.text))
        else:
            text = entry.text
            if entry.what == "priority":
                text = text or PRIORITIES[0]
            said: dict[str, Any] = {entry.what: text}
            facts = replace(facts, **said)
    return replace(facts, tags=tuple(sorted(tags)), notes=tuple(notes))


def checked(what: str, text: str) -> str:
    """Return a text as it is to be written.

    Raises
    ------
    TeamError
        If that cannot be said of a record.
    """
    text = " ".join(text.split()) if what != NOTE else text.strip()
    if len(text) > _LONGEST:
        raise TeamError(f"Write {_LONGEST:,} characters at most, not {len(text):,}.")
    if what == "priority" and text not in ("", *PRIORITIES):
        raise TeamError(f"{text} is not a priority: {', '.join(PRIORITIES)}.")
    if what == "blind" and text not in ("", BLIND):
        raise TeamError(f"{text} is not {BLIND}. Leave it empty for an open reading.")
    if what == "due" and text:
        return _day(text)
    if what in (TAG, UNTAG, NOTE) and not text:
        raise TeamError(f"Write a text for the {NOTE if what == NOTE else TAG}.")
    if what in (TAG, UNTAG) and "," in text:
        raise TeamError("A tag has no comma.")
    return text


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise TeamError(f"{text} is not a day such as 2026-11-28.") from error


def line_of(entry: Entry) -> bytes:
    """Return the line of a file that holds an entry."""
    content = {
        "n": entry.number,
        "at": entry.at,
        "by": entry.by,
        "what": entry.what,
        "text": entry.text,
        "identity": entry.identity,
    }
    return json.dumps(content, ensure_ascii=False).encode(errors="replace") + b"\n"


def entry_of(line: bytes) -> Entry | None:
    """Return what a line holds; None of one that was cut off or is not ours."""
    try:
        said = json.loads(line)
        entry = Entry(
            int(said["n"]),
            *(str(said[name]) for name in ("at", "by", "what", "text", "identity")),
        )
        if entry.what not in (*FIELDS, TAG, UNTAG, NOTE):
            return None
        return replace(entry, text=checked(entry.what, entry.text))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, TeamError):
        return None
