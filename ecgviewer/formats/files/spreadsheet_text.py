"""Text of people as cells of a CSV that no spreadsheet runs as a formula."""

from __future__ import annotations

#: Starts of text that a spreadsheet runs as a formula (OWASP, CSV injection), in their
#: full width too; they, and the mark itself, are written after the mark.
_RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
_MARK = "'"


def harmless(text: str) -> str:
    """Return text that is not a formula; `plain` takes it back."""
    return _MARK + text if text.startswith(_RISKY) else text


def plain(cell: str) -> str:
    """Return the text that `harmless` was given."""
    return cell.removeprefix(_MARK)
