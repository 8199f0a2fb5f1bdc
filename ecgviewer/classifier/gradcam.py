"""Which parts of a picture speak for a class: Grad-CAM, from the network's weights.

Grad-CAM (Selvaraju et al., ICCV 2017) in its element-wise form (HiResCAM: Draelos &
Carin, arXiv:2011.08891): derivative times value, cell by cell. The original averages
the derivative over the picture first. With a dense layer behind the convolutions,
whose weights differ from cell to cell, that cancels what matters: the map of the
predicted class was blank for half of the beats and more.
"""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import Float32Array


def heat_maps(
    features: Float32Array,
    embedding: Float32Array,
    dense: Float32Array,
    output: Float32Array,
) -> Float32Array:
    """Return for each class where the last convolution speaks for it.

    Behind the convolution come only max-pooling, a dense layer with ReLU and a linear
    one, so the derivative of a logit is a product of their weights, over the active
    units, at the largest value of each pool. But for the layers' constants, a class's
    parts add up to its logit; the map shows the positive ones. An ensemble's logits
    are sums over its members, and so is the map.

    Parameters
    ----------
    features : ndarray of float32, shape (h, w, n_members * n_maps)
        What the members' last convolution blocks give, before or after pooling.
    embedding : ndarray of float32, shape (n_members * n_units,)
        What the dense layers give.
    dense : ndarray of float32, shape (n_members, n_units, n_values)
        Weights of the dense layers. With h * w * n_maps values the features are
        pooled already; with a quarter of them, pools are 2x2.
    output : ndarray of float32, shape (n_classes, n_members * n_units)
        Weights of the layer of the logits.

    Returns
    -------
    ndarray of float32, shape (n_classes, h, w)
        0 to 1: each map is divided by its maximum, unless all of it is 0.
    """
    n_members = len(dense)
    active = np.split(output * (embedding > 0), n_members, axis=1)
    members = zip(np.split(features, n_members, axis=2), active, dense, strict=True)
    heat = np.maximum(sum(_evidence(*member) for member in members), 0)
    top = heat.max(axis=(1, 2), keepdims=True)
    return np.asarray(heat / np.where(top > 0, top, 1), np.float32)


def _evidence(
    features: Float32Array, active: Float32Array, dense: Float32Array
) -> Float32Array:
    """Return what each cell adds to each logit of a member, (n_classes, h, w)."""
    pool = round((features.size / dense.shape[1]) ** 0.5)
    windows = _windows(features, pool)
    height, width, n_maps, _ = windows.shape
    # One small product a row of cells: OpenBLAS would start threads for a large one,
    # and waiting for those on a busy machine takes ten times as long.
    rows = dense.reshape(len(dense), height, width * n_maps).swapaxes(0, 1)
    derivative = (active @ rows).reshape(height, -1, width, n_maps)
    # Of equal values the first gets the derivative, as TensorFlow has it.
    winner = windows.argmax(axis=-1)[..., None] == np.arange(pool * pool)
    cells = derivative[..., None] * (windows * winner)[:, None]
    parts = cells.sum(axis=3).reshape(height, -1, width, pool, pool)
    evidence: Float32Array = parts.transpose(1, 0, 3, 2, 4).reshape(
        len(active), height * pool, width * pool
    )
    return evidence


def _windows(features: Float32Array, pool: int) -> Float32Array:
    """Return the values of each pool, shape (h, w, n_maps, pool * pool)."""
    height, width, n_maps = features.shape
    shape = (height // pool, pool, width // pool, pool, n_maps)
    windows = features.reshape(shape).transpose(0, 2, 4, 1, 3)
    return windows.reshape(shape[0], shape[2], n_maps, pool * pool)
