"""Ending a worker: first a word, then SIGTERM, then SIGKILL."""

from time import monotonic

from retort_trainer.engine.base import Worker
from retort_trainer.queue.job_folder import JobFolder
from retort_trainer.settings import Patience

# The stage in which a job has more than its last checkpoint holds.
TRAINING = "train"


class Insistence:
    """Becomes firmer with time; call its methods again and again until the worker has ended."""

    def __init__(self, patience: Patience, folder: JobFolder, worker: Worker) -> None:
        self._patience = patience
        self._folder = folder
        self._worker = worker
        self._asked_at: float | None = None
        self._terminate_at: float | None = None
        self._terminated_at: float | None = None

    def cancel(self) -> None:
        """The job is not wanted any more: it may end its step and say so."""
        if self._asked_at is None:
            self._asked_at = monotonic()
            self._folder.ask("cancel")
        if monotonic() - self._asked_at >= self._patience.cancel_s:
            self._terminate(self._patience.terminate_s)

    def stop(self) -> None:
        """The service itself ends: a job that trains may save what it has, if its step is short."""
        if self._terminate_at is None:
            self._terminate_at = monotonic() + self._ask_to_pause()
        if monotonic() >= self._terminate_at:
            self._terminate(self._patience.shutdown_s)

    def _ask_to_pause(self) -> float:
        """Returns how long to wait for it, in seconds."""
        stage = self._folder.stage()
        if self._asked_at is not None or stage is None or stage.stage != TRAINING:
            return 0
        self._folder.ask("pause")
        return self._patience.pause_s

    def _terminate(self, grace_s: float) -> None:
        if self._terminated_at is None:
            self._terminated_at = monotonic()
            self._worker.terminate()
        elif monotonic() - self._terminated_at >= grace_s:
            self._worker.kill()
