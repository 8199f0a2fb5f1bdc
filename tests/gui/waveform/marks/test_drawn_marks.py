"""What is drawn over the traces is drawn as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGraphicsRectItem

from ecgviewer.core.annotation_layer import AnnotationLayer, Band, BandKind, Flag
from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.core.leads_off import LeadOff, OffLead
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode, EpisodeOrigin
from ecgviewer.core.trace.calipers import Caliper
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.rhythm_entries import EntryState, RhythmEntry
from ecgviewer.gui.model.rhythm_places import RhythmPlaces
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.marks.badges import BadgeSet
from ecgviewer.gui.waveform.marks.beat_marks_item import BeatMarksItem
from ecgviewer.gui.waveform.marks.caliper_item import CaliperItem
from ecgviewer.gui.waveform.marks.layer_item import LayerItem
from ecgviewer.gui.waveform.marks.leads_off_item import LeadsOffItem
from ecgviewer.gui.waveform.marks.overlay_item import OverlayItem
from ecgviewer.gui.waveform.marks.rhythm_item import RhythmItem
from ecgviewer.gui.waveform.marks.spikes_item import SpikesItem
from ecgviewer.gui.waveform.paper.sheet import Sheet
from tests.gui.waveform.sheets import FS, drawn, lane, small_sheet
from tests.kept import Kept


def _columns(symbols: str, every_s: float, first_s: float = 0.3) -> BeatColumns:
    """Return beats of a reference at even distances."""
    at_s = first_s + every_s * np.arange(len(symbols))
    n_samples = round((at_s[-1] + every_s) * FS)
    record = Record("r", FS, (Lead("I"),), np.zeros((1, n_samples), np.float32))
    sample = np.round(at_s * FS).astype(np.int64)
    beats = new_beats(sample, symbol=np.array(list(symbols)))
    return ReviewSession(record, beats).columns


def _said(columns: BeatColumns) -> BeatColumns:
    """Return beats of which some were labelled by a classifier or a reviewer."""
    row = np.arange(len(columns.sample))
    return replace(
        columns,
        human=row < 2,
        reviewed=row == 1,
        readable=row != 3,
        predicted=np.full(len(row), BeatClass.V, np.uint8),
        disagrees=row == 1,
    )


def _beats(
    parent: QGraphicsRectItem,
    sheet: Sheet,
    columns: BeatColumns,
    selected: tuple[int, ...] = (),
) -> list[str]:
    selection = Selection()
    item = BeatMarksItem(parent, selection)
    item.restyle(BadgeSet(sheet.font, sheet.colours, sheet.pixel_ratio))
    item.show_beats(columns)
    selection.select(np.array(selected, np.int64), selected[0] if selected else None)
    return drawn(item, sheet)


def test_beats(parent: QGraphicsRectItem, palette: QPalette, drawing: Kept) -> None:
    sheet = small_sheet(colours=colours(palette))
    columns = _said(_columns("NSVFQ", 0.42))
    unlabelled = replace(columns, label=np.full(5, UNSET, np.uint8))
    drawing.check(
        {
            "of every class": _beats(parent, sheet, columns),
            "selected": _beats(parent, sheet, columns, (2, 1)),
            "at two dots a pixel": _beats(
                parent, replace(sheet, pixel_ratio=2.0), columns
            ),
            "not labelled": _beats(parent, sheet, unlabelled),
            "at the edges": _beats(parent, replace(sheet, start_s=0.3), columns, (0,)),
            "near each other": _beats(
                parent, sheet, _columns("NNVN" * 6, 0.09), (3, 4, 5, 9)
            ),
            "far": _beats(
                parent, replace(sheet, stop_s=30.0), _columns("NNSNV" * 25, 0.2)
            ),
            "dense": _beats(
                parent,
                replace(sheet, width=40.0, stop_s=40.0),
                _columns("NNSNVFNQ" * 25, 0.2),
                (100,),
            ),
        }
    )


@pytest.fixture
def layer() -> AnnotationLayer:
    sample = np.array([75, 180, 285, 390, 495])
    label = np.array([0, 1, 2, 0, UNSET], np.uint8)
    symbol = np.array(["N", "A", "V", "N", ""])
    return AnnotationLayer(
        "atr",
        sample,
        label,
        symbol,
        (
            Band(-50, 200, BandKind.RHYTHM, "sinus rhythm", "N"),
            Band(200, 330, BandKind.RHYTHM, "atrial fibrillation", "AFIB"),
            Band(400, 500, BandKind.NOISE, "noise in MLII", "noise"),
            Band(560, 561, BandKind.RHYTHM, "pause", "P"),
            Band(700, 800, BandKind.RHYTHM, "beyond", "X"),
        ),
        (Flag(230, "TS"), Flag(240, "hidden"), Flag(330, "PSE")),
    )


def _layer(
    parent: QGraphicsRectItem,
    sheet: Sheet,
    layer: AnnotationLayer,
    beats: BeatColumns | None = None,
) -> list[str]:
    item = LayerItem(parent)
    item.show_layer(layer)
    item.show_beats(beats)
    height = item.height_px(sheet.font)
    return [
        f"{height:g} px high",
        *drawn(item, replace(sheet, layers=((layer.name, height),))),
    ]


def test_layer(
    parent: QGraphicsRectItem,
    palette: QPalette,
    drawing: Kept,
    layer: AnnotationLayer,
) -> None:
    sheet = small_sheet(colours=colours(palette), rhythm_px=6.0)
    nothing = np.empty(0, np.int64)
    bands = replace(
        layer,
        sample=nothing,
        label=nothing.astype(np.uint8),
        symbol=nothing.astype("U1"),
    )
    many = 5 * np.arange(600)
    crowd = AnnotationLayer(
        "atr",
        many,
        np.resize(np.array([0, 0, 2, 0, 1], np.uint8), 600),
        np.resize(np.array(list("NNVNA")), 600),
    )
    drawing.check(
        {
            "alone": _layer(parent, sheet, layer),
            "beside another review": _layer(
                parent, sheet, layer, _columns("NNVNN", 0.42)
            ),
            "without beats": _layer(parent, sheet, bands),
            "far": _layer(parent, replace(sheet, stop_s=12.0), crowd),
            "dense": _layer(parent, replace(sheet, stop_s=12.0, width=60.0), crowd),
        }
    )


def _entry(
    number: int,
    kind: EpisodeKind,
    start_s: float,
    stop_s: float,
    origin: EpisodeOrigin | None = EpisodeOrigin.ADDED,
    title: str = "",
) -> RhythmEntry:
    start, stop = round(start_s * FS), round(stop_s * FS)
    row = None if origin is None else Episode(number, kind, start, stop, origin)
    dismissed = origin is EpisodeOrigin.DISMISSED
    states = EntryState.DISMISSED, EntryState.CONFIRMED, EntryState.OPEN
    return RhythmEntry(
        number,
        states[0] if dismissed else states[1] if row else states[2],
        kind,
        title or kind.title,
        start,
        stop,
        stop_s - start_s,
        3,
        70.0,
        episode=row,
    )


#: Long ones and short ones in front, of all looks.
ENTRIES = (
    _entry(1, EpisodeKind.AF, -1.0, 1.4),
    _entry(2, EpisodeKind.VT, 0.5, 0.9, None, "V run (VT), sustained"),
    _entry(3, EpisodeKind.NOISE, 1.5, 2.0, EpisodeOrigin.IMPORTED),
    _entry(4, EpisodeKind.SINUS, 2.0, 9.0),
    _entry(5, EpisodeKind.PAUSE, 2.1, 2.2, EpisodeOrigin.DISMISSED),
    _entry(6, EpisodeKind.PAUSE, 1.45, 1.451, None),
)


def _lane(
    parent: QGraphicsRectItem,
    sheet: Sheet,
    chosen: tuple[int, ...] = (),
    stretch: tuple[int, int] | None = None,
    preview: tuple[int, int, int] | None = None,
) -> list[str]:
    item = RhythmItem(parent)
    item.show_places(RhythmPlaces(ENTRIES))
    item.show_chosen(chosen, stretch)
    item.show_preview(preview)
    height = item.height_px(sheet.font)
    return drawn(item, replace(sheet, rhythm_px=height))


def test_rhythms(parent: QGraphicsRectItem, palette: QPalette, drawing: Kept) -> None:
    sheet = small_sheet(colours=colours(palette))
    drawing.check(
        {
            "of all looks": _lane(parent, sheet),
            "chosen": _lane(parent, sheet, (1, 4)),
            "marked": _lane(parent, sheet, stretch=(100, 400)),
            "dragged": _lane(parent, sheet, (2,), preview=(2, 50, 425)),
            "far": _lane(parent, replace(sheet, start_s=-10.0, stop_s=40.0)),
            "no room": drawn(RhythmItem(parent), sheet),
        }
    )


def test_leads_off(parent: QGraphicsRectItem, palette: QPalette, drawing: Kept) -> None:
    lanes = lane(22, 54, right=0.5), lane(22, 54, 1, left=0.5), lane(54, 86, 2)
    sheet = small_sheet(colours=colours(palette), lanes=lanes)
    lost = UnknownStretches.of([0, 100, 250, 300, 400], [50, 120, 252, 390, 550])
    item = LeadsOffItem(parent)
    item.show_leads_off(
        tuple(
            LeadOff(OffLead(number, name), lost)
            for number, name in ((1, "V1"), (2, "V2"))
        )
    )
    drawing.check({"two leads": drawn(item, sheet)})


def _caliper(
    parent: QGraphicsRectItem,
    sheet: Sheet,
    *caliper: float,
    marching: bool = False,
    name: str = "",
) -> list[str]:
    item = CaliperItem(parent)
    peaks = np.array([100, 250, 400])
    shown = Caliper(int(caliper[0]), int(caliper[1]), int(caliper[2]), *caliper[3:])
    item.show_caliper(shown, marching=marching, peaks=peaks, name=name)
    return drawn(item, sheet)


def test_caliper(parent: QGraphicsRectItem, palette: QPalette, drawing: Kept) -> None:
    sheet = small_sheet(colours=colours(palette))
    two = small_sheet(lanes=(lane(22, 54, right=0.5), lane(54, 86, 1), lane(22, 54, 1)))
    drawing.check(
        {
            "an interval": _caliper(parent, sheet, 100, 250, 0, 0.0, 0.5),
            "backwards": _caliper(parent, sheet, 250, 100, 0, 0.0, -0.5),
            "no values": _caliper(parent, sheet, 150, 175, 0, np.nan, np.nan),
            "cut off": _caliper(parent, sheet, 200, 220, 0, -3.0, 3.0),
            "of a lead that is not shown": _caliper(
                parent, sheet, 100, 250, 4, 0.0, 0.5
            ),
            "in the wider of two lanes": _caliper(parent, two, 100, 250, 1, 0.0, 0.2),
            "marching": _caliper(parent, sheet, 100, 200, 0, 0.0, 0.5, marching=True),
            "a haze": _caliper(parent, sheet, 100, 109, 0, 0.0, 0.5, marching=True),
            "no haze yet": _caliper(
                parent, sheet, 100, 110, 0, 0.0, 0.5, marching=True
            ),
            "named, at the left": _caliper(
                parent, sheet, 0, 20, 0, 0.0, 0.1, name="PQ"
            ),
            "at the right": _caliper(parent, sheet, 580, 600, 0, 0.0, 0.1),
            "none": drawn(CaliperItem(parent), sheet),
        }
    )


def test_spikes(parent: QGraphicsRectItem, drawing: Kept) -> None:
    item = SpikesItem(parent)
    item.show_spikes(np.array([0, 100, 250, 251, 700]))
    many, few = SpikesItem(parent), SpikesItem(parent)
    many.show_spikes(np.arange(11) * 9)
    few.show_spikes(np.arange(10) * 9)
    narrow = small_sheet(width=30.0)
    drawing.check(
        {
            "in view": drawn(item, small_sheet(rhythm_px=5.0)),
            "as many as there may be": drawn(few, narrow),
            "too many": drawn(many, narrow),
        }
    )


def test_overlay(parent: QGraphicsRectItem, palette: QPalette, drawing: Kept) -> None:
    sheet = small_sheet(colours=colours(palette), n_samples=750)
    clock = replace(sheet, start_time=datetime(2020, 1, 2, 3, 4, 5))
    wide = replace(sheet, width=480.0, stop_s=4.8, n_samples=5000)

    def overlay(
        on: Sheet,
        cursor: int | None = None,
        band: tuple[float, float] | None = None,
        move: tuple[float, float] | None = None,
    ) -> list[str]:
        item = OverlayItem(parent)
        item.show_cursor(cursor)
        item.show_band(band)
        item.show_move(move)
        return drawn(item, on)

    drawing.check(
        {
            "cursor": overlay(wide, 105),
            "cursor on the clock": overlay(clock, 105),
            "cursor at the right": overlay(wide, 1190),
            "cursor before the view": overlay(replace(wide, start_s=1.0), 240),
            "cursor beyond the view": overlay(wide, 1201),
            "cursor at either edge": [*overlay(wide, 0), *overlay(wide, 1200)],
            "without leads": overlay(replace(wide, lanes=()), 1190),
            "band": overlay(wide, band=(200.0, 50.5)),
            "a beat that is moved": overlay(wide, 105, move=(100.0, 93.7)),
        }
    )
