"""What survives when the job, the service or both are killed."""

import os
import signal

import pytest

from tests.service.running import RunningTrainer, eventually, pids_with

WAITING = {"steps": 12, "save_steps": 4, "wait_at": 5}


def test_a_killed_job_goes_on_from_its_last_checkpoint(trainer: RunningTrainer) -> None:
    job = trainer.create_job(WAITING)
    trainer.wait_for_step(job["id"], 5)
    os.kill(trainer.worker_pid(job["id"]), signal.SIGKILL)
    trainer.let_go(job["id"])

    done = trainer.wait_for_status(job["id"], "succeeded")
    assert done["x_progress"]["attempt"] == 2
    events = trainer.events(job["id"])
    assert [event["x_seq"] for event in events] == list(range(1, len(events) + 1))
    begins = [e["message"] for e in events if e["message"].startswith("Training begins")]
    assert begins == ["Training begins at step 1", "Training begins at step 5"]
    assert any(
        event["level"] == "warn" and "attempt 1 of 3" in event["message"] for event in events
    )


def test_a_job_that_always_dies_fails_after_three_attempts(trainer: RunningTrainer) -> None:
    job = trainer.create_job({"end": "crash", "steps": 1})
    failed = trainer.wait_for_status(job["id"], "failed")
    assert failed["error"]["code"] == "worker_lost"
    assert failed["x_progress"]["attempt"] == 3
    last = trainer.events(job["id"])[-1]
    assert "about to crash" in last["data"]["log"]
    assert str(trainer.data) not in str(trainer.events(job["id"]))


def test_a_job_outlives_a_killed_service_and_is_found_again(trainer: RunningTrainer) -> None:
    job = trainer.create_job(WAITING)
    trainer.wait_for_step(job["id"], 5)
    pid = trainer.worker_pid(job["id"])
    trainer.kill()
    trainer.start()
    assert trainer.worker_pid(job["id"]) == pid
    trainer.let_go(job["id"])
    done = trainer.wait_for_status(job["id"], "succeeded")
    assert done["x_progress"]["attempt"] == 1
    steps = [e["data"]["step"] for e in trainer.events(job["id"]) if e["type"] == "metrics"]
    assert steps == list(range(1, 13))


def test_a_job_that_ended_while_the_service_was_dead_is_published(trainer: RunningTrainer) -> None:
    job = trainer.create_job(WAITING)
    trainer.wait_for_step(job["id"], 5)
    trainer.kill()
    trainer.let_go(job["id"])
    eventually(lambda: not pids_with(f"jobs/{job['id']}"), "the job's end")
    trainer.start()
    done = trainer.wait_for_status(job["id"], "succeeded")
    assert trainer.http.get(done["x_artifacts"]["url"] + "config.json").status_code == 200


def test_a_job_killed_with_its_service_is_tried_again(trainer: RunningTrainer) -> None:
    job = trainer.create_job(WAITING)
    trainer.wait_for_step(job["id"], 5)
    pid = trainer.worker_pid(job["id"])
    trainer.kill()
    os.kill(pid, signal.SIGKILL)
    trainer.let_go(job["id"])
    trainer.start()
    done = trainer.wait_for_status(job["id"], "succeeded")
    assert done["x_progress"]["attempt"] == 2


def test_stopping_lets_a_job_save_the_step_it_is_at(trainer: RunningTrainer) -> None:
    job = trainer.create_job(WAITING)
    trainer.wait_for_step(job["id"], 5)
    assert trainer.stop() == 0
    trainer.let_go(job["id"])
    trainer.start()
    done = trainer.wait_for_status(job["id"], "succeeded")
    assert done["x_progress"]["attempt"] == 1
    events = trainer.events(job["id"])
    begins = [e["message"] for e in events if e["message"].startswith("Training begins")]
    assert begins == ["Training begins at step 1", "Training begins at step 6"]
    steps = [e["data"]["step"] for e in events if e["type"] == "metrics"]
    assert steps == list(range(1, 13))


@pytest.mark.parametrize(("number", "deaf"), [(signal.SIGTERM, True), (signal.SIGINT, False)])
def test_stopping_leaves_no_process_and_loses_no_attempt(
    trainer: RunningTrainer, number: signal.Signals, deaf: bool
) -> None:
    job = trainer.create_job({**WAITING, "deaf": deaf})
    waiting = trainer.create_job({})
    trainer.wait_for_step(job["id"], 3)
    assert trainer.stop(number) == 0
    assert pids_with(str(trainer.data)) == []

    trainer.start()
    again = trainer.wait_for_status(job["id"], "running")
    assert again["x_progress"]["attempt"] == 1
    trainer.http.post(f"/v1/fine_tuning/jobs/{job['id']}/cancel")
    assert trainer.wait_for_status(waiting["id"], "succeeded")
    assert trainer.job(job["id"])["status"] == "cancelled"


def test_cancelling_a_job_that_does_not_listen_kills_it(trainer: RunningTrainer) -> None:
    job = trainer.create_job({**WAITING, "deaf": True})
    trainer.wait_for_step(job["id"], 1)
    trainer.http.post(f"/v1/fine_tuning/jobs/{job['id']}/cancel")
    trainer.wait_for_status(job["id"], "cancelled")
    assert pids_with(f"jobs/{job['id']}") == []


def test_a_cancel_is_remembered_over_a_killed_service(trainer: RunningTrainer) -> None:
    job = trainer.create_job(WAITING)
    trainer.wait_for_step(job["id"], 1)
    trainer.http.post(f"/v1/fine_tuning/jobs/{job['id']}/cancel")
    trainer.kill()
    trainer.start()
    trainer.wait_for_status(job["id"], "cancelled")


def test_a_second_service_on_the_same_data_is_refused(trainer: RunningTrainer) -> None:
    with pytest.raises(AssertionError, match="Another trainer works in"):
        RunningTrainer(trainer.data)


def test_a_job_inherits_no_secrets(trainer: RunningTrainer) -> None:
    job = trainer.create_job({})
    trainer.wait_for_status(job["id"], "succeeded")
    names = trainer.events(job["id"])[0]["data"]["env"]
    assert "SECRET_KEY" not in names
    assert {"OMP_NUM_THREADS", "HF_HUB_OFFLINE", "PATH"} <= set(names)


def test_a_file_is_needed_until_its_job_has_ended_and_never_again(trainer: RunningTrainer) -> None:
    job = trainer.create_job(WAITING)
    file = f"/v1/files/{job['training_file']}"
    trainer.wait_for_step(job["id"], 5)
    assert trainer.http.delete(file).json()["error"]["code"] == "file_in_use"
    trainer.let_go(job["id"])
    done = trainer.wait_for_status(job["id"], "succeeded")
    assert trainer.http.delete(file).json()["deleted"]
    assert trainer.http.delete(file).status_code == 404
    assert not (trainer.data / "files" / job["training_file"]).exists()

    trainer.kill()
    trainer.start()
    assert trainer.job(job["id"]) == done
    assert trainer.create_job({"steps": 1}, model=done["fine_tuned_model"])["status"] == "queued"
