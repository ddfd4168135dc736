"""The queue and its jobs' lives, with an engine that does as the test says."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from retort_trainer.queue.publish import publish
from tests.service.in_process import FakeEngine, FakeWorker, make_service
from tests.service.queued import Names, job, messages, run_on, run_until, succeed, vanish
from tests.service.running import BASE, ROOT

pytestmark = pytest.mark.anyio


async def test_jobs_run_one_at_a_time_in_the_order_they_came(tmp_path: Path) -> None:
    running: list[int] = []

    def count(worker: FakeWorker) -> None:
        running.append(sum(not other.ended for other in engine.workers))
        if worker.looks > 2:
            succeed(worker)

    engine = FakeEngine(count)
    service = make_service(tmp_path, engine)
    names = Names(service)
    ids = [names.add() for _ in range(3)]
    await run_until(service, ids[-1], "succeeded")
    assert [worker.folder.name for worker in engine.workers] == ids
    assert set(running) == {1}


async def test_a_worker_begins_only_after_it_was_written_down(tmp_path: Path) -> None:
    seen: list[tuple[str | None, list[str]]] = []

    def look(worker: FakeWorker) -> None:
        seen.append((job(service, job_id).engine_ref, list(worker.signals)))
        succeed(worker)

    service = make_service(tmp_path, FakeEngine(look))
    job_id = Names(service).add()
    await run_until(service, job_id, "succeeded")
    assert seen == [("fake", ["release"])]


async def test_the_spec_says_what_the_border_asks_for(tmp_path: Path) -> None:
    service = make_service(tmp_path, FakeEngine(succeed))
    job_id = Names(service).add()
    done = await run_until(service, job_id, "succeeded")
    spec = json.loads((service.settings.jobs / job_id / "spec.json").read_text())
    assert spec == {
        "job_id": job_id,
        "attempt": 1,
        "base": {
            "id": BASE,
            "folder": str(tmp_path / "tiny-base"),
            "revision": None,
            "license": "MIT",
        },
        "parent_folder": None,
        "student_id": done.student_id,
        "training_file": None,
        "validation_file": None,
        "seed": 1,
        "method": "supervised",
        "hyperparameters": {},
        "exports": ["onnx-fp32"],
        "threads": service.settings.threads,
    }
    assert sorted(path.name for path in (service.settings.jobs / job_id).iterdir()) == [
        "events.jsonl",
        "result.json",
        "spec.json",
    ]


async def test_a_lost_worker_is_replaced_twice_and_then_the_job_fails(tmp_path: Path) -> None:
    engine = FakeEngine(vanish)
    service = make_service(tmp_path, engine)
    job_id = Names(service).add()
    failed = await run_until(service, job_id, "failed")
    assert failed.error and failed.error["code"] == "worker_lost"
    assert (failed.attempt, len(engine.workers)) == (3, 3)


async def test_an_old_result_is_not_taken_for_the_next_attempt(tmp_path: Path) -> None:
    service = make_service(tmp_path, FakeEngine(vanish))
    job_id = Names(service).add()
    folder = service.settings.jobs / job_id
    folder.mkdir()
    (folder / "result.json").write_text('{"status": "cancelled"}')
    assert (await run_until(service, job_id, "failed", "cancelled")).status == "failed"


async def test_a_worker_found_alive_is_watched_not_replaced(tmp_path: Path) -> None:
    service = make_service(tmp_path, FakeEngine(run_on))
    job_id = Names(service).add()
    service.store.jobs.start(job_id, "fake", 1)
    service.store.jobs.record_worker(job_id, "fake")
    folder = service.settings.jobs / job_id
    folder.mkdir()

    engine = FakeEngine(run_on, found=FakeWorker(folder, succeed))
    again = make_service(tmp_path, engine)
    assert (await run_until(again, job_id, "succeeded")).attempt == 1
    assert engine.workers == []


async def test_a_student_moved_before_a_crash_is_recorded_after_it(tmp_path: Path) -> None:
    service = make_service(tmp_path, FakeEngine(run_on))
    job_id = Names(service).add()
    service.store.jobs.start(job_id, "fake", 1)
    worker = FakeWorker(service.settings.jobs / job_id, succeed)
    worker.folder.mkdir()
    succeed(worker)
    row = job(service, job_id)
    publish(row, worker.folder / "out", service.settings.students / row.student_id)

    again = make_service(tmp_path, FakeEngine(run_on))
    await run_until(again, job_id, "succeeded")
    assert [file.path for file in again.store.students.artifacts(row.student_id)] == [
        "config.json",
        "manifest.json",
        "onnx/model.onnx",
    ]


@pytest.mark.parametrize(
    "files",
    [
        [],
        [{"path": "../../trainer.sqlite3", "bytes": 1, "sha256": "0"}],
        [{"path": "/etc/passwd", "bytes": 1, "sha256": "0"}],
        [{"path": "gone.json", "bytes": 1, "sha256": "0"}],
        [{"path": "link", "bytes": 1, "sha256": "0"}],
        [{"path": "config.json", "bytes": 1, "sha256": "0"}],
        "nonsense",
    ],
)
async def test_an_output_outside_of_its_manifest_is_refused(tmp_path: Path, files: Any) -> None:
    def spoil(worker: FakeWorker) -> None:
        succeed(worker)
        (worker.folder / "out" / "link").symlink_to("/etc/passwd")
        (worker.folder / "out" / "manifest.json").write_text(json.dumps({"files": files}))

    service = make_service(tmp_path, FakeEngine(spoil))
    job_id = Names(service).add()
    failed = await run_until(service, job_id, "failed", "succeeded")
    assert failed.error and failed.error["code"] == "invalid_output"
    assert list(service.settings.students.iterdir()) == []


async def test_a_job_whose_process_can_not_start_fails_and_the_next_one_runs(
    tmp_path: Path,
) -> None:
    engine = FakeEngine(succeed, error=OSError("no such program"))
    service = make_service(tmp_path, engine)
    names = Names(service)
    first = names.add()
    running = asyncio.create_task(service.queue.run())
    while job(service, first).status != "failed":
        await asyncio.sleep(0.001)
    engine.error = None
    second = names.add()
    while job(service, second).status != "succeeded":
        await asyncio.sleep(0.001)
    service.changes.close()
    await running
    error = job(service, first).error
    assert error and error["code"] == "worker_not_started"


async def test_a_base_that_is_gone_fails_the_job(tmp_path: Path) -> None:
    service = make_service(tmp_path, FakeEngine(succeed))
    job_id = Names(service).add()
    (tmp_path / "bases.json").write_text('{"bases": []}')
    failed = await run_until(service, job_id, "failed")
    assert failed.error and failed.error["code"] == "base_missing"


async def test_a_fault_of_the_service_fails_one_job_not_the_queue(tmp_path: Path) -> None:
    service = make_service(tmp_path, FakeEngine(succeed))
    names = Names(service)
    first, second = names.add(), names.add()
    (service.settings.jobs / first).write_text("a file where the folder should be")
    await run_until(service, second, "succeeded")
    error = job(service, first).error
    assert error and error["code"] == "server_error"


async def test_events_are_kept_once_however_often_they_are_read(tmp_path: Path) -> None:
    def speak(worker: FakeWorker) -> None:
        line = {"seq": worker.looks, "created_at": 1, "level": "info", "type": "metrics"}
        text = json.dumps({**line, "message": f"m{worker.looks}", "data": {"step": 1}})
        with (worker.folder / "events.jsonl").open("a") as file:
            if worker.looks == 3:
                file.write("no event\n[]\n" + text + "\n" + text + "\n{" * 2)
                succeed(worker)
            else:
                file.write(text + "\n")

    service = make_service(tmp_path, FakeEngine(speak))
    job_id = Names(service).add()
    await run_until(service, job_id, "succeeded")
    assert messages(service, job_id) == ["m1", "m2", "m3", "The student ft-1 is ready"]
    service.store.database.execute("UPDATE jobs SET events_offset = 0")
    from retort_trainer.queue.event_log import EventLog

    EventLog(service.store, job_id, service.settings.jobs / job_id / "events.jsonl").collect()
    assert len(messages(service, job_id)) == 4


async def test_the_queue_knows_no_engine_but_the_one_it_is_given() -> None:
    probe = (
        "import sys, retort_trainer.queue.queue as _;"
        "sys.exit('retort_trainer.engine.inline' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=False).returncode == 0
