"""Which studies a list shows, and in what order: what is worst comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ecgviewer.studies.study import COLUMNS, Status

#: The order by what is worth a look; not a column.
WORST_FIRST = ""
#: Columns that tell what the classifier or other readers found, which a blind reader
#: does not see.
FOUND = frozenset({
    "n_beats", "v_percent", "s_percent", "af_percent", "pause_s", "errors_left",
    "rank", "worst", "worst_s", "counted_of",
})  # fmt: skip
_DONE = (Status.SIGNED.value, Status.REVIEWED.value)


@dataclass(frozen=True)
class StudyQuery:
    """What is asked of the list.

    Attributes
    ----------
    roots : tuple of Path or None
        Folders whose studies are listed, those below included; None for all.
    text : str
        Words that a study must all have somewhere; ``word:`` before one asks for a
        column, as in ``tag:child`` or ``status:signed``.
    statuses : frozenset of str
        Values of `Status`; none for all.
    patient : str
        Only the recordings of this patient.
    order : str
        A column, or WORST_FIRST.
    descending : bool
    blind : bool
        Do not sort or search by what the classifier or others found.
    reader : str
        Who asks: what the reader is to read blind is sorted as if nothing was found.
    today : date or None
        What was due before it comes first; None for nothing.
    """

    roots: tuple[Path, ...] | None = None
    text: str = ""
    statuses: frozenset[str] = frozenset()
    patient: str = ""
    order: str = WORST_FIRST
    descending: bool = False
    blind: bool = False
    reader: str = ""
    today: date | None = None

    @property
    def where(self) -> tuple[str, list[Any]]:
        """The condition in SQL, and its values."""
        parts, values = ["1"], list[Any]()
        if self.roots is not None:
            below = [_below(root) for root in self.roots]
            parts.append(f"({' OR '.join(part for part, _ in below) or '0'})")
            values += [value for _, each in below for value in each]
        if self.statuses:
            parts.append(f"status IN ({', '.join('?' * len(self.statuses))})")
            values += sorted(self.statuses)
        if self.patient:
            parts.append("patient = ?")
            values.append(self.patient)
        for word in self.text.split():
            part, some = self._asked(word.casefold())
            parts.append(part)
            values += some
        return " AND ".join(parts), values

    def _asked(self, word: str) -> tuple[str, list[str]]:
        """Return the condition for one word of a search, and its values."""
        seen, blind = _asked(word, blind=False), _asked(word, blind=True)
        if seen == blind or self._hidden == "0":
            return seen[0], [seen[1]]
        part = f"CASE WHEN {self._hidden} THEN {blind[0]} ELSE {seen[0]} END"
        return part, [blind[1], seen[1]]

    @property
    def order_by(self) -> str:
        """The order in SQL."""
        name = self.order
        if name not in COLUMNS or (self.blind and name in FOUND):
            return self._worst_first()
        column = self._shown(name) if name in FOUND else name
        way = "DESC" if self.descending else "ASC"
        # What is not known comes last, whichever way.
        unknown = f"{column} IS NULL OR {column} = ''"
        return f"{unknown}, {column} COLLATE NOCASE {way}, name, path"

    def _shown(self, column: str, otherwise: str = "NULL") -> str:
        """Return a column in SQL, or what stands for it where the reader is blind."""
        hidden = self._hidden
        return f"CASE WHEN {hidden} THEN {otherwise} ELSE {column} END"

    @property
    def _hidden(self) -> str:
        """Whether a study is one that the reader reads blind, in SQL.

        As `Study.is_hidden_from` has it.
        """
        if self.blind or not self.reader:
            return "1" if self.blind else "0"
        name = "'" + self.reader.replace("'", "''") + "'"
        signed = " AND ".join(
            f"({each} = '' OR instr(', ' || signed_by || ', ', ', ' || {each} || ', '))"
            for each in ("reader", "second")
        )
        return (
            f"blind <> '' AND {name} IN (reader, second) "
            f"AND NOT (second <> '' AND {signed})"
        )

    def _worst_first(self) -> str:
        done = ", ".join(f"'{status}'" for status in _DONE)
        overdue = f"due <> '' AND due < '{self.today}'" if self.today else "NULL"
        found = f"{self._shown('rank', '0')} DESC, due = '', due"
        if self.blind:
            found = "due = '', due"
        return (
            f"missing, status IN ({done}), priority DESC, {overdue} DESC, "
            f"{found}, name, path"
        )


#: What a word before a colon asks for.
_WORDS = {
    "tag": "tags", "status": "status", "patient": "patient", "reader": "reader",
    "second": "second", "decides": "adjudicator", "signed": "signed_by",
    "name": "name", "folder": "folder", "format": "format", "note": "notes",
    "worst": "worst", "due": "due", "start": "start",
}  # fmt: skip


def _asked(word: str, *, blind: bool) -> tuple[str, str]:
    """Return the condition for one word of a search."""
    before, colon, after = word.partition(":")
    column = _WORDS.get(before, "")
    if blind:
        hidden = "" if column in FOUND else column
        plain = " || char(10) || ".join(("name", "patient", "tags", "notes"))
        column = hidden if colon else ""
        return f"lower({column or plain}) LIKE ? ESCAPE '!'", _like(
            after if column else word
        )
    if colon and column:
        return f"lower({column}) LIKE ? ESCAPE '!'", _like(after)
    return "searched LIKE ? ESCAPE '!'", _like(word)


def _like(text: str) -> str:
    for special in "!%_":
        text = text.replace(special, f"!{special}")
    return f"%{text}%"


def _below(root: Path) -> tuple[str, list[Any]]:
    """Return the condition for studies in a folder and below it."""
    inside = str(root).rstrip("/\\")
    begins = [f"{inside}/", f"{inside}\\"]
    return (
        "(folder = ? OR substr(folder, 1, ?) IN (?, ?))",
        [str(root), len(inside) + 1, *begins],
    )
