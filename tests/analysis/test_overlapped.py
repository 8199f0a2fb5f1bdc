import threading

import pytest

from ecgviewer.analysis.overlapped import overlapped
from ecgviewer.core.stopping import Stopped, never


def test_results_are_in_the_order_of_the_portions() -> None:
    for n in range(5):
        portions = list(range(n))
        found = overlapped(portions, lambda x: x + 10, lambda x: 2 * x, never)
        assert found == [2 * (x + 10) for x in portions]


def test_a_portion_is_used_while_the_next_is_made() -> None:
    second_is_made, first_is_used = threading.Event(), threading.Event()

    def make(portion: int) -> int:
        if portion == 1:
            second_is_made.set()
        if portion == 2:
            assert first_is_used.is_set()
        return portion

    def use(portion: int) -> int:
        if portion == 0:
            assert second_is_made.wait(60)
            first_is_used.set()
        return portion

    assert overlapped([0, 1, 2], make, use, never) == [0, 1, 2]


@pytest.mark.parametrize(("n", "n_used"), [(1, 0), (4, 0), (4, 2)])
def test_nothing_is_used_after_a_stop(n: int, n_used: int) -> None:
    used: list[int] = []
    with pytest.raises(Stopped):
        overlapped(range(n), lambda x: x, used.append, lambda: len(used) == n_used)
    assert used == list(range(n_used))


def test_what_goes_wrong_in_the_other_thread_is_raised_here() -> None:
    def use(portion: int) -> int:
        if portion == 1:
            raise ValueError("damaged")
        return portion

    with pytest.raises(ValueError, match="damaged"):
        overlapped([0, 1, 2, 3], lambda x: x, use, never)
    assert not [t for t in threading.enumerate() if t.name.startswith("overlapped")]
