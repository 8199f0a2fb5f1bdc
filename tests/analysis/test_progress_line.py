"""The progress bar, on a terminal and in a pipe."""

from __future__ import annotations

import io

from ecgviewer.analysis.progress_line import ProgressLine
from ecgviewer.core.analysis_events import Progress, Stage


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _last_line(stream: io.StringIO) -> str:
    return stream.getvalue().split("\r")[-1].rstrip()


def test_items_and_parts_of_an_item_fill_the_bar() -> None:
    stream, ticks = Terminal(), iter([0.0, 60.0, 90.0, 95.0])
    line = ProgressLine(4, stream, lambda: next(ticks))
    assert _last_line(stream) == "0/4 [........................] 0 %"
    line.advance()
    assert _last_line(stream) == "1/4 [######..................] 25 % 3 min left"
    line.within("100", Progress(Stage.CLASSIFYING, 1, 2))
    assert _last_line(stream) == (
        "1/4 [#########...............] 38 % 2 min left 100: Classifying"
    )
    line.within("100", Progress(Stage.FILTERING))
    assert "25 % 5 min left 100: Filtering" in _last_line(stream)
    line.clear()
    assert _last_line(stream) == ""


def test_lines_are_overwritten_whole_and_never_wrap() -> None:
    stream = Terminal()
    line = ProgressLine(1, stream)
    line.within("x" * 200, Progress(Stage.CLASSIFYING, 1, 2))
    line.clear()
    assert {len(part) for part in stream.getvalue().split("\r") if part} == {78}
    assert "\n" not in stream.getvalue()


def test_a_line_that_says_the_same_is_drawn_once() -> None:
    stream = Terminal()
    line = ProgressLine(4, stream)
    line.within("100", Progress(Stage.FILTERING))
    before = stream.getvalue()
    line.within("100", Progress(Stage.FILTERING))
    assert stream.getvalue() == before


def test_nothing_is_drawn_in_a_pipe_or_of_no_work() -> None:
    for stream, total in ((io.StringIO(), 3), (Terminal(), 0)):
        line = ProgressLine(total, stream)
        line.within("100", Progress(Stage.CLASSIFYING, 1, 2))
        line.advance()
        line.clear()
        assert stream.getvalue() == ""
