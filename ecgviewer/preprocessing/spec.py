"""What a classifier's picture of a beat is made from: every number, and no code.

It is stored in the classifier's bundle; the application has no numbers of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

#: Version of the meaning of the fields; a change of meaning raises it.
SPEC_VERSION = 1
#: Kinds of picture.
COLOURED, DIFFERENCE = "beat-spectrogram", "patient-difference"
PICTURES = (COLOURED, DIFFERENCE)
#: How the beats are picked that a typical beat is made of.
BY_RANK, BY_TIME = "rank", "time"
TYPICAL = (BY_RANK, BY_TIME)


@dataclass(frozen=True, slots=True)
class PreprocessingSpec:
    """How a lead becomes one picture a beat.

    Attributes
    ----------
    version : int
        SPEC_VERSION of the code that wrote the spec.
    picture : str
        Which picture is made, one of PICTURES: the coloured spectrogram of the beat;
        or the beat's spectrogram, its difference from the patient's typical beat, and
        that typical beat, one in each channel.
    rhythm : bool
        Whether the classifier is given the beat's timing (`rhythm_features`) too.
    leads : tuple of str
        Names of leads in order of preference, compared without regard to case.
    fs : int
        Sampling frequency in Hz at which everything below happens.
    band_hz : tuple of float
        Pass band of the zero-phase filter.
    before_s, after_s : float
        Extent of the picture before and after the R-peak.
    n_fft, win, hop : int
        Length of the transform (zero-padded), of its Hann window, and the step, in
        samples at `fs`.
    frequency_hz : tuple of float
        Lowest and highest frequency of the picture.
    image_size : int
        Height and width of the picture in pixels.
    range_db : float
        Power this far below the beat's maximum, and less, gets the lowest colour.
    colour_map : str
        Name of the colour table of a coloured spectrogram.
    typical : str
        How the regular beats of a half hour are picked that its typical beat is made
        of, one of TYPICAL: at equal distances in their order, so that where some are
        lost all others may be picked differently; or one of each slot of time. Bundles
        of earlier versions do not say, and go by rank.
    """

    version: int = SPEC_VERSION
    picture: str = COLOURED
    rhythm: bool = False
    leads: tuple[str, ...] = ("MLII", "II", "ML2", "MLI", "I", "V5", "ECG1", "ECG")
    fs: int = 360
    band_hz: tuple[float, float] = (0.5, 40.0)
    before_s: float = 0.35
    after_s: float = 0.5
    n_fft: int = 720
    win: int = 72
    hop: int = 3
    frequency_hz: tuple[float, float] = (0.5, 40.0)
    image_size: int = 128
    range_db: float = 50.0
    colour_map: str = "jet"
    typical: str = BY_RANK

    def __post_init__(self) -> None:
        """Refuse numbers that make no picture.

        Raises
        ------
        ValueError
            Naming the field.
        """
        if self.version != SPEC_VERSION:
            raise ValueError(
                f"preprocessing spec of version {self.version}; this program knows "
                f"version {SPEC_VERSION}: install the version the classifier needs"
            )
        for known, kind in ((PICTURES, self.picture), (TYPICAL, self.typical)):
            if kind not in known:
                raise ValueError(f"unknown kind of picture or typical beat: {kind}")
        positive = ("fs", "hop", "win", "image_size", "before_s", "after_s", "range_db")
        for name in positive:
            if not getattr(self, name) > 0:
                raise ValueError(f"preprocessing spec: {name} must be positive")
        if not self.win <= self.n_fft:
            raise ValueError("preprocessing spec: win must not exceed n_fft")
        self._refuse_bands()

    def _refuse_bands(self) -> None:
        for name in ("band_hz", "frequency_hz"):
            low, high = getattr(self, name)
            if not 0 < low < high < self.fs / 2:
                raise ValueError(
                    f"preprocessing spec: {name} must rise within 0 and half of fs"
                )

    @property
    def before(self) -> int:
        """Samples at `fs` from the first picture column to the R-peak."""
        return round(self.before_s * self.fs)

    @property
    def after(self) -> int:
        """Samples at `fs` from the R-peak to the last picture column."""
        return round(self.after_s * self.fs)

    def to_json(self) -> dict[str, Any]:
        """Return the fields as JSON values."""
        values = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }
        if self.typical == BY_RANK:
            # As in bundles, and for programs, that know nothing else.
            del values["typical"]
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> PreprocessingSpec:
        """Return the spec of a bundle; nothing missing, nothing unknown.

        Raises
        ------
        ValueError
            If the version is unknown, or a key is missing or unknown.
        """
        values = {"typical": BY_RANK, **values}
        names = {field.name for field in fields(cls)}
        if values.get("version") == SPEC_VERSION and set(values) != names:
            odd = ", ".join(sorted(set(values) ^ names))
            raise ValueError(f"preprocessing spec: missing or unknown keys: {odd}")
        known: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
            if name in names
        }
        return cls(**{"version": None, **known})
