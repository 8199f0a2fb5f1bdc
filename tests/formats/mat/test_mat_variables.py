"""Variables of MAT files: as scipy reads them, and damaged in every way."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.mat.variables import read_variables
from tests.formats.mat.mat_files import (
    by_hand,
    element,
    flags,
    matrix,
    name,
    saved,
    shape,
)

_DOUBLES = flags(6), shape(1, 2), name("a")


@pytest.mark.parametrize("compressed", [False, True])
def test_variables_are_those_that_scipy_wrote(compressed: bool) -> None:
    arrays = {
        f"of_{code}": np.arange(6).reshape(2, 3).astype(code)
        for code in ("i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8", "i8", "u8")
    }
    found = read_variables("x.mat", saved(compressed, **arrays))
    assert found.keys() == arrays.keys()
    for key, array in arrays.items():
        np.testing.assert_array_equal(np.asarray(found[key]), array)
        assert np.asarray(found[key]).dtype == array.dtype


def test_texts_cells_and_structures() -> None:
    data = saved(
        text="mV",
        rows=np.array(["I", "II"]),
        cells=np.array(["V1", np.ones((1, 2))], object),
        fields={"data": np.ones((2, 5)), "sex": "M", "inner": {"a": 1.0}},
        empty=np.empty((0, 0)),
        odd=1j,
    )
    found = read_variables("x.mat", data)
    assert found["text"] == "mV"
    assert found["rows"] == ["I", "II"]
    cells = found["cells"]
    assert isinstance(cells, list)
    assert cells[0] == "V1"
    fields = found["fields"]
    assert isinstance(fields, dict)
    assert fields["sex"] == "M"
    assert fields["inner"] == {"a": np.array([[1.0]])}
    assert "odd" not in found
    assert np.asarray(found["empty"]).size == 0


def test_the_other_order_of_bytes() -> None:
    big = b"".join(
        struct.pack(">II", kind, len(data)) + data + bytes(-len(data) % 8)
        for kind, data in (
            (6, struct.pack(">II", 6, 0)),
            (5, struct.pack(">ii", 1, 2)),
            (1, b"a"),
            (9, struct.pack(">dd", 1.5, 2.5)),
        )
    )
    data = by_hand(struct.pack(">II", 14, len(big)) + big, mark=b"MI")
    np.testing.assert_array_equal(
        np.asarray(read_variables("x", data)["a"]), [[1.5, 2.5]]
    )


def test_wide_letters() -> None:
    def text(kind: int, data: bytes) -> object:
        made = matrix(flags(4), shape(1, 2), name("a"), element(kind, data))
        return read_variables("x", by_hand(made))["a"]

    assert text(16, "µV".encode()) == "µV"
    assert text(17, "µV".encode("utf-16-le")) == "µV"
    assert text(4, struct.pack("<HH", 0xB5, 0xDC00)) == "µ"


def test_what_is_nothing_for_a_recording_is_left_out() -> None:
    sparse = matrix(flags(5), shape(3, 3), name("a"))
    many = matrix(flags(2), shape(1, 2), name("b"))
    other = element(9, bytes(8))
    inner = matrix(flags(6), shape(1, 1), name(""), element(9, bytes(8)))
    for _ in range(12):
        inner = matrix(flags(1), shape(1, 1), name(""), inner)
    deep = matrix(flags(1), shape(1, 1), name("d"), inner)
    nameless = matrix(flags(6), shape(1, 1), name(""), element(9, bytes(8)))
    void = element(14, b"")
    found = read_variables("x", by_hand(sparse, many, other, deep, nameless, void))
    assert list(found) == ["d"]
    odd = matrix(
        flags(2), shape(1, 1), name("s"), element(5, struct.pack("<i", 2)),
        element(1, b"x\0"), sparse,
    )  # fmt: skip
    assert read_variables("x", by_hand(odd)) == {"s": {}}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"MATLAB 5.0" + bytes(118), "in which order bytes stand"),
        (by_hand(b"\0" * 5), "an element is missing"),
        (by_hand(struct.pack("<II", 14, 2**31)), "claims an element of 2,147,483,648"),
        (by_hand(struct.pack("<II", 5 << 16 | 6, 0)), "claims an element of 5 bytes"),
        (by_hand(element(15, b"nonsense")), "a compressed variable cannot be read"),
        (by_hand(matrix(element(6, b""), shape(1), name("a"))), "a has no size"),
        (by_hand(matrix(flags(6), shape(-1, 2), name(""))), "a variable has no size"),
        (by_hand(matrix(flags(6), element(99, b"1"), name("a"))), "type 99 are not"),
        (by_hand(matrix(flags(6), element(5, b"1"), name("a"))), "type 5 are not"),
        (
            by_hand(matrix(flags(6), shape(2**30, 4), name("a"), element(9, bytes(8)))),
            "a claims 4,294,967,296 values and has 1",
        ),
        (by_hand(matrix(flags(1), shape(2**30, 9), name("a"))), "claims 9,663,676,416"),
        (
            by_hand(matrix(flags(1), shape(1, 1), name("a"), element(9, bytes(8)))),
            "type 9 stands where a value should",
        ),
        (
            by_hand(
                matrix(flags(2), shape(1, 1), name("a"), element(5, b""), name("b"))
            ),
            "fields without names",
        ),
        (by_hand(matrix(*_DOUBLES)), "an element is missing"),
    ],
)
def test_damaged_files_are_refused(data: bytes, expected: str) -> None:
    with pytest.raises(RecordError, match=r"^x\.mat is damaged: .*Save it again"):
        read_variables("x.mat", data)
    with pytest.raises(RecordError, match=expected):
        read_variables("x.mat", data)


def test_a_bomb_is_refused() -> None:
    bomb = zlib.compress(bytes(40_000_000), 9)
    with pytest.raises(RecordError, match=r"inflates to more than 16 times its size"):
        read_variables("x.mat", by_hand(element(15, bomb)))
    # Several, each of which would be small enough.
    parts = [element(15, zlib.compress(bytes(700_000), 9)) for _ in range(3)]
    with pytest.raises(RecordError, match="inflates to more than"):
        read_variables(
            "x.mat",
            by_hand(*[p[: 8 + int.from_bytes(p[4:8], "little")] for p in parts]),
        )
