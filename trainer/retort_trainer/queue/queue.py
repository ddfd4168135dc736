"""The queue: one task that runs jobs one after the other, first come, first served."""

import asyncio
import logging

from retort_trainer.engine.base import Engine
from retort_trainer.queue.changes import Changes
from retort_trainer.queue.job_folder import JobFolder
from retort_trainer.queue.runner import FindBase, JobRunner
from retort_trainer.settings import Settings
from retort_trainer.store.database import unix_now
from retort_trainer.store.jobs import JobRow, Outcome
from retort_trainer.store.store import Store

IDLE_S = 60.0
log = logging.getLogger(__name__)


class JobQueue:
    """Runs what the store says is queued. Start it with `run`, end it with `changes.close()`."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        changes: Changes,
        engine: Engine,
        find_base: FindBase,
    ) -> None:
        self._settings = settings
        self._store = store
        self._changes = changes
        self._engine = engine
        self._find_base = find_base

    @property
    def engine_kind(self) -> str:
        """Returns the name of the engine that runs the jobs."""
        return self._engine.kind

    async def run(self) -> None:
        """Takes up what was running when the service last stopped, then works until the changes are
        closed.
        """
        for job in self._store.jobs.unfinished():
            if job.status == "running":
                await self._guard(job, is_running=True)
        while not self._changes.is_closed:
            job = self._store.jobs.next_queued()
            if job is None:
                await self._changes.wait(IDLE_S)
            elif job.want == "cancel":
                self._cancel_queued(job)
            else:
                await self._guard(job, is_running=False)

    def cancel(self, job: JobRow) -> None:
        """Ends a queued job at once, and asks a running one to end."""
        if self._store.jobs.ask_to_cancel(job.id) and job.status == "queued":
            self._cancel_queued(job)
        self._changes.announce()

    def _cancel_queued(self, job: JobRow) -> None:
        self._store.jobs.finish(job.id, Outcome("cancelled", unix_now()))
        self._clear(job)

    def _clear(self, job: JobRow) -> None:
        """Drops an ended job's checkpoints; in a thread, as they are large and nobody waits."""
        folder = JobFolder(self._settings.jobs / job.id)
        asyncio.get_running_loop().run_in_executor(None, folder.clear)

    async def _guard(self, job: JobRow, *, is_running: bool) -> None:
        """Keeps a fault of ours in one job from stopping the queue: the job fails, the next one
        runs.
        """
        runner = JobRunner(self._settings, self._store, self._changes, self._engine, job)
        try:
            await (runner.resume() if is_running else runner.run(self._find_base))
        except Exception:
            log.exception("job %s", job.id)
            error = {"code": "server_error", "message": "The trainer failed to run this job"}
            self._store.jobs.finish(job.id, Outcome("failed", unix_now(), error=error))
            self._clear(job)
            self._changes.announce()
