"""Episodes, and edits of them, as JSON: a mapping each, without what is at its default.

An edit names the rows that it takes out and those that it puts in, in full: there are
few, and people who read a journal see what was and what is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ecgviewer.core.review.rhythm_edits import RhythmAction, RhythmEdit
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode, EpisodeOrigin, Suggested
from ecgviewer.core.rhythm.kinds import RhythmKind
from ecgviewer.formats.journal.json_values import text_of, whole_number
from ecgviewer.formats.journal.rows import MOST_ID, MOST_SAMPLE

#: Holds the rows of an edit, and tells it from an edit of beats.
EPISODES = "episodes"
_BYTE = 256


def rhythm_content(edit: RhythmEdit) -> dict[str, Any]:
    """Return what a line says of an edit of rhythms."""
    return {
        "action": edit.action.value,
        "text": edit.text,
        EPISODES: {"before": rows_of(edit.before), "after": rows_of(edit.after)},
    }


def rhythm_edit_of(content: Mapping[str, Any], by: str) -> RhythmEdit:
    """Return the edit of rhythms that a line holds.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it says nothing of the kind.
    """
    rows = content[EPISODES]
    before, after = episodes_of(rows["before"]), episodes_of(rows["after"])
    if not before and not after:
        raise ValueError("an edit of rhythms has rows")
    return RhythmEdit(
        RhythmAction(content["action"]), before, after, content["text"], by
    )


def rows_of(episodes: Iterable[Episode]) -> list[dict[str, Any]]:
    """Return episodes as JSON values."""
    return [_row(episode) for episode in episodes]


def _row(episode: Episode) -> dict[str, Any]:
    answers = [_answered(each) for each in episode.answers]
    row = {
        "id": episode.episode_id,
        "kind": episode.kind.value,
        "start": episode.start,
        "stop": episode.stop,
        "origin": episode.origin.value,
        "reader": episode.reader,
        "note": episode.note,
        "lead_quality": episode.lead_quality,
        "answers": answers,
    }
    needed = ("id", "start")
    return {name: value for name, value in row.items() if value or name in needed}


def _answered(suggested: Suggested) -> list[str | int]:
    lead = [suggested.lead] if suggested.lead else []
    return [suggested.kind.name, suggested.start, suggested.stop, *lead]


def episodes_of(rows: object) -> tuple[Episode, ...]:
    """Return the episodes that a line holds.

    Raises
    ------
    KeyError, TypeError, ValueError
        If they are not such episodes.
    """
    if not isinstance(rows, list):
        raise TypeError("episodes are a list")
    episodes = tuple(_episode(row) for row in rows)
    if len({episode.episode_id for episode in episodes}) < len(episodes):
        raise ValueError("episodes have an identity each")
    return episodes


def _episode(row: Mapping[str, Any]) -> Episode:
    return Episode(
        episode_id=whole_number(row["id"], MOST_ID),
        kind=EpisodeKind(row["kind"]),
        **_extent(row["start"], row["stop"]),
        origin=EpisodeOrigin(row["origin"]),
        reader=text_of(row.get("reader", "")),
        note=text_of(row.get("note", "")),
        lead_quality=whole_number(row.get("lead_quality", 0), _BYTE),
        answers=tuple(_suggested(*each) for each in row.get("answers", ())),
    )


def _suggested(kind: str, start: object, stop: object, lead: object = "") -> Suggested:
    return Suggested(RhythmKind[kind], **_extent(start, stop), lead=text_of(lead))


def _extent(start: object, stop: object) -> dict[str, int]:
    first, beyond = whole_number(start, MOST_SAMPLE), whole_number(stop, MOST_SAMPLE)
    if first >= beyond:
        raise ValueError("an episode ends after it begins")
    return {"start": first, "stop": beyond}
