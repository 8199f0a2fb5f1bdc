"""The summary above the rhythms: numbers, each of which leads to its place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ecgviewer.core.record import Record
from ecgviewer.core.rhythm.burden import AfBurden
from ecgviewer.core.rhythm.kinds import RhythmEvent
from ecgviewer.core.rhythm.summary import Episodes, Rate, RhythmSummary
from ecgviewer.gui.look.number_text import count, decimal, whole
from ecgviewer.gui.look.time_text import elapsed_text, time_text

#: First and last sample of a place.
Place = tuple[int, int]


class SummaryLabel(QLabel):
    """Some lines of numbers; a link, by mouse or by Tab and Enter, goes to its place.

    Signals
    -------
    place_chosen(int, int)
        First and last sample.
    """

    place_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Names of leads are all that comes from a file; they are escaped.
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Minimum)
        self.setAccessibleName("Summary of the rhythm")
        self.linkActivated.connect(self._on_link)

    def show_summary(self, summary: RhythmSummary | None, record: Record) -> None:
        """Show another summary."""
        lines = [] if summary is None else list(_lines(summary, record))
        self.setText("<br>".join(lines))
        self.setVisible(bool(lines))

    def _on_link(self, link: str) -> None:
        start, stop = link.split("-")
        self.place_chosen.emit(int(start), int(stop))


def _lines(summary: RhythmSummary, record: Record) -> Iterator[str]:
    analysable = elapsed_text(summary.analysable_s, 0, summary.duration_s)
    length = elapsed_text(summary.duration_s, 0, summary.duration_s)
    known = f"{analysable} of {length} can be analysed{_of_leads(summary)}"
    yield f"{whole(summary.n_beats)} beats; {known}"
    if summary.silence.longest is not None:
        said = f"{whole(summary.silence.count)} without a rhythm"
        silence = _episodes(said, summary.silence)
        yield f"<b>{silence}</b>"
    yield _rates(summary, record)
    for letter, n_beats, couplets, runs in (
        ("V", summary.n_v, summary.v_couplets, summary.v_runs),
        ("S", summary.n_s, summary.s_couplets, summary.s_runs),
    ):
        share = _percent(n_beats, summary.n_beats)
        yield ", ".join(
            (
                f"{letter} {whole(n_beats)} ({share})",
                _counted("couplet", couplets, longest=False),
                _counted("run", runs, by_beats=True),
            )
        )
    yield ", ".join(_rest(summary))


def _of_leads(summary: RhythmSummary) -> str:
    """Return how much can be analysed in leads that are off; each leads to where."""
    times = [
        _link(
            f"{escape(each.lead.title)} "
            f"{elapsed_text(each.analysable_s, 0, summary.duration_s)}",
            each.longest,
        )
        for each in summary.leads_off
    ]
    return f" ({', '.join(times)})" if times else ""


def _rates(summary: RhythmSummary, record: Record) -> str:
    def at(rate: Rate) -> str:
        start_s = rate.start / record.fs
        time = time_text(start_s, 0, record.duration_s, record.start_time)
        return _link(f"{rate.bpm:.0f} at {time}", (rate.start, rate.stop))

    if math.isnan(summary.mean_bpm):
        return "No heart rate"
    mean = f"Heart rate {summary.mean_bpm:.0f}/min"
    if summary.slowest is None or summary.fastest is None:
        return mean
    return f"{mean}, lowest {at(summary.slowest)}, highest {at(summary.fastest)}"


def _rest(summary: RhythmSummary) -> Iterator[str]:
    yield _counted("pause", summary.pauses)
    yield _fibrillation(summary.burden)
    if summary.n_paced:
        yield f"paced? {_percent(summary.n_paced, summary.n_beats)}"


def _fibrillation(burden: AfBurden) -> str:
    """Return how much fibrillation there is, which leads to the longest."""
    if burden.longest is None or math.isnan(burden.percent):
        return "no suspected AF"
    if burden.n_suggested == burden.n_episodes:
        text = f"{whole(burden.n_episodes)} suspected AF"
    else:
        text = count(burden.n_episodes, "AF episode")
        if burden.n_suggested:
            text += f" ({whole(burden.n_suggested)} suspected)"
    length = elapsed_text(burden.longest_s, 1, burden.longest_s)
    start, stop = burden.longest
    said = _link(f"{text}, longest {length}", (start, stop - 1))
    return f"{said}, {_share_text(burden.percent)} of the time"


def _counted(
    noun: str, episodes: Episodes, *, longest: bool = True, by_beats: bool = False
) -> str:
    """Return the count of events, which leads to the longest."""
    if not episodes.count:
        return f"no {noun}s"
    text = count(episodes.count, noun)
    if episodes.n_doubtful:
        which = (
            ""
            if episodes.n_doubtful == episodes.count
            else f"{whole(episodes.n_doubtful)} "
        )
        text += f" ({which}of poor signal)"
    return _episodes(text, episodes, longest=longest, by_beats=by_beats)


def _episodes(
    text: str, episodes: Episodes, *, longest: bool = True, by_beats: bool = False
) -> str:
    event = episodes.longest
    if event is None:
        return text
    if longest:
        length = elapsed_text(event.duration_s, 1, event.duration_s)
        text += f", longest {count(event.n_beats, 'beat') if by_beats else length}"
    return _link(text, _place(event))


def _place(event: RhythmEvent) -> Place:
    return event.start, event.stop


def _link(text: str, place: Place) -> str:
    return f'<a href="{place[0]}-{place[1]}">{text}</a>'


def _percent(part: int, whole: int) -> str:
    return _share_text(100 * part / whole if whole else 0.0)


def _share_text(percent: float) -> str:
    return f"{decimal(percent, 1)} %" if 0 < percent < 10 else f"{percent:.0f} %"
