"""What the lines above the rows of a text file say, as far as they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ecgviewer.core.record import Steps


@dataclass(frozen=True)
class Said:
    """What a file says in words, as far as it does.

    Attributes
    ----------
    fs : float or None
    unit : str
    start_time : datetime or None
    details : tuple of pairs of str
    lead : str
        The only one.
    single : bool
        Whether each row is one value.
    names : tuple of str
        Of its columns, in place of titles.
    steps : dict
        Steps in mV by the names of columns.
    units : dict
        Units by the names of columns.
    n_head : int or None
        Lines before the first row, where what they hold looks like rows, too.
    notices : tuple of str
    """

    fs: float | None = None
    unit: str = ""
    start_time: datetime | None = None
    details: tuple[tuple[str, str], ...] = ()
    lead: str = ""
    single: bool = False
    names: tuple[str, ...] = ()
    steps: Mapping[str, Steps] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    n_head: int | None = None
    notices: tuple[str, ...] = ()
