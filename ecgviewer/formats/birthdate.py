"""When a patient was born, of the details of a record of any format."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

#: As EDF+ spells them, whatever language the computer speaks.
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
          "DEC")  # fmt: skip


def birthdate_of(details: Mapping[str, str]) -> date | None:
    """Return the date, written as ``1951-05-02`` or ``02-MAY-1951``; None for others.

    Parameters
    ----------
    details : mapping of str
        As in `Record.details`.
    """
    text = details.get("Birthdate", "")
    day, _, rest = text.partition("-")
    month, _, year = rest.partition("-")
    try:
        if month.upper() in MONTHS:
            return date(int(year), MONTHS.index(month.upper()) + 1, int(day))
        return date.fromisoformat(text)
    except ValueError:
        return None
