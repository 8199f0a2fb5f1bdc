"""Annotation files become beats, bands and flags."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecgviewer.core.annotation_layer import (
    AnnotationLayer,
    Band,
    BandKind,
    Flag,
    bands_of,
    layer_of,
)
from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.labels import UNSET, BeatClass, labels_of
from ecgviewer.core.record import Lead
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode, EpisodeOrigin, ReaderRhythms
from tests.label_schemes import N_L_R_S_V_P

_LEADS = (Lead("MLII"), Lead("V1"))
_N = 10_000


def _layer(*rows: tuple[int, str, int, str]) -> AnnotationLayer:
    columns = AnnotationColumns(
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], str),
        np.array([row[2] for row in rows], np.int64),
        tuple(row[3] for row in rows),
    )
    return layer_of("atr", columns, _LEADS, _N)


def test_beats_keep_symbol_and_class() -> None:
    layer = _layer((10, "+", 0, "(N"), (100, "L", 0, ""), (200, "V", 0, ""))
    assert layer.sample.tolist() == [100, 200]
    assert layer.symbol.tolist() == ["L", "V"]
    assert layer.label.tolist() == [BeatClass.N, BeatClass.V]


def test_a_rhythm_lasts_to_the_next_one() -> None:
    layer = _layer((10, "+", 0, "(AFIB"), (500, "V", 0, ""), (900, "+", 0, "(XYZ"))
    assert layer.bands == (
        Band(10, 900, BandKind.RHYTHM, "atrial fibrillation", "AFIB"),
        Band(900, _N, BandKind.RHYTHM, "XYZ", "XYZ"),
    )


def test_noise_names_the_leads_and_ends_when_it_is_clean() -> None:
    layer = _layer((0, "~", 2, ""), (50, "~", 0, ""), (80, "~", -1, ""))
    assert [(b.start, b.stop, b.text) for b in layer.bands] == [
        (0, 50, "noise in V1"),
        (80, _N, "unreadable"),
    ]
    mixed = _layer((0, "~", 0x13, ""))
    assert mixed.bands[0].text == "noise in V1, unreadable: MLII"


def test_flutter_is_a_band_and_its_waves_are_flags() -> None:
    layer = _layer((10, "[", 0, ""), (20, "!", 0, ""), (90, "]", 0, ""))
    assert [(b.start, b.stop, b.code) for b in layer.bands] == [(10, 90, "VF")]
    assert layer.flags == (Flag(20, "!"),)


def test_notes_are_flags_with_their_text() -> None:
    layer = _layer((30, '"', 0, "MISSB"), (40, "|", 0, ""), (50, "s", 0, "(ST0+"))
    assert [(f.sample, f.text) for f in layer.flags] == [
        (30, "MISSB"),
        (40, "|"),
        (50, "(ST0+"),
    ]


def test_a_readers_episodes_are_bands() -> None:
    def said(
        kind: EpisodeKind, start: int, note: str = "", quality: int = 0
    ) -> Episode:
        origin = EpisodeOrigin.ADDED
        return Episode(start, kind, start, start + 9, origin, "Ada", note, quality)

    rhythms = ReaderRhythms.of(
        [
            said(EpisodeKind.AF, 10, "see the note"),
            said(EpisodeKind.NOISE, 20, quality=2),
            said(EpisodeKind.NOISE, 30, quality=0x33),
            said(EpisodeKind.NOISE, 40),
            said(EpisodeKind.OTHER, 50, "wandering"),
            replace(said(EpisodeKind.VT, 60), origin=EpisodeOrigin.DISMISSED),
        ]
    )
    rhythm, noise = BandKind.RHYTHM, BandKind.NOISE
    assert bands_of(rhythms, _LEADS) == (
        Band(10, 19, rhythm, "atrial fibrillation", "AFIB"),
        Band(20, 29, noise, "noise in V1", "noise"),
        Band(30, 39, noise, "unreadable: MLII, V1", "noise"),
        Band(40, 49, noise, "noise", "noise"),
        Band(50, 59, rhythm, "wandering", "OTHER"),
    )


def test_the_beats_of_a_layer_have_the_classes_of_a_review() -> None:
    symbol = np.array(["L", "/", "Q"])
    layer = AnnotationLayer("x", np.arange(3), labels_of(symbol), symbol)
    assert layer.labels_in(AAMI) is layer.label
    assert layer.labels_in(N_L_R_S_V_P).tolist() == [1, 5, UNSET]


def test_what_lies_outside_the_record_is_left_out() -> None:
    layer = _layer(
        (-900, "+", 0, "(N"),
        (-500, "+", 0, "(AFIB"),
        (-400, "V", 0, ""),
        (-300, '"', 0, "before"),
        (100, "N", 0, ""),
        (_N, "V", 0, ""),
        (_N + 5, "+", 0, "(VT"),
    )
    assert layer.sample.tolist() == [100]
    assert layer.bands == (Band(0, _N, BandKind.RHYTHM, "atrial fibrillation", "AFIB"),)
    assert layer.flags == ()
