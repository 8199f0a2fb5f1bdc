"""The bytes of annotation files, word by word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecgviewer.formats.wfdb import annotation_bytes
from ecgviewer.formats.wfdb.annotation_bytes import RawAnnotations, Stored, encoded
from ecgviewer.formats.wfdb.annotation_bytes import parsed as parsed_columns
from tests.data_folder import DATA, needs
from tests.formats.wfdb.slow_annotations import Plain, plain, slowly_parsed

END = b"\0\0"


def _word(code: int, value: int) -> bytes:
    return (code << 10 | value).to_bytes(2, "little")


def parsed(data: bytes) -> Plain:
    return plain(parsed_columns(data))


def test_an_annotation_is_one_word() -> None:
    raw = parsed(_word(1, 18) + _word(5, 1023) + END)
    assert (raw.sample, raw.code) == ([18, 1041], [1, 5])
    assert raw.complete


def test_fields_belong_to_the_annotation_before_them() -> None:
    aux = _word(63, 3) + b"(N\0\0"
    words = [_word(1, 5), _word(61, 0x3FF), _word(62, 1), _word(60, 2), aux]
    raw = parsed(
        b"".join([*words, _word(59, 0), bytes([1, 0, 0, 0]), _word(1, 0), END])
    )
    assert raw.subtype == {0: 255}
    assert (raw.chan, raw.num, raw.aux) == ({0: 1}, {0: 2}, {0: b"(N\0"})
    assert raw.sample == [5, 5 + 65536]


def test_a_skip_may_go_back() -> None:
    back = (-7 & 0xFFFFFFFF).to_bytes(4, "big")
    data = bytes([back[1], back[0], back[3], back[2]])
    assert parsed(_word(1, 9) + _word(59, 0) + data + _word(1, 0) + END).sample == [
        9,
        2,
    ]


def test_fields_before_the_first_annotation_belong_to_none() -> None:
    raw = parsed(_word(61, 3) + _word(63, 2) + b"(N" + _word(1, 5) + END)
    assert (raw.sample, raw.subtype, raw.aux) == ([5], {}, {})


@pytest.mark.parametrize(
    "data", [b"", b"\x01", _word(1, 5), _word(1, 5) + _word(59, 0) + b"\1", b"\x05\xff"]
)
def test_a_file_without_an_end_is_incomplete(data: bytes) -> None:
    raw = parsed(data)
    assert not raw.complete
    assert len(raw.sample) <= 1


def test_what_follows_the_end_is_not_read() -> None:
    assert parsed(_word(1, 5) + END + _word(1, 5) + END).sample == [5]


def test_an_annotation_that_is_none_never_ends_the_file() -> None:
    raw = RawAnnotations(np.array([0, 0, 5, 5]), np.array([1, 0, 0, 1], np.uint8))
    again = parsed(encoded(raw))
    assert (again.sample, again.code) == ([0, 0, 5, 5], [1, 0, 0, 1])


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(data: bytes) -> None:
    raw = parsed_columns(data)
    again = parsed_columns(encoded(raw))
    assert again.sample.tolist() == raw.sample.tolist()
    assert again.code.tolist() == raw.code.tolist()


_ROWS = st.lists(
    st.tuples(
        st.integers(-(2**40), 2**40),
        st.integers(0, 58),
        st.integers(1, 255),
        st.integers(0, 255),
        st.integers(0, 255),
        st.binary(min_size=1, max_size=255),
    ),
    max_size=8,
)


@given(_ROWS)
def test_what_is_written_is_read(
    rows: list[tuple[int, int, int, int, int, bytes]],
) -> None:
    columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [()] * 6
    subtype, chan, num, aux = (dict(enumerate(column)) for column in columns[2:])
    raw = RawAnnotations(
        np.array(columns[0], np.int64),
        np.array(columns[1], np.uint8),
        Stored.of(subtype),
        Stored.of(chan),
        Stored.of(num),
        Stored.of(aux),
        complete=True,
    )
    assert parsed(encoded(raw)) == plain(raw)


#: Words that make trouble often: skips and texts among their own data.
_LONG = st.tuples(st.sampled_from([59, 60, 61, 62, 63, 1, 0]), st.integers(0, 12))
_TANGLED = st.lists(_LONG, max_size=60).map(
    lambda pairs: b"".join(_word(code, value) for code, value in pairs)
)


@pytest.mark.parametrize("block_words", [1, 2, 7, 2**15])
@given(data=st.one_of(_TANGLED, st.binary(max_size=300)))
def test_words_are_read_as_one_by_one(block_words: int, data: bytes) -> None:
    words = annotation_bytes.BLOCK_WORDS
    annotation_bytes.BLOCK_WORDS = block_words
    try:
        assert parsed(data) == slowly_parsed(data)
    finally:
        annotation_bytes.BLOCK_WORDS = words


@pytest.mark.parametrize("make", [bytes, lambda n: b"\xfb\xed" * n], ids=["0", "skips"])
def test_long_runs_of_one_word(make: Callable[[int], bytes]) -> None:
    data = _word(1, 7) + make(200_000)
    assert parsed(data) == slowly_parsed(data)


@needs("wfdb-samples")
def test_real_files_are_read_as_one_by_one() -> None:
    files = [*DATA.glob("wfdb-samples/*"), *DATA.glob("ec57-reference/1*.*")]
    files = [path for path in files if path.is_file() and path.suffix != ".hea"]
    assert len(files) > 50
    for path in files:
        with Path(path).open("rb") as file:
            data = file.read(200_000)
        assert parsed(data) == slowly_parsed(data), path
