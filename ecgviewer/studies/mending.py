"""An index that is damaged while it is open: made again, and the work begun once more.

Nothing is lost by that: it holds only what lies in records, journals and team files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.index_file import DamagedIndexError

#: What people are told of it.
MADE_AGAIN = (
    "The index of the study list was damaged. It is made again of the folders; no "
    "review, note or figure is lost."
)
T = TypeVar("T")


def with_index(
    path: Path,
    work: Callable[[StudyIndex], Iterator[T]],
    on_damage: Callable[[DamagedIndexError], object] = lambda _: None,
) -> Iterator[T]:
    """Yield what some work with an index yields.

    Where the index turns out to be damaged, it is made again, empty, and the work is
    begun once more.

    Parameters
    ----------
    path : Path
        The index.
    work : callable
    on_damage : callable, optional
        Called before the work is begun once more.

    Raises
    ------
    StudyIndexError
        If there can be no index.
    """
    with StudyIndex(path) as index:
        try:
            yield from work(index)
        except DamagedIndexError as error:
            on_damage(error)
            index.make_again()
        else:
            return
        yield from work(index)


class MendingIndex(StudyIndex):
    """An index that is made again by whoever reads it, and is empty until filled.

    Parameters
    ----------
    path : Path
    on_damage : callable
        Called when it was made again; the folders are to be looked through.
    """

    def __init__(self, path: Path, on_damage: Callable[[], object]) -> None:
        self._on_damage = on_damage
        super().__init__(path)

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            return super()._rows(sql, values)
        except DamagedIndexError:
            self.make_again()
        self._on_damage()
        return super()._rows(sql, values)
