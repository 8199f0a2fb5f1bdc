"""Which parts of a picture speak for a class: Grad-CAM, from the network's weights.

Grad-CAM (Selvaraju et al., ICCV 2017) in its element-wise form (HiResCAM: Draelos &
Carin, arXiv:2011.08891): derivative times value, cell by cell. The original averages
the derivative over the picture first. With a dense layer behind the convolutions,
whose weights differ from cell to cell, that cancels what matters: the map of the
predicted class was blank for half of the beats and more.
"""

from __future__ import annotations

import numpy as np

from ecgviewer.core.record import Signal


def heat_maps(
    features: Signal, embedding: Signal, dense: Signal, output: Signal
) -> Signal:
    """Return for each class where the last convolution block speaks for it.

    Behind the block come only a dense layer with ReLU and a linear one, so the
    derivative of a logit is a product of their weights, over the active units. But
    for the layers' constants, a class's parts add up to its logit; the map shows the
    positive ones.

    Parameters
    ----------
    features : ndarray of float32, shape (h, w, n_maps)
        What the block gives to the dense layer.
    embedding : ndarray of float32, shape (n_units,)
        What the dense layer gives.
    dense : ndarray of float32, shape (n_units, h * w * n_maps)
        Weights of the dense layer.
    output : ndarray of float32, shape (n_classes, n_units)
        Weights of the layer of the logits.

    Returns
    -------
    ndarray of float32, shape (n_classes, h, w)
        0 to 1: each map is divided by its maximum, unless all of it is 0.
    """
    height, width, n_maps = features.shape
    # One small product a row of cells: OpenBLAS would start threads for a large one,
    # and waiting for those on a busy machine takes ten times as long.
    rows = dense.reshape(len(embedding), height, width * n_maps).swapaxes(0, 1)
    derivative = (output * (embedding > 0)) @ rows
    cells = derivative.reshape(height, -1, width, n_maps) * features[:, None]
    heat = np.maximum(cells.sum(axis=-1).swapaxes(0, 1), 0)
    top = heat.max(axis=(1, 2), keepdims=True)
    return np.asarray(heat / np.where(top > 0, top, 1), np.float32)
