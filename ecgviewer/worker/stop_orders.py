"""What the analysis thread is to stop: said by the GUI, asked within a step."""

from __future__ import annotations


class StopOrders:
    """Written by the GUI's thread and read by the worker's; each is one assignment.

    A queued signal would wait for the end of the step that it is to stop.
    """

    def __init__(self) -> None:
        self._wanted = -1
        self._cancelled = -1
        self._all = False

    def want(self, job_id: int) -> None:
        """Stop every job but this one."""
        self._wanted = job_id

    def cancel(self, job_id: int) -> None:
        """Stop finding and classifying the beats of a job; questions are answered."""
        self._cancelled = job_id

    def stop_all(self) -> None:
        """Stop whatever is done, for good."""
        self._all = True

    def over(self, job_id: int) -> bool:
        """Return whether nobody waits for a job any more."""
        return self._all or job_id != self._wanted

    def cancelled(self, job_id: int) -> bool:
        """Return whether the reviewer has stopped a job."""
        return job_id == self._cancelled
