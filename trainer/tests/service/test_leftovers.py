"""What a job leaves on disk after its end: its words, not its checkpoints."""

import asyncio
from pathlib import Path

import pytest

from retort_trainer.queue.job_folder import KEPT
from retort_trainer.queue.sweep import sweep_leftovers
from retort_trainer.store.jobs import Outcome
from tests.service.in_process import FakeEngine, FakeWorker, make_service
from tests.service.queued import Names, job, run_on, run_until

pytestmark = pytest.mark.anyio


def fill(folder: Path) -> None:
    for name in ("checkpoints/step-4/weights", "out/model", ".out.tmp/model", "stage.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("many")
    for name in KEPT:
        (folder / name).write_text("kept")


async def test_a_start_sweeps_away_what_nobody_knows(tmp_path: Path) -> None:
    service = make_service(tmp_path, FakeEngine(run_on))
    job_id = Names(service).add()
    settings, row = service.settings, job(service, job_id)
    for known in (settings.jobs / job_id, settings.students / row.student_id):
        known.mkdir()
    for unknown in (settings.jobs / "ftjob-gone", settings.students / "ft-gone"):
        unknown.mkdir()
        (unknown / "weights").write_text("many")
    (settings.files / ".file-1.part").write_text("half")
    (settings.files / "file-2").write_text("no row")

    sweep_leftovers(settings, service.store)
    assert [path.name for path in settings.jobs.iterdir()] == [job_id]
    assert [path.name for path in settings.students.iterdir()] == [row.student_id]
    assert list(settings.files.iterdir()) == []


async def test_a_start_clears_the_folders_of_jobs_that_have_ended(tmp_path: Path) -> None:
    service = make_service(tmp_path, FakeEngine(run_on))
    names = Names(service)
    ended, cancelled, waiting, running = (names.add() for _ in range(4))
    for job_id in (ended, waiting, running):
        fill(service.settings.jobs / job_id)
    service.store.jobs.finish(ended, Outcome("succeeded", 1))
    service.store.jobs.finish(cancelled, Outcome("cancelled", 1))
    service.store.jobs.start(running, "fake", 1)

    sweep_leftovers(service.settings, service.store)
    folder = service.settings.jobs / ended
    assert {path.name for path in folder.iterdir()} == KEPT
    assert all((folder / name).read_text() == "kept" for name in KEPT)
    for job_id in (waiting, running):
        assert (service.settings.jobs / job_id / "checkpoints/step-4/weights").exists()
        assert (service.settings.jobs / job_id / "out/model").exists()


async def test_a_job_that_failed_by_our_fault_leaves_no_checkpoints(tmp_path: Path) -> None:
    def fail(_: FakeWorker) -> None:
        raise RuntimeError

    service = make_service(tmp_path, FakeEngine(fail))
    job_id = Names(service).add()
    folder = service.settings.jobs / job_id
    folder.mkdir()
    fill(folder)
    await run_until(service, job_id, "failed")
    async with asyncio.timeout(10):
        while (folder / "checkpoints").exists() or (folder / "stage.json").exists():
            await asyncio.sleep(0.001)
    assert (folder / "events.jsonl").exists()


async def test_a_cancelled_job_that_waited_to_go_on_leaves_no_checkpoints(tmp_path: Path) -> None:
    service = make_service(tmp_path, FakeEngine(run_on))
    job_id = Names(service).add()
    folder = service.settings.jobs / job_id
    (folder / "checkpoints" / "step-4").mkdir(parents=True)
    (folder / "events.jsonl").touch()
    service.queue.cancel(job(service, job_id))
    async with asyncio.timeout(10):
        while (folder / "checkpoints").exists():
            await asyncio.sleep(0.001)
    assert (folder / "events.jsonl").exists()
