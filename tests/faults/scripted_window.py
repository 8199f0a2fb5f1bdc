"""A window that does what it is told, line by line: `JOURNALS` is its home's folder.

`python -m tests.faults.scripted_window JOURNALS`. Each line of JSON that comes in is a
command, and each is answered by one line.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

from ecgviewer.gui.model.document import Document
from tests.faults.scripted_review import digest, edit, opened


class Window:
    """One review in one process, read again where it is behind, as the window does."""

    def __init__(self, journals: Path) -> None:
        self._journals = journals
        self._record = Path()
        self._document = Document()
        self._told: list[str] = []
        self._behind = False

    def obey(self, command: str, *given: Any) -> dict[str, Any]:
        """Do something; return whether it was done and what came of it."""
        self._told.clear()
        done = bool(getattr(self, command)(*given))
        answer = {"done": done, "told": list(self._told)}
        if self._behind:
            self.open(str(self._record))
        session = self._document.session
        state = digest(session) if session else ""
        return answer | {"state": state, "read_only": self._document.read_only}

    def open(self, record: str) -> bool:
        """Open a record, or open it again."""
        if not self._document.close():
            return False
        self._record, self._behind = Path(record), False
        self._document = opened(self._record, self._journals)
        self._document.unsaved.connect(self._told.append)
        self._document.outdated.connect(self._fall_behind)
        return True

    def edit(self, seed: int) -> bool:
        """Make an edit at random."""
        return edit(self._document, random.Random(seed))

    def sign(self) -> bool:
        """Sign the review."""
        return self._document.sign("Seen")

    def close(self) -> bool:
        """Close the journal; the record stays in view."""
        return self._document.close()

    def _fall_behind(self) -> None:
        self._behind = True


def main(journals: Path) -> None:
    """Obey until there is nothing more to read."""
    window = Window(journals)
    for line in sys.stdin:
        print(json.dumps(window.obey(*json.loads(line))), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
