"""What a file is that no format for records knows, so that it can be said."""

from __future__ import annotations

from collections.abc import Sequence

from ecgviewer.formats.clinical.xml_file import root_name

#: First bytes, the offset at which they stand, what the file is, and what to do.
_Mark = tuple[bytes, int, str, str]
_UNPACK = "Unpack it, and open the recording that is in it."
_EXPORT = "Export the recording from the program that made it, in a format named above."
_SIGNALS = (
    "A picture or a report of an ECG holds no samples. Ask for the recording itself."
)
_XML = b"<?xml"
_MARKS: Sequence[_Mark] = (
    (b"%PDF", 0, "a PDF", _SIGNALS),
    (b"PK\x03\x04", 0, "an archive (ZIP), or a document that is one", _UNPACK),
    (b"\x1f\x8b", 0, "an archive (gzip)", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", 0, "an archive (7z)", _UNPACK),
    (b"Rar!\x1a\x07", 0, "an archive (RAR)", _UNPACK),
    (b"ustar", 257, "an archive (tar)", _UNPACK),
    (b"\x89PNG", 0, "a picture (PNG)", _SIGNALS),
    (b"\xff\xd8\xff", 0, "a picture (JPEG)", _SIGNALS),
    (b"\x89HDF", 0, "an HDF5 file", _EXPORT),
    (b"MATLAB", 0, "a MATLAB file", _EXPORT),
    (b"\xd0\xcf\x11\xe0", 0, "an Office document", _SIGNALS),
    (_XML, 0, "an XML file", _EXPORT),
    (b"\xef\xbb\xbf" + _XML, 0, "an XML file", _EXPORT),
    (b'{"kind":"header"', 0, "a journal of a review", "Open the record that it is of."),
)


def foreign_text(first: bytes) -> tuple[str, str] | None:
    """Return what a file is by its first bytes, and what to do; None if unknown."""
    for mark, offset, title, remedy in _MARKS:
        if first[offset : offset + len(mark)] == mark:
            root = root_name(first) if mark.endswith(_XML) else ""
            return f"{title} (<{root}>)" if root else title, remedy
    return None
