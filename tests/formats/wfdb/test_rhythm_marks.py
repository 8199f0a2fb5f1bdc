"""Rhythms in annotation files: read as episodes and written as they were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecgviewer.core.record import Lead, Record
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode, EpisodeOrigin, ReaderRhythms
from ecgviewer.formats.wfdb.annotations import Annotations, new_annotations
from ecgviewer.formats.wfdb.rhythm_marks import is_rhythm, marks_of, rhythms_of

N = 1000
#: Sample, symbol, sub-type and text.
Mark = tuple[int, str, int, str]
RECORD = Record("r", 100.0, (Lead("II"), Lead("V5")), np.zeros((2, N), np.float32))


def a_file(*marks: Mark) -> Annotations:
    plain = new_annotations([m[0] for m in marks], [m[1] for m in marks])
    aux = np.empty(len(marks), object)
    aux[:] = [mark[3].encode() for mark in marks]
    subtype = np.array([mark[2] for mark in marks], np.int64)
    return replace(plain, subtype=subtype, aux=aux)


def written(*episodes: Episode) -> list[Mark]:
    made = marks_of(episodes, N)
    return sorted(
        (int(made.sample[row]), str(made.symbol[row]), int(made.subtype[row]), aux)
        for row in range(len(made))
        for aux in [bytes(made.aux[row]).decode()]
    )


def read(*marks: Mark) -> list[tuple[EpisodeKind, int, int, str, int]]:
    found = rhythms_of(a_file(*sorted(marks)), RECORD)
    assert [row.episode_id for row in found.rows] == list(range(len(found.rows)))
    assert {row.origin for row in found.rows} <= {EpisodeOrigin.IMPORTED}
    return [(e.kind, e.start, e.stop, e.note, e.lead_quality) for e in found.rows]


def episode(
    kind: EpisodeKind, start: int, stop: int, note: str = "", quality: int = 0
) -> Episode:
    return Episode(0, kind, start, stop, EpisodeOrigin.ADDED, "Ada", note, quality)


def test_named_rhythms_last_to_the_next_and_the_last_to_the_end() -> None:
    assert read(
        (10, "+", 0, "(N\0"),
        (200, "+", 0, "(AFIB\0"),
        (200, "N", 0, ""),
        (300, "+", 0, "(PREX"),
        (500, "+", 0, "(MADEUP\0"),
        (600, "+", 0, "MISSB"),
        (700, "+", 0, "(NOISE"),
    ) == [
        (EpisodeKind.SINUS, 10, 200, "", 0),
        (EpisodeKind.AF, 200, 300, "", 0),
        (EpisodeKind.PRE_EXCITATION, 300, 500, "", 0),
        (EpisodeKind.OTHER, 500, 700, "MADEUP", 0),
        (EpisodeKind.NOISE, 700, N, "", 0x33),
    ]


def test_brackets_are_around_fibrillation_whatever_stands_between() -> None:
    vf = EpisodeKind.VF
    marks = [(5, "]"), (10, "["), (20, "["), (30, "!"), (40, "]"), (50, "]"), (90, "[")]
    assert read(*((at, symbol, 0, "") for at, symbol in marks)) == [
        (vf, 10, 40, "", 0),
        (vf, 90, N, "", 0),
    ]


def test_quality_is_said_of_leads_and_lasts_to_the_next() -> None:
    noise = EpisodeKind.NOISE
    assert read(
        (0, "~", 0, ""), (10, "~", 1, ""), (20, "~", 0x33, ""), (30, "~", 0, ""),
        (40, "~", -1, ""),
    ) == [
        (noise, 10, 20, "", 1), (noise, 20, 30, "", 0x33), (noise, 40, N, "", 0xFF),
    ]  # fmt: skip


def test_what_lies_outside_the_record_is_left_out() -> None:
    assert read((-50, "+", 0, "(AFIB"), (-10, "+", 0, "(N"), (N, "+", 0, "(VT")) == [
        (EpisodeKind.SINUS, 0, N, "", 0)
    ]
    assert read((9, "+", 0, "(AFIB"), (9, "+", 0, "(VT")) == [
        (EpisodeKind.VT, 9, N, "", 0)
    ]


def test_only_marks_of_rhythm_are_told_from_others() -> None:
    marks = [(1, "+", 0, "(N"), (2, "+", 0, "TS"), (3, "N", 0, "(N"), (4, "~", 0, "")]
    found = a_file(*marks, (5, "[", 0, ""), (6, "]", 0, ""), (7, '"', 0, "("))
    assert is_rhythm(found).tolist() == [True, False, False, True, True, True, False]


def test_an_episode_returns_to_what_surrounds_it() -> None:
    outer = episode(EpisodeKind.SINUS_BRADYCARDIA, 100, 900)
    inner = episode(EpisodeKind.V_BIGEMINY, 300, 400)
    assert written(outer, inner) == [
        (100, "+", 0, "(SBR\0"),
        (300, "+", 0, "(B\0"),
        (400, "+", 0, "(SBR\0"),
        (900, "+", 0, "(N\0"),
    ]


def test_a_rhythm_that_ends_within_another_is_no_mark() -> None:
    first, second = episode(EpisodeKind.AF, 0, 500), episode(EpisodeKind.VT, 100, 800)
    assert written(first, second) == [
        (0, "+", 0, "(AFIB\0"),
        (100, "+", 0, "(VT\0"),
        (800, "+", 0, "(N\0"),
    ]


def test_fibrillation_has_brackets_and_noise_the_quality_of_leads() -> None:
    vf = episode(EpisodeKind.VF, 100, 200)
    more = episode(EpisodeKind.VF, 150, 300)
    noise = episode(EpisodeKind.NOISE, 400, 600, quality=0x11)
    rest = episode(EpisodeKind.NOISE, 500, N, quality=0xE2)
    assert written(vf, more, noise, rest) == [
        (100, "[", 0, ""), (300, "]", 0, ""), (400, "~", 0x11, ""),
        (500, "~", 0xF3 - 0x100, ""), (600, "~", 0xE2 - 0x100, ""),
    ]  # fmt: skip


def test_free_text_is_written_as_far_as_there_is_room() -> None:
    ((_, _, _, text), _) = written(episode(EpisodeKind.OTHER, 1, 9, " wandering "))
    assert text == "(wandering\0"
    made = marks_of([episode(EpisodeKind.OTHER, 1, N, "é" * 200)], N)
    assert len(made.aux[0]) <= 255
    assert made.aux[0].rstrip(b"\0").decode() == "(" + "é" * 126
    ((_, _, _, text), _) = written(episode(EpisodeKind.OTHER, 1, 9))
    assert text == "(OTHER\0"


FILE = st.lists(
    st.tuples(
        st.sampled_from(["(N", "(AFIB", "(VT", "(P", "(MADEUP", "(BII", "(VFL"]),
        st.integers(1, 50),
    ),
    max_size=8,
)
QUALITY = st.lists(st.tuples(st.integers(1, 127), st.integers(1, 50)), max_size=6)


@given(FILE, QUALITY, st.lists(st.integers(1, 60), max_size=6))
def test_a_file_is_written_as_it_was(
    names: list[tuple[str, int]], quality: list[tuple[int, int]], edges: list[int]
) -> None:
    marks: list[Mark] = []
    for at, (name, _) in zip(np.cumsum([n[1] for n in names]), names, strict=True):
        marks.append((int(at), "+", 0, f"{name}\0"))
    for at, (code, _) in zip(np.cumsum([q[1] for q in quality]), quality, strict=True):
        marks.append((int(at), "~", code, ""))
    for place, at in enumerate(np.cumsum(edges).tolist()):
        marks.append((at, "]" if place % 2 else "[", 0, ""))
    found = rhythms_of(a_file(*sorted(marks)), RECORD)
    assert written(*found.rows) == sorted(marks)


STRETCHES = st.lists(st.integers(0, N), min_size=2, max_size=12, unique=True)


@given(STRETCHES, st.data())
def test_what_a_reader_said_is_read_again(
    edges: list[int], data: st.DataObject
) -> None:
    kinds = [kind for kind in EpisodeKind if kind is not EpisodeKind.SINUS]
    ends = sorted(edges)
    said = []
    for start, stop in zip(ends[::2], ends[1::2], strict=False):
        kind = data.draw(st.sampled_from(kinds))
        note = "atrial tachycardia 2:1" if kind is EpisodeKind.OTHER else ""
        quality = 0x33 if kind is EpisodeKind.NOISE else 0
        said.append(episode(kind, start, stop, note, quality))
    again = rhythms_of(a_file(*written(*said)), RECORD)
    found = [row for row in again.rows if row.kind is not EpisodeKind.SINUS]
    assert [_content(row) for row in found] == [_content(row) for row in said]


def _content(row: Episode) -> tuple[EpisodeKind, int, int, str, int]:
    return row.kind, row.start, row.stop, row.note, row.lead_quality


def test_no_rhythm_is_no_mark() -> None:
    assert len(marks_of([], N)) == 0
    assert rhythms_of(a_file(), RECORD) == ReaderRhythms()


@pytest.mark.parametrize("alias", ["(VF", "(VFIB"])
def test_other_names_of_fibrillation_become_brackets(alias: str) -> None:
    found = rhythms_of(a_file((5, "+", 0, alias), (9, "+", 0, "(NSR")), RECORD)
    assert written(*found.rows) == [
        (5, "[", 0, ""), (9, "+", 0, "(N\0"), (9, "]", 0, ""),
    ]  # fmt: skip


def test_leads_of_which_files_cannot_tell_are_left_out() -> None:
    noise = EpisodeKind.NOISE
    first = episode(noise, 10, 50, "V1 off", 0x22)
    assert written(first, episode(noise, 20, 80, "V5 off")) == [
        (10, "~", 0x22, ""),
        (50, "~", 0, ""),
    ]
