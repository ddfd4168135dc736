"""Jobs that are to end early: cancelled, or put back by a service that stops."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.service.in_process import FakeEngine, FakeWorker, make_service
from tests.service.queued import (
    Names,
    asked_of,
    job,
    obey,
    run_on,
    run_until,
    succeed,
    write,
)

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("script", "dies_of", "signals"),
    [
        (obey, "terminate", ["release"]),
        (run_on, "terminate", ["release", "terminate"]),
        (run_on, "kill", ["release", "terminate", "kill"]),
    ],
)
async def test_a_cancel_becomes_firmer_until_the_worker_ends(
    tmp_path: Path, script: Any, dies_of: str, signals: list[str]
) -> None:
    engine = FakeEngine(script, dies_of=dies_of)
    service = make_service(tmp_path, engine)
    job_id = Names(service).add()

    async def cancel() -> None:
        while not engine.workers:
            await asyncio.sleep(0.001)
        service.queue.cancel(job(service, job_id))

    cancelling = asyncio.create_task(cancel())
    await run_until(service, job_id, "cancelled")
    await cancelling
    assert engine.workers[0].signals == signals


async def test_a_queued_job_is_cancelled_without_a_worker(tmp_path: Path) -> None:
    engine = FakeEngine(run_on)
    service = make_service(tmp_path, engine)
    job_id = Names(service).add()
    service.queue.cancel(job(service, job_id))
    assert job(service, job_id).status == "cancelled"
    service.queue.cancel(job(service, job_id))
    assert engine.workers == []


async def test_stopping_puts_the_job_back_and_the_next_start_goes_on(tmp_path: Path) -> None:
    service = make_service(tmp_path, FakeEngine(run_on))
    job_id = Names(service).add()
    await run_until(service, job_id, "running")
    assert (job(service, job_id).status, job(service, job_id).attempt) == ("queued", 1)

    again = make_service(tmp_path, FakeEngine(succeed))
    assert (await run_until(again, job_id, "succeeded")).attempt == 1


def train_on(worker: FakeWorker) -> None:
    write(worker, "stage.json", {"stage": "train", "step": 1})


def pause(worker: FakeWorker) -> None:
    train_on(worker)
    if asked_of(worker) == "pause":
        write(worker, "result.json", {"status": "paused"})
        worker.ended = True


@pytest.mark.parametrize(
    ("script", "dies_of", "signals"),
    [
        (pause, "terminate", ["release"]),
        (train_on, "terminate", ["release", "terminate"]),
        (train_on, "kill", ["release", "terminate", "kill"]),
    ],
)
async def test_a_stop_asks_for_a_pause_first_and_loses_no_attempt(
    tmp_path: Path, script: Any, dies_of: str, signals: list[str]
) -> None:
    engine = FakeEngine(script, dies_of=dies_of)
    service = make_service(tmp_path, engine)
    job_id = Names(service).add()
    running = asyncio.create_task(service.queue.run())
    while job(service, job_id).stage != "train":
        await asyncio.sleep(0.001)
    service.changes.close()
    await running
    assert engine.workers[0].signals == signals
    assert asked_of(engine.workers[0]) == "pause"
    assert (job(service, job_id).status, job(service, job_id).attempt) == ("queued", 1)

    again = make_service(tmp_path, FakeEngine(succeed))
    assert (await run_until(again, job_id, "succeeded", "failed")).status == "succeeded"
    assert job(again, job_id).attempt == 1


async def test_a_job_with_nothing_to_save_is_ended_at_once(tmp_path: Path) -> None:
    engine = FakeEngine(run_on)
    service = make_service(tmp_path, engine)
    job_id = Names(service).add()
    await run_until(service, job_id, "running")
    assert engine.workers[0].signals == ["release", "terminate"]
    assert asked_of(engine.workers[0]) == "run"
    assert job(service, job_id).status == "queued"


async def test_a_job_that_was_to_end_is_not_asked_to_pause(tmp_path: Path) -> None:
    engine = FakeEngine(obey, dies_of="kill")
    service = make_service(tmp_path, engine)
    job_id = Names(service).add()
    asked: list[str] = []

    def note(worker: FakeWorker) -> None:
        train_on(worker)
        asked.append(asked_of(worker))
        if len(asked) == 1:
            service.queue.cancel(job(service, job_id))
        elif len(asked) == 3:
            service.changes.close()

    engine.script = note
    await service.queue.run()
    assert asked[0] == "run"
    assert set(asked[2:]) == {"cancel"}
    assert job(service, job_id).status == "cancelled"


async def test_a_job_that_paused_while_no_service_ran_loses_no_attempt(tmp_path: Path) -> None:
    service = make_service(tmp_path, FakeEngine(run_on))
    job_id = Names(service).add()
    service.store.jobs.start(job_id, "fake", 1)
    service.store.jobs.record_worker(job_id, "fake")
    folder = service.settings.jobs / job_id
    folder.mkdir()
    (folder / "result.json").write_text('{"status": "paused"}')

    again = make_service(tmp_path, FakeEngine(succeed))
    assert (await run_until(again, job_id, "succeeded", "failed")).status == "succeeded"
    assert job(again, job_id).attempt == 1
