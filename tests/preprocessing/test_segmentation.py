import numpy as np

from ecgviewer.preprocessing.segmentation import cut, normalised


def test_stretch_is_around_the_peak() -> None:
    values = np.arange(20, dtype=np.float32)
    stretches = cut(values, np.array([5, 10]), 2, 3)
    np.testing.assert_array_equal(
        stretches, [[3, 4, 5, 6, 7, 8], [8, 9, 10, 11, 12, 13]]
    )


def test_edge_value_goes_on_beyond_the_ends() -> None:
    values = np.arange(1, 5, dtype=np.float32)
    stretches = cut(values, np.array([0, 3]), 2, 2)
    np.testing.assert_array_equal(stretches, [[1, 1, 1, 2, 3], [2, 3, 4, 4, 4]])


def test_margin_is_scaled_but_not_counted() -> None:
    stretches = np.array([[100, 1, 3, 1, 3, -100]], np.float32)
    scaled = normalised(stretches, margin=1)
    np.testing.assert_allclose(scaled, [[98, -1, 1, -1, 1, -102]], atol=1e-5)


def test_size_and_offset_of_the_ecg_do_not_matter() -> None:
    stretch = np.random.default_rng(1).normal(size=(1, 50)).astype(np.float32)
    np.testing.assert_allclose(
        normalised(4 * stretch + 2), normalised(stretch), atol=1e-5
    )


def test_flat_stretch_is_zero_all_over() -> None:
    stretches = np.array([[7, 2, 2, 2, 9], [0, 1, 2, 3, 0]], np.float32)
    scaled = normalised(stretches, margin=1)
    assert not scaled[0].any()
    assert scaled[1].any()
