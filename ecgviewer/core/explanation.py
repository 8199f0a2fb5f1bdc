"""Why the classifier labelled one beat as it did: picture, heat maps and trace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.label_scheme import AAMI, LabelScheme


@dataclass(frozen=True)
class InRecord:
    """What the beats of the record say of one of them, after the networks.

    Attributes
    ----------
    networks : ndarray of float32, shape (n_classes,)
        What the networks say of its pictures, all leads together.
    rr_s, next_rr_s : float
        RR intervals before and after it, in seconds; NaN where no beat is.
    sinus_rr_s : float
        The usual RR interval of the beats in the minutes around that are surely normal.
    times_as_likely : float
        How many times as likely as in the record's median beat S is, rather than N, as
        the networks say.
    irregularity : float
        How far the RR intervals around are from the sinus RR interval, as a share of
        it: the median.
    in_run : bool
        Whether it is in a regular tachycardia that began abruptly.
    timing : ndarray of float32, shape (3,), or None
        How likely it is normal, premature supraventricular, and in fibrillation or
        flutter, by the timing of it and of the beats around alone; None where no
        expert of timing is asked.
    networks_count : float
        How much what the networks say of S and N counts, rather than the record, 0 to
        1.
    """

    networks: Float32Array
    rr_s: float
    next_rr_s: float
    sinus_rr_s: float
    times_as_likely: float
    irregularity: float
    in_run: bool
    timing: Float32Array | None = None
    networks_count: float = 0.0


@dataclass(frozen=True)
class Explanation:
    """What the explanation panel shows of one beat, on the lead that decided.

    Attributes
    ----------
    beat_id, sample : int
        The beat, and the R-peak at which the picture was taken.
    image : ndarray of uint8, shape (height, width, 3)
        The classifier's input; row 0 is the highest frequency.
    heat_maps : ndarray of float32, shape (n_classes, h, w)
        Grad-CAM for each class, 0 to 1, coarser than the image.
    classes : tuple of int
        In the order of `heat_maps` and `probabilities`; codes of `scheme`.
    probabilities : ndarray of float32, shape (n_classes,)
        What the classifier says, all leads together, and all beats of the record.
    times_s : tuple of float
        Left and right edge of the image, seconds from the R-peak.
    frequencies_hz : tuple of float
        Lower and upper edge of the image.
    trace_time_s, trace : ndarray of float32, shape (n_values,)
        The filtered beat on the same time axis, in the lead's unit.
    channel_titles : tuple of str
        What each of the three channels of the image is.
    coloured : bool
        Whether the channels are the colours of one picture, rather than three.
    uses_timing : bool
        Whether the classifier was given the beat's timing beside the image, of which
        the heat maps know nothing.
    scheme : LabelScheme
        That of the classifier.
    lead : str
        Name of the lead.
    said : ndarray of float32, shape (n_classes,), or None
        What the classifier says on this lead alone; None where it saw no other.
    weight : float
        What the lead counts among those analysed, 0 to 1: 0 where it dropped out.
    others : tuple of Explanation
        Of the other leads that were analysed, those that count most first.
    in_record : InRecord or None
        What its record says of the beat; None where the classifier looks at nothing
        but pictures and timing, or has not looked at all beats yet.
    """

    beat_id: int
    sample: int
    image: npt.NDArray[np.uint8]
    heat_maps: Float32Array
    classes: tuple[int, ...]
    probabilities: Float32Array
    times_s: tuple[float, float]
    frequencies_hz: tuple[float, float]
    trace_time_s: Float32Array
    trace: Float32Array
    channel_titles: tuple[str, str, str]
    coloured: bool = True
    uses_timing: bool = False
    scheme: LabelScheme = AAMI
    lead: str = ""
    said: Float32Array | None = None
    weight: float = 1.0
    others: tuple[Explanation, ...] = ()
    in_record: InRecord | None = None

    @property
    def by_lead(self) -> tuple[Explanation, ...]:
        """The explanations on all leads, the one that decided first."""
        return (self, *self.others)
