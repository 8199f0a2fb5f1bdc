"""A process that is killed while it saves loses no edit that it had acknowledged."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from tests.formats.small_records import small_session

_ROOT = Path(__file__).parents[3]
#: Labels beats one after the other, and says so when each is saved.
_REVIEW = """
import sys
from pathlib import Path
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.labels import BeatClass
from ecgviewer.formats.journal.edit_journal import EditJournal
from tests.formats.small_records import small_session

session = small_session(5000)
journal = EditJournal.create(Path(sys.argv[1]), session, "Ada")
for n in range(100_000):
    ids = session.beats.beat_id[n % 5000 :][:200]
    edit = relabel(session.beats, ids, BeatClass(n % 5), n + 1)
    journal.append(session.edit(edit)[0])
    print(n + 1, flush=True)
"""


@pytest.mark.parametrize("delay_s", [0.0, 0.013, 0.05])
def test_every_acknowledged_edit_is_restored_after_a_kill(
    tmp_path: Path, delay_s: float
) -> None:
    path = tmp_path / "x.jsonl"
    with subprocess.Popen(
        [sys.executable, "-c", _REVIEW, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    ) as review:
        assert review.stdout is not None
        first = review.stdout.readline()
        time.sleep(delay_s)
        review.kill()
        said = [first, *review.stdout.read().splitlines(keepends=True)]
    acknowledged = [int(line) for line in said if line.endswith("\n")][-1]
    contents = read_journal(path)
    record = small_session(5000).record
    session = restore(record, contents)
    assert len(session.history.done) in (acknowledged, acknowledged + 1)
    resumed = EditJournal.open_for_append(path, session)
    resumed.append(session.undo()[0])
    resumed.close()
    assert len(restore(record, read_journal(path)).history.undone) == 1
