from __future__ import annotations

import pytest

from ecgviewer.core.stopping import Stopped, check, never


def test_work_that_nobody_stops_goes_on() -> None:
    check(never)


def test_work_that_is_asked_to_stop_stops() -> None:
    with pytest.raises(Stopped):
        check(lambda: True)
