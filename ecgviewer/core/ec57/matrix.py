"""What a beat-by-beat comparison of EC57 counts, and the figures made of it."""

from __future__ import annotations

from dataclasses import dataclass

from ecgviewer.core.arrays import IntArray
from ecgviewer.core.ec57.rules import Ratio

#: Rows of the matrix, in lower case its columns: the classes, no beat, shutdown.
ROWS = "NSVFQOX"
_N, _S, _V, _F, _Q, _O, _X = range(len(ROWS))
_BEATS = slice(_N, _O)


@dataclass(frozen=True, eq=False)
class BeatComparison:
    """How the beats of a test annotator agree with those of the reference.

    Attributes
    ----------
    matrix : ndarray of int64, shape (7, 7)
        Reference in rows and test in columns, in the order of ROWS.
    reference_sample, test_sample : ndarray of int64, shape (n,)
        Where the two beats of each counted pair are; of a missed or an extra beat
        both are the sample of that beat.
    reference_code, test_code : ndarray of int64, shape (n,)
        Row and column of the matrix in which each pair was counted.
    rr_error_ms : float or None
        Root mean square of the RR interval errors, None where there was no interval.
    shutdown_s : int
        Duration of the test annotator's shutdowns, in seconds.
    """

    matrix: IntArray
    reference_sample: IntArray
    test_sample: IntArray
    reference_code: IntArray
    test_code: IntArray
    rr_error_ms: float | None
    shutdown_s: int

    @property
    def qrs_sensitivity(self) -> Ratio:
        """Detected beats out of the reference's."""
        return Ratio(self._detected, int(self.matrix[_BEATS].sum()))

    @property
    def qrs_predictivity(self) -> Ratio:
        """Detected beats out of the test annotator's."""
        return Ratio(self._detected, int(self.matrix[:, _BEATS].sum()))

    @property
    def veb_sensitivity(self) -> Ratio:
        """Ventricular ectopic beats found, of all there are."""
        return Ratio(int(self.matrix[_V, _V]), int(self.matrix[_V].sum()))

    @property
    def veb_predictivity(self) -> Ratio:
        """True ones of the detected VEBs; those that are F or Q do not count."""
        return self._predictivity(_V, (_N, _S, _V, _O, _X))

    @property
    def sveb_sensitivity(self) -> Ratio:
        """Supraventricular ectopic beats found, of all there are."""
        return Ratio(int(self.matrix[_S, _S]), int(self.matrix[_S].sum()))

    @property
    def sveb_predictivity(self) -> Ratio:
        """True ones of the detected SVEBs; those that are Q do not count."""
        return self._predictivity(_S, (_N, _S, _V, _F, _O, _X))

    @property
    def ratios(self) -> tuple[Ratio, Ratio, Ratio, Ratio, Ratio, Ratio]:
        """Sensitivity and predictivity of QRS, VEB and SVEB, in that order."""
        return (
            self.qrs_sensitivity,
            self.qrs_predictivity,
            self.veb_sensitivity,
            self.veb_predictivity,
            self.sveb_sensitivity,
            self.sveb_predictivity,
        )

    @property
    def missed_in_shutdown(self) -> tuple[Ratio, Ratio, Ratio, Ratio, Ratio]:
        """Beats missed in shutdown: of all (S not counted, as in bxb), N, S, V, F."""
        shut = self.matrix[:, _X]
        beats = Ratio(int(shut[[_N, _V, _F, _Q]].sum()), int(self.matrix[_BEATS].sum()))
        n, s, v, f = (
            Ratio(int(shut[row]), int(self.matrix[row].sum()))
            for row in (_N, _S, _V, _F)
        )
        return beats, n, s, v, f

    @property
    def _detected(self) -> int:
        return int(self.matrix[_BEATS, _BEATS].sum())

    def _predictivity(self, column: int, rows: tuple[int, ...]) -> Ratio:
        counts = self.matrix[:, column]
        return Ratio(int(counts[column]), int(counts[list(rows)].sum()))
