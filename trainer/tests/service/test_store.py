"""The database: opened twice, written by a newer version, and jobs that change state only once."""

from pathlib import Path

import pytest

from retort_trainer.store import database
from retort_trainer.store.database import MIGRATIONS, Database, NewerSchemaError
from retort_trainer.store.jobs import Jobs, NewJob, Outcome
from retort_trainer.store.store import Store


def new_job(number: int) -> NewJob:
    return NewJob(
        id=f"ftjob-{number}",
        client_request_id=None,
        body_sha256="",
        model="m",
        base="m",
        parent=None,
        student_id=f"ft-{number}",
        training_file="file-1",
        validation_file=None,
        seed=1,
        hyperparameters={"lora": True, "learning_rate": 2e-5},
        exports=[],
        metadata={"k": "v"},
        created_at=1,
    )


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "db"
    first = Store(path)
    first.jobs.add(new_job(1))
    written = first.jobs.find("ftjob-1")
    first.database.close()
    again = Store(path).jobs.find("ftjob-1")
    assert again == written
    assert again and again.hyperparameters == {"lora": True, "learning_rate": 2e-5}


def test_a_folder_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "db"
    database = Database(path)
    database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    database.close()
    with pytest.raises(NewerSchemaError, match=f"schema {len(MIGRATIONS) + 1}"):
        Database(path)


def test_a_folder_of_the_first_version_keeps_its_jobs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as past:
        past.setattr(database, "MIGRATIONS", MIGRATIONS[:1])
        old = Database(tmp_path / "db")
        assert old.first("SELECT name FROM sqlite_master WHERE name = 'devices'") is None
        Jobs(old).add(new_job(1))
        old.close()
    store = Store(tmp_path / "db")
    assert (job := store.jobs.find("ftjob-1")) and job.hyperparameters["lora"] is True
    assert store.devices.last() is None
    store.devices.note("ftjob-1", "cuda")
    store.devices.note("ftjob-1", "cpu")
    assert store.devices.last() == "cuda"


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "db")
    with pytest.raises(RuntimeError), store.database.transaction():
        store.jobs.add(new_job(1))
        raise RuntimeError
    assert store.jobs.ids() == set()


def test_a_state_changes_only_from_where_it_may(tmp_path: Path) -> None:
    jobs = Store(tmp_path / "db").jobs
    jobs.add(new_job(1))
    assert not jobs.requeue("ftjob-1", 2)
    assert jobs.start("ftjob-1", "fake", 10)
    assert not jobs.start("ftjob-1", "fake", 11)
    assert jobs.requeue("ftjob-1", 2)
    assert jobs.start("ftjob-1", "fake", 12)
    assert jobs.finish("ftjob-1", Outcome("succeeded", 20))
    assert not jobs.finish("ftjob-1", Outcome("cancelled", 21))
    assert not jobs.requeue("ftjob-1", 3)
    assert not jobs.ask_to_cancel("ftjob-1")
    done = jobs.find("ftjob-1")
    assert done
    assert (done.status, done.want, done.attempt) == ("succeeded", "run", 2)
    assert (done.started_at, done.finished_at) == (10, 20)


def test_the_queue_is_first_come_first_served_also_after_a_requeue(tmp_path: Path) -> None:
    jobs = Store(tmp_path / "db").jobs
    for number in (1, 2):
        jobs.add(new_job(number))
    jobs.start("ftjob-1", "fake", 1)
    assert (job := jobs.next_queued()) and job.id == "ftjob-2"
    jobs.requeue("ftjob-1", 2)
    assert (job := jobs.next_queued()) and job.id == "ftjob-1"
    assert [job.id for job in jobs.unfinished()] == ["ftjob-1", "ftjob-2"]
