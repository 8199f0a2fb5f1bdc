import librosa
import numpy as np
import pytest

from ecgviewer.preprocessing.spec import PreprocessingSpec
from ecgviewer.preprocessing.spectrogram import (
    bins,
    colour_table,
    coloured,
    decibel_levels,
    images_of,
    spectrogram_levels,
    stft_power,
)


def _images(stretches: np.ndarray, spec: PreprocessingSpec) -> np.ndarray:
    return images_of(coloured(spectrogram_levels(stretches, spec), spec), spec)


def _stretches(spec: PreprocessingSpec, n: int = 3) -> np.ndarray:
    length = spec.before + 1 + spec.after + 2 * (spec.win // 2)
    noise = np.random.default_rng(5).normal(size=(n, length))
    return np.cumsum(noise, axis=1).astype(np.float32) / 5


@pytest.mark.slow
@pytest.mark.parametrize(
    "spec",
    [
        PreprocessingSpec(),
        PreprocessingSpec(n_fft=512, win=90, hop=4),
        PreprocessingSpec(n_fft=256, win=256, hop=7, frequency_hz=(2.0, 33.0)),
    ],
)
def test_equals_librosa(spec: PreprocessingSpec) -> None:
    stretches = _stretches(spec)
    power = stft_power(stretches, spec)
    # librosa centres the window in n_fft samples; the padding lies outside it.
    aside = (spec.n_fft - spec.win) // 2
    padded = np.pad(stretches, ((0, 0), (aside, spec.n_fft - spec.win - aside)))
    expected = librosa.stft(
        padded.astype(np.float64),
        n_fft=spec.n_fft,
        win_length=spec.win,
        hop_length=spec.hop,
        window="hann",
        center=False,
    )
    magnitude = np.abs(expected[:, bins(spec)])
    assert power.shape == magnitude.shape
    np.testing.assert_allclose(np.sqrt(power), magnitude, rtol=1e-4, atol=1e-4)


def test_bins_are_those_of_the_band() -> None:
    spec = PreprocessingSpec(n_fft=720)
    hz = bins(spec) * spec.fs / spec.n_fft
    np.testing.assert_allclose(hz[[0, 1, -1]], [0.5, 1.0, 40.0])


def test_decibels_are_below_the_maximum_of_each_beat() -> None:
    power = np.array([[[1e2, 1e0, 1e-2, 1e-9]], [[1e-3, 1e-4, 1e-5, 0]]], np.float32)
    levels = decibel_levels(power, 40.0)
    np.testing.assert_array_equal(levels[:, 0, 0], [255, 255])
    np.testing.assert_array_equal(levels[0, 0], [255, 128, 0, 0])
    assert levels[1, 0, 1] == round(255 * 0.75)


def test_silence_is_dark() -> None:
    assert not decibel_levels(np.zeros((1, 4, 5), np.float32), 50.0).any()


def test_jet_goes_from_blue_over_green_to_red() -> None:
    table = colour_table("jet")
    assert table.shape == (256, 3)
    np.testing.assert_array_equal(table[[0, 255]], [[0, 0, 128], [128, 0, 0]])
    assert table[128].argmax() == 1
    with pytest.raises(ValueError, match="viridis"):
        colour_table("viridis")


def test_tone_lights_its_row_and_burst_its_column() -> None:
    spec = PreprocessingSpec(colour_map="grey")
    time = np.arange(_stretches(spec).shape[1])
    centre = spec.win // 2 + spec.before
    tone = np.sin(2 * np.pi * 30 * time / spec.fs)
    burst = np.exp(-(((time - centre) / 3) ** 2))
    images = _images(np.stack([tone, burst]).astype(np.float32), spec)
    top_is_40_hz = (40 - 30) / 39.5 * 127
    brightness = images[0, :, :, 0].sum(axis=1, dtype=int)
    assert abs(brightness.argmax() - top_is_40_hz) < 3
    column = images[1, :, :, 0].sum(axis=0, dtype=int).argmax()
    assert abs(column - spec.before / (spec.before + spec.after) * 127) < 3


def test_any_number_of_beats_gives_the_same_bits() -> None:
    spec = PreprocessingSpec()
    stretches = _stretches(spec, 40)
    together = _images(stretches, spec)
    one_by_one = [_images(stretch[None], spec)[0] for stretch in stretches]
    np.testing.assert_array_equal(together, one_by_one)
    assert together.dtype == np.uint8


def test_no_beats_give_no_images() -> None:
    spec = PreprocessingSpec()
    assert _images(_stretches(spec, 0), spec).shape == (0, 128, 128, 3)
