"""Takes one job from launch (or from where it was found running) to its end."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from retort_trainer.bases import Base
from retort_trainer.engine.base import Engine, Launch, Worker
from retort_trainer.engine.device import may_use_cards
from retort_trainer.protocol.jobs import TERMINAL
from retort_trainer.queue.changes import Changes
from retort_trainer.queue.event_log import EventLog
from retort_trainer.queue.job_folder import JobFolder, JobResult
from retort_trainer.queue.patience import Insistence
from retort_trainer.queue.publish import InvalidOutputError, publish
from retort_trainer.settings import Settings
from retort_trainer.store.database import unix_now
from retort_trainer.store.events import CheckpointRow
from retort_trainer.store.jobs import JobRow, Outcome
from retort_trainer.store.store import Store

FindBase = Callable[[str], Base | None]


class JobRunner:
    """Runs `job`. Everything durable is in the store and the job's folder, so it may die at any
    line.
    """

    def __init__(
        self, settings: Settings, store: Store, changes: Changes, engine: Engine, job: JobRow
    ) -> None:
        self._settings = settings
        self._store = store
        self._changes = changes
        self._engine = engine
        self._job = job
        self._folder = JobFolder(settings.jobs / job.id)
        self._events = EventLog(store, job.id, self._folder.events)

    async def run(self, find_base: FindBase) -> None:
        """Starts the job's next attempt and sees it through."""
        job = self._job
        base = find_base(job.base)
        if base is None:
            self._fail("base_missing", f"The base '{job.base}' is no longer configured")
            return
        if base.problem is not None:
            self._fail("base_unavailable", f"'{base.id}' can't be used: {base.problem}")
            return
        self._folder.make()
        self._events.mend()
        self._folder.prepare(make_spec(job, base, self._settings))
        if not self._store.jobs.start(job.id, self._engine.kind, unix_now()):
            return
        self._changes.announce()
        try:
            worker = self._engine.launch(
                Launch(self._folder.path, self._settings.threads, base.folder is None)
            )
        except OSError as error:
            self._fail("worker_not_started", f"The job's process could not start: {error}")
            return
        self._store.jobs.record_worker(job.id, worker.ref)
        worker.release()
        await self._supervise(worker)

    async def resume(self) -> None:
        """Sees a job through that was running when the service last stopped."""
        ref = self._job.engine_ref
        worker = self._engine.find(ref) if ref else None
        if worker:
            await self._supervise(worker)
        else:
            self._collect()
            await self._conclude()

    async def _supervise(self, worker: Worker) -> None:
        insistence = Insistence(self._settings.patience, self._folder, worker)
        try:
            while not worker.has_ended():
                self._collect()
                job = self._store.jobs.find(self._job.id)
                if job and job.want == "cancel":
                    insistence.cancel()
                if self._changes.is_closed:
                    insistence.stop()
                await asyncio.sleep(self._settings.patience.poll_s)
        finally:
            # Also sweeps up children that outlived their job.
            worker.kill()
        self._collect()
        await self._conclude()

    async def _conclude(self) -> None:
        job = self._store.jobs.find(self._job.id)
        if job is None or job.status != "running":
            return
        result = self._folder.result()
        is_paused = result is not None and result.status == "paused"
        if result is not None and not is_paused:
            await self._apply(job, result)
        elif job.want == "cancel":
            self._end(Outcome("cancelled", unix_now()), "The job was cancelled")
        elif is_paused or self._changes.is_closed:
            # Our own stop is no fault of the job: the same attempt goes on at the next start.
            self._events.say("info", "The trainer stops; the job goes on when it is back")
            self._store.jobs.requeue(job.id, job.attempt)
        elif job.attempt < self._settings.max_attempts:
            self._events.say("warn", self._loss(job), {"log": self._clean(self._folder.log_tail())})
            self._store.jobs.requeue(job.id, job.attempt + 1)
        else:
            self._fail("worker_lost", self._loss(job))
        self._changes.announce()
        ended = self._store.jobs.find(job.id)
        if ended and ended.status in TERMINAL:
            await asyncio.to_thread(self._folder.clear)

    async def _apply(self, job: JobRow, result: JobResult) -> None:
        # Where cards are ruled out from the start, a job on the processor tells nothing of them.
        if result.device is not None and may_use_cards():
            self._store.devices.note(job.id, result.device)
        if result.status == "cancelled":
            self._end(Outcome("cancelled", unix_now(), rows=result.rows), "The job was cancelled")
        elif result.status == "failed":
            error = result.error or {}
            self._fail(
                str(error.get("code") or "job_failed"),
                str(error.get("message") or "The job failed without a reason"),
                param=error.get("param"),
                result=result,
            )
        else:
            await self._publish(job, result)

    async def _publish(self, job: JobRow, result: JobResult) -> None:
        try:
            publication = await asyncio.to_thread(
                publish, job, self._folder.out, self._settings.students / job.student_id
            )
        except InvalidOutputError as error:
            self._fail("invalid_output", str(error), result=result)
            return
        self._events.say("info", f"The student {job.student_id} is ready")
        outcome = Outcome(
            "succeeded", unix_now(), trained_tokens=result.trained_tokens, rows=result.rows
        )
        with self._store.database.transaction():
            self._store.students.add(publication.student, publication.artifacts)
            self._store.jobs.finish(job.id, outcome)
        self._changes.announce()

    def _collect(self) -> None:
        """Brings the store up to date with what the job has written."""
        has_news = self._events.collect()
        stage = self._folder.stage()
        if stage:
            self._store.jobs.report_stage(self._job.id, stage)
        for step in self._folder.finished_checkpoints():
            if not self._store.events.has_checkpoint(self._job.id, step):
                has_news = True
                self._store.events.add_checkpoint(self._checkpoint(step))
        self._folder.trim_log()
        if has_news:
            self._changes.announce()

    def _checkpoint(self, step: int) -> CheckpointRow:
        job_id = self._job.id
        checkpoint_id = f"ftckpt-{job_id.removeprefix('ftjob-')}-{step}"
        metrics = self._store.events.metrics_at(job_id, step)
        return CheckpointRow(checkpoint_id, job_id, step, unix_now(), metrics)

    def _fail(
        self, code: str, message: str, *, param: Any = None, result: JobResult | None = None
    ) -> None:
        error = {"code": code, "message": self._clean(message), "param": param}
        tail = self._clean(self._folder.log_tail())
        outcome = Outcome(
            "failed",
            unix_now(),
            error=error,
            trained_tokens=result.trained_tokens if result else None,
            rows=result.rows if result else None,
        )
        self._end(outcome, error["message"], {"code": code, "log": tail})

    def _end(self, outcome: Outcome, message: str, data: dict[str, Any] | None = None) -> None:
        self._folder.make()
        self._events.say("error" if outcome.status == "failed" else "info", message, data)
        self._store.jobs.finish(self._job.id, outcome)
        self._changes.announce()

    def _loss(self, job: JobRow) -> str:
        return (
            "The job's process ended without a result"
            f" (attempt {job.attempt} of {self._settings.max_attempts})"
        )

    def _clean(self, text: str) -> str:
        return text.replace(str(self._settings.data), "<data>").replace(str(Path.home()), "~")


def make_spec(job: JobRow, base: Base, settings: Settings) -> Mapping[str, Any]:
    """Returns what the job's process is told, in words of the border between service and job."""

    def file(file_id: str | None) -> str | None:
        return str(settings.files / file_id) if file_id else None

    place = {"folder": str(base.folder)} if base.folder is not None else {"hub": base.hub}
    return {
        "job_id": job.id,
        "attempt": job.attempt,
        "base": {"id": base.id, **place, "revision": base.revision, "license": base.license},
        "parent_folder": str(settings.students / job.parent) if job.parent else None,
        "student_id": job.student_id,
        "training_file": file(job.training_file),
        "validation_file": file(job.validation_file),
        "seed": job.seed,
        "method": "supervised",
        "hyperparameters": job.hyperparameters,
        "exports": job.exports,
        "threads": settings.threads,
    }
