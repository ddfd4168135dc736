"""Jobs for the queue of a service in this process, and what their workers do."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

from retort_trainer.server.service import Service
from retort_trainer.store.jobs import JobRow, NewJob
from tests.service.in_process import FakeWorker
from tests.service.running import BASE
from tests.service.scripted_job import write_student


def succeed(worker: FakeWorker) -> None:
    write_student(worker.folder / "out", str(worker.folder))
    write(worker, "result.json", {"status": "succeeded", "trained_tokens": 5})
    worker.ended = True


def vanish(worker: FakeWorker) -> None:
    worker.ended = True


def run_on(_: FakeWorker) -> None:
    return


def obey(worker: FakeWorker) -> None:
    if asked_of(worker) == "cancel":
        write(worker, "result.json", {"status": "cancelled"})
        worker.ended = True


def asked_of(worker: FakeWorker) -> str:
    return json.loads((worker.folder / "control.json").read_text())["want"]


def write(worker: FakeWorker, name: str, value: dict[str, Any]) -> None:
    (worker.folder / name).write_text(json.dumps(value))


class Names:
    """Makes jobs that differ by their number."""

    def __init__(self, service: Service, first: int = 1) -> None:
        self._service = service
        self._numbers: Iterator[int] = iter(range(first, 100))

    def add(self) -> str:
        number = next(self._numbers)
        job = NewJob(
            id=f"ftjob-{number}",
            client_request_id=None,
            body_sha256="",
            model=BASE,
            base=BASE,
            parent=None,
            student_id=f"ft-{number}",
            training_file=None,
            validation_file=None,
            seed=1,
            hyperparameters={},
            exports=["onnx-fp32"],
            metadata=None,
            created_at=1,
        )
        self._service.store.jobs.add(job)
        self._service.changes.announce()
        return job.id


def job(service: Service, job_id: str) -> JobRow:
    found = service.store.jobs.find(job_id)
    assert found
    return found


async def run_until(service: Service, job_id: str, *statuses: str) -> JobRow:
    """Runs the queue until the job has one of the statuses, then stops it."""
    running = asyncio.create_task(service.queue.run())
    try:
        async with asyncio.timeout(10):
            while job(service, job_id).status not in statuses:
                await asyncio.sleep(0.001)
        return job(service, job_id)
    finally:
        service.changes.close()
        await running


def messages(service: Service, job_id: str) -> list[str]:
    return [event.message for event in service.store.events.since(job_id, 0, 100)]
