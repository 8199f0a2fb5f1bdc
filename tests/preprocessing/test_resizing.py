from typing import Any

import numpy as np
import pytest

from ecgviewer.preprocessing import resizing
from ecgviewer.preprocessing.resizing import bilinear_weights, resized

#: Bins and windows of the shipped classifiers, and smaller and larger ones.
SIZES = [(40, 109), (80, 100), (12, 200), (128, 128), (1, 5)]


def _pictures(n_rows: int, n_columns: int, n: int = 7) -> Any:
    rng = np.random.default_rng(7)
    return rng.integers(0, 256, (n, n_rows, n_columns, 3), dtype=np.uint8)


@pytest.mark.parametrize(("n_rows", "n_columns"), SIZES)
def test_differs_from_opencv_by_its_rounding_only(n_rows: int, n_columns: int) -> None:
    cv2 = pytest.importorskip("cv2", reason="OpenCV is in the extra `train`")
    pictures = _pictures(n_rows, n_columns)
    expected = [
        cv2.resize(one, (128, 128), interpolation=cv2.INTER_LINEAR) for one in pictures
    ]
    difference = resized(pictures, 128).astype(int) - expected
    assert np.abs(difference).max() <= 1
    assert (difference != 0).mean() < 0.07
    assert abs(difference.mean()) < 0.005


@pytest.mark.parametrize(("n_rows", "n_columns"), SIZES)
def test_is_the_weighted_mean_without_rounding_between(
    n_rows: int, n_columns: int
) -> None:
    pictures = _pictures(n_rows, n_columns)
    down = bilinear_weights(n_rows, 128).astype(np.float64)
    across = bilinear_weights(n_columns, 128).astype(np.float64)
    exact = np.einsum("ab,nbcd,ec->naed", down, pictures.astype(np.float64), across)
    np.testing.assert_array_equal(resized(pictures, 128), np.floor(exact + 0.375))


@pytest.mark.parametrize(("n_old", "n_new"), [(40, 128), (109, 128), (300, 96)])
def test_weights_of_a_pixel_are_two_and_make_one(n_old: int, n_new: int) -> None:
    weights = bilinear_weights(n_old, n_new)
    np.testing.assert_array_equal(weights.sum(axis=1), 1)
    assert ((weights > 0).sum(axis=1) <= 2).all()
    np.testing.assert_array_equal(weights * 256, np.rint(weights * 256))
    centres = (np.arange(n_new) + 0.5) * n_old / n_new - 0.5
    inner = (centres >= 0) & (centres <= n_old - 1)
    mean = (weights @ np.arange(n_old))[inner]
    np.testing.assert_allclose(mean, centres[inner], atol=1 / 512)


def test_a_picture_of_the_same_size_stays_as_it_is() -> None:
    pictures = _pictures(128, 128)
    np.testing.assert_array_equal(resized(pictures, 128), pictures)


def test_a_plain_picture_stays_plain_and_a_ramp_a_ramp() -> None:
    plain = np.full((2, 9, 13, 3), 255, np.uint8)
    assert (resized(plain, 128) == 255).all()
    ramp = np.broadcast_to(np.arange(0, 200, 2, dtype=np.uint8)[:, None], (100, 50))
    large = resized(np.ascontiguousarray(ramp)[None, ..., None], 128)[0, ..., 0]
    assert (np.diff(large.astype(int), axis=0) >= 0).all()
    assert (large == large[:, :1]).all()


@pytest.mark.parametrize(("n_rows", "n_columns"), SIZES[:2])
def test_no_product_is_so_large_that_threads_are_started(
    n_rows: int, n_columns: int
) -> None:
    step = resizing._STEP
    across = resizing._bands(n_columns, 128, resizing._ACROSS, 3)
    down = resizing._bands(n_rows, 128, resizing._DOWN)
    largest = [n_rows * step * band.weights.size for band in across]
    largest += [band.weights.size * step * 128 * 3 for band in down]
    assert max(largest) <= 262_144


def test_no_pictures_give_none() -> None:
    assert resized(_pictures(40, 109, 0), 128).shape == (0, 128, 128, 3)
