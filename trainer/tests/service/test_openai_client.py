"""The official client speaks to the service: the contract that pages and scripts rely on."""

import hashlib

import httpx
import openai
import pytest

from tests.service.running import BASE, RunningTrainer


def test_a_file_goes_in_and_comes_back_unchanged(shared_trainer: RunningTrainer) -> None:
    client = shared_trainer.openai
    content = '{"messages": []}\n{"messages": ["ü"]}'.encode()
    file = client.files.create(file=("a\x00b/ü.jsonl", content), purpose="fine-tune")

    assert (file.bytes, file.purpose, file.object) == (len(content), "fine-tune", "file")
    assert client.files.retrieve(file.id) == file
    assert client.files.content(file.id).read() == content
    assert file.id in [listed.id for listed in client.files.list(purpose="fine-tune")]

    assert client.files.delete(file.id).deleted
    with pytest.raises(openai.NotFoundError) as caught:
        client.files.retrieve(file.id)
    assert caught.value.code == "not_found"
    assert caught.value.request_id


def test_lists_of_files_go_on_where_the_page_before_ended(shared_trainer: RunningTrainer) -> None:
    client = shared_trainer.openai
    made = [
        client.files.create(file=(f"{n}.jsonl", b"{}\n"), purpose="fine-tune").id for n in range(5)
    ]
    newest_first = [file.id for file in client.files.list(limit=2)]
    assert [file_id for file_id in newest_first if file_id in made] == made[::-1]
    oldest_first = [file.id for file in client.files.list(limit=2, order="asc")]
    assert oldest_first == newest_first[::-1]


def test_a_job_trains_a_student_whose_files_can_be_fetched(shared_trainer: RunningTrainer) -> None:
    client = shared_trainer.openai
    file = client.files.create(
        file=("t.jsonl", b'{"steps": 4, "save_steps": 2}\n'), purpose="fine-tune"
    )
    job = client.fine_tuning.jobs.create(
        model=BASE,
        training_file=file.id,
        suffix="Round One!",
        seed=7,
        method={"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 2}}},
    )
    assert (job.status, job.seed, job.fine_tuned_model) == ("queued", 7, None)

    shared_trainer.wait_for_status(job.id, "succeeded")
    done = client.fine_tuning.jobs.retrieve(job.id)
    assert done.trained_tokens == 42
    assert done.hyperparameters.n_epochs == 2
    assert done.hyperparameters.batch_size == 32
    assert done.fine_tuned_model and done.fine_tuned_model.startswith("ft-round-one-")
    assert done.model_extra and done.model_extra["x_progress"]["rows"] == {"used": 2, "dropped": 1}

    artifacts = done.model_extra["x_artifacts"]
    assert [file["path"] for file in artifacts["files"]] == [
        "config.json",
        "manifest.json",
        "onnx/model.onnx",
    ]
    for artifact in artifacts["files"]:
        content = httpx.get(artifacts["url"] + artifact["path"]).content
        assert hashlib.sha256(content).hexdigest() == artifact["sha256"]
        assert len(content) == artifact["bytes"]

    checkpoints = list(client.fine_tuning.jobs.checkpoints.list(job.id, limit=1))
    assert [checkpoint.step_number for checkpoint in checkpoints] == [4, 2]
    assert checkpoints[1].metrics.train_loss == 0.5
    assert client.models.retrieve(done.fine_tuned_model).owned_by == "student"


def test_events_page_through_newest_first(shared_trainer: RunningTrainer) -> None:
    client = shared_trainer.openai
    job = shared_trainer.create_job({"steps": 9})
    shared_trainer.wait_for_status(job["id"], "succeeded")
    events = list(client.fine_tuning.jobs.list_events(job["id"], limit=4))
    sequence = [(event.model_extra or {})["x_seq"] for event in events]
    assert sequence == list(range(len(events), 0, -1))
    assert len({event.id for event in events}) == len(events)
    steps = [event.data["step"] for event in events if event.type == "metrics"]  # pyright: ignore
    assert steps == list(range(9, 0, -1))


def test_jobs_are_listed_newest_first_and_by_metadata(shared_trainer: RunningTrainer) -> None:
    client = shared_trainer.openai
    made = [
        shared_trainer.create_job({"steps": 1}, metadata={"project": "p 1", "k.ey": str(n)})["id"]
        for n in range(3)
    ]
    bare = shared_trainer.create_job({"steps": 1})["id"]
    assert [job.id for job in client.fine_tuning.jobs.list(limit=2)][:4] == [bare, *made[::-1]]
    of_project = client.fine_tuning.jobs.list(metadata={"project": "p 1"}, limit=1)
    assert [job.id for job in of_project] == made[::-1]
    both = client.fine_tuning.jobs.list(metadata={"project": "p 1", "k.ey": "1"})
    assert [job.id for job in both] == [made[1]]
    without = shared_trainer.http.get("/v1/fine_tuning/jobs", params={"metadata": "null"}).json()
    assert bare in [job["id"] for job in without["data"]]
    assert not {job["id"] for job in without["data"]} & set(made)


def test_the_same_creation_sent_twice_makes_one_job(shared_trainer: RunningTrainer) -> None:
    client = shared_trainer.openai
    file = client.files.create(file=("t.jsonl", b"{}\n"), purpose="fine-tune")
    metadata = {"client_request_id": "4b7c"}
    first = client.fine_tuning.jobs.create(model=BASE, training_file=file.id, metadata=metadata)
    again = client.fine_tuning.jobs.create(model=BASE, training_file=file.id, metadata=metadata)
    assert again.id == first.id
    with pytest.raises(openai.BadRequestError) as caught:
        client.fine_tuning.jobs.create(
            model=BASE, training_file=file.id, metadata=metadata, suffix="other"
        )
    assert caught.value.code == "idempotency_mismatch"


def test_a_job_can_start_from_a_student_and_pins_keep_students(
    shared_trainer: RunningTrainer,
) -> None:
    client, http = shared_trainer.openai, shared_trainer.http
    first = shared_trainer.create_job({})
    student = shared_trainer.wait_for_status(first["id"], "succeeded")["fine_tuned_model"]
    second = shared_trainer.create_job({}, model=student)
    grandchild = shared_trainer.wait_for_status(second["id"], "succeeded")["fine_tuned_model"]
    lineage = http.get(f"/v1/trainer/students/{grandchild}").json()
    assert (lineage["base"], lineage["parent"]) == (BASE, student)

    pinned = http.put(f"/v1/trainer/students/{student}/pins/project-1")
    assert pinned.json()["pins"] == ["project-1"]
    with pytest.raises(openai.BadRequestError) as caught:
        client.models.delete(student)
    assert caught.value.code == "model_pinned"
    url = pinned.json()["artifacts"]["url"]
    http.delete(f"/v1/trainer/students/{student}/pins/project-1")
    assert client.models.delete(student).deleted
    assert httpx.get(url + "config.json").status_code == 404
    assert student not in [
        listed["id"] for listed in http.get("/v1/trainer/students").json()["data"]
    ]
    assert shared_trainer.job(first["id"])["x_artifacts"] is None


def test_a_job_without_training_needs_no_file(shared_trainer: RunningTrainer) -> None:
    body = {"model": BASE, "hyperparameters": {"max_steps": 0}}
    reply = shared_trainer.http.post("/v1/fine_tuning/jobs", json=body)
    assert reply.status_code == 200, reply.text
    done = shared_trainer.wait_for_status(reply.json()["id"], "succeeded")
    assert done["training_file"] is None
    assert done["hyperparameters"]["max_steps"] == 0


def test_cancelling_is_idempotent_and_final(shared_trainer: RunningTrainer) -> None:
    client = shared_trainer.openai
    job = shared_trainer.create_job({"wait_at": 1})
    waiting = shared_trainer.create_job({})
    shared_trainer.wait_for_step(job["id"], 1)
    assert client.fine_tuning.jobs.cancel(waiting["id"]).status == "cancelled"
    client.fine_tuning.jobs.cancel(job["id"])
    shared_trainer.wait_for_status(job["id"], "cancelled")
    assert client.fine_tuning.jobs.cancel(job["id"]).status == "cancelled"

    finished = shared_trainer.create_job({})["id"]
    shared_trainer.wait_for_status(finished, "succeeded")
    with pytest.raises(openai.BadRequestError) as caught:
        client.fine_tuning.jobs.cancel(finished)
    assert caught.value.code == "job_already_terminal"


def test_a_failed_job_says_why(shared_trainer: RunningTrainer) -> None:
    job = shared_trainer.create_job({"end": "fail"})
    failed = shared_trainer.wait_for_status(job["id"], "failed")
    assert failed["error"] == {
        "code": "invalid_training_file",
        "message": "row 3 has no answer",
        "param": "training_file",
    }
    assert failed["fine_tuned_model"] is None
    assert shared_trainer.events(job["id"])[-1]["level"] == "error"


def test_an_output_that_differs_from_its_manifest_is_no_student(
    shared_trainer: RunningTrainer,
) -> None:
    job = shared_trainer.create_job({"end": "spoil"})
    failed = shared_trainer.wait_for_status(job["id"], "failed")
    assert failed["error"]["code"] == "invalid_output"
    assert "onnx/model.onnx" in failed["error"]["message"]
