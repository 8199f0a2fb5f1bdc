"""The chunks of an XDF file: which of them are whole, and what they claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, fromstring

from ecgviewer.core.errors import RecordError

MAGIC = b"XDF:"
_FILE_HEADER, _STREAM_HEADER, _SAMPLES, _OFFSET = 1, 2, 3, 4
_OF_STREAM = (2, 3, 4, 6)
_MOST_CHANNELS, _LARGEST_HEADER = 1024, 2**22
_BYTES = {"int8": 1, "int16": 2, "int32": 4, "int64": 8, "float32": 4, "double64": 8}
#: Of a text in a stream of markers: how long it is, and the byte that says so.
_LEAST_TEXT = 2
REMEDY = "Record it again, or repair it with the tools of LabRecorder."


@dataclass(frozen=True)
class Stream:
    """What a stream says of itself.

    Attributes
    ----------
    number : int
    header : Element
        Its XML.
    n_channels : int
    fs : float
        In Hz; 0 for events.
    sample_bytes : int
        Of the values of a sample; the least, where they are texts.
    is_text : bool
    """

    number: int
    header: Element
    n_channels: int
    fs: float
    sample_bytes: int
    is_text: bool

    def said(self, name: str) -> str:
        """Return the text of an element, empty where it is not there."""
        return (self.header.findtext(name) or "").strip()

    @property
    def channels(self) -> list[tuple[str, str]]:
        """The name and the unit of each channel, empty where it says nothing."""
        found = [
            ((c.findtext("label") or "").strip(), (c.findtext("unit") or "").strip())
            for c in self.header.iterfind("desc/channels/channel")
        ]
        return found if len(found) == self.n_channels else [("", "")] * self.n_channels


@dataclass(frozen=True)
class Outline:
    """What a file consists of.

    Attributes
    ----------
    end : int
        The byte after the last whole chunk.
    size : int
        Of the file.
    header : Element or None
        XML of the file.
    streams : dict
        By their numbers.
    """

    end: int
    size: int
    header: Element | None
    streams: dict[int, Stream]


def outline_of(path: object, data: bytes) -> Outline:
    """Return what a file consists of, so that nothing it claims is believed.

    A file that was not closed ends before the chunk that is cut off.

    Parameters
    ----------
    path : object
        What messages call the file.
    data : bytes
        The whole file.

    Raises
    ------
    RecordError
        If a chunk claims what it does not hold.
    """
    header, streams, end = None, dict[int, Stream](), len(MAGIC)
    for tag, start, stop in _chunks(path, data):
        number = int.from_bytes(data[start : start + 4], "little")
        if tag in _OF_STREAM and (
            stop - start < 4 or (tag != _STREAM_HEADER and number not in streams)
        ):
            raise _damaged(path, f"a chunk at byte {start:,} is of no known stream")
        if tag == _FILE_HEADER:
            header = _xml(path, data[start:stop])
        elif tag == _STREAM_HEADER:
            if number in streams:
                raise _damaged(path, f"stream {number} is there twice")
            streams[number] = _stream(path, number, data[start + 4 : stop])
        elif tag == _SAMPLES:
            _check_samples(path, data[start + 4 : stop], streams[number])
        elif tag == _OFFSET and stop - start != 20:
            raise _damaged(path, f"a clock offset at byte {start:,} has another size")
        end = stop
    return Outline(end, len(data), header, streams)


def _damaged(path: object, what: str) -> RecordError:
    return RecordError(f"{path} is damaged: {what}. {REMEDY}")


def _chunks(path: object, data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield tag, first byte and end of each chunk that is whole."""
    at = len(MAGIC)
    while at < len(data):
        n_bytes, begins = _length(path, data, at)
        stop = begins + n_bytes
        if n_bytes < 2:
            raise _damaged(path, f"a chunk at byte {at:,} is empty")
        if stop > len(data):
            return
        yield int.from_bytes(data[begins : begins + 2], "little"), begins + 2, stop
        at = stop


def _length(path: object, data: bytes, at: int) -> tuple[int, int]:
    """Return a length of 1, 4 or 8 bytes, and the byte after it."""
    n = data[at] if at < len(data) else 0
    if n not in (1, 4, 8):
        raise _damaged(path, f"no length of a chunk stands at byte {at:,}")
    return int.from_bytes(data[at + 1 : at + 1 + n], "little"), at + 1 + n


def _xml(path: object, text: bytes) -> Element:
    if b"<!" in text or len(text) > _LARGEST_HEADER:
        raise _damaged(path, "a header declares entities, or is far too long")
    try:
        return fromstring(text.decode("utf-8", "replace"))
    except (ParseError, RecursionError) as error:
        raise _damaged(path, "a header is not XML") from error


def _stream(path: object, number: int, text: bytes) -> Stream:
    header = _xml(path, text)
    kind = (header.findtext("channel_format") or "").strip()
    try:
        n = int(header.findtext("channel_count") or "")
        fs = float(header.findtext("nominal_srate") or "")
    except ValueError as error:
        raise _damaged(path, f"stream {number} has no usable header") from error
    known = kind in _BYTES or kind == "string"
    if not (1 <= n <= _MOST_CHANNELS and 0 <= fs < 1e6 and known):
        raise _damaged(path, f"stream {number} has {n} channels of {kind!r} at {fs:g}")
    return Stream(
        number, header, n, fs, n * _BYTES.get(kind, _LEAST_TEXT), kind == "string"
    )


def _check_samples(path: object, data: bytes, stream: Stream) -> None:
    """Refuse a chunk that claims other samples than it has bytes for."""
    n, begins = _length(path, data, 0)
    left = len(data) - begins - n * (1 + stream.sample_bytes)
    # Each may bring its time along.
    too_long = not stream.is_text and (left > 8 * n or left % 8)
    if left < 0 or too_long:
        raise _damaged(
            path,
            f"a chunk of stream {stream.number} claims {n:,} samples and has "
            f"{len(data):,} bytes",
        )
