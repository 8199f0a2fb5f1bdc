"""What `ecgviewer studies` says of records that two read: agreement, reference set."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from ecgviewer.commands.messages import say_failure
from ecgviewer.commands.options import engine_of, hidden_by
from ecgviewer.core.errors import InputError
from ecgviewer.core.wording import count
from ecgviewer.formats.files.atomic import make_folder
from ecgviewer.studies.double_reading import Comparing, doubly_read, failed
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.project_agreement import (
    agreement_content,
    agreement_csv,
    agreement_text,
    project_agreement,
)
from ecgviewer.studies.reference_set import (
    NOTHING_SIGNED,
    WritingReference,
    finish,
    lost,
    reference_items,
)
from ecgviewer.studies.scan import Scanner
from ecgviewer.studies.study import Study


def agreement_of(
    arguments: argparse.Namespace,
    scanner: Scanner,
    studies: Sequence[Study],
    places: StudyPlaces,
) -> tuple[str, int]:
    """Return the agreement of readers as it is printed, and how many failed."""
    items = list(doubly_read(scanner, studies))
    read = engine_of(arguments).map(Comparing(places.cache), items, failed)
    found = project_agreement(read)
    for each in found.failed:
        say_failure(each.item.path, each.failure)
    if arguments.json:
        text = json.dumps(agreement_content(found), indent=1)
    else:
        text = (agreement_csv if arguments.csv else agreement_text)(found)
    return text, len(found.failed)


def write_reference_set(
    arguments: argparse.Namespace,
    scanner: Scanner,
    studies: Sequence[Study],
    places: StudyPlaces,
) -> tuple[str, int]:
    """Write the set; return what is printed, and how many records failed.

    Raises
    ------
    InputError
        If no study has labels that may be a reference.
    OSError
        If the folder cannot be written.
    """
    output, hidden = arguments.reference_set, hidden_by(arguments)
    items = list(reference_items(scanner, studies, single=arguments.single))
    if not items:
        raise InputError(
            f"{NOTHING_SIGNED} With --single, what one reader has signed is taken, too."
        )
    make_folder(output)
    work = WritingReference(output.absolute(), places.cache, hidden)
    written, n_failed = [], 0
    for each in engine_of(arguments).map(work, items, lost):
        if each.failure:
            n_failed += 1
            say_failure(each.item.study.path, each.failure)
        else:
            written.append(each)
    finish(output, written, hidden)
    n_beats = sum(each.n_beats for each in written)
    said = f"{count(len(written), 'record')}, {count(n_beats, 'beat')} -> {output}"
    return said, n_failed
