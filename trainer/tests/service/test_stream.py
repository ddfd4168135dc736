"""The stream of events: every event once, in order, resumable, and an end that says so."""

import json
from collections.abc import Iterator
from typing import Any

from tests.service.running import RunningTrainer

Message = dict[str, Any]


def read_stream(trainer: RunningTrainer, job_id: str, last: str | None = None) -> Iterator[Message]:
    headers = {"last-event-id": last} if last is not None else {}
    path = f"/v1/fine_tuning/jobs/{job_id}/events/stream"
    with trainer.http.stream("GET", path, headers=headers) as reply:
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/event-stream")
        message: Message = {}
        for line in reply.iter_lines():
            if not line and message:
                yield message
                message = {}
            elif line and not line.startswith(":"):
                key, _, value = line.partition(": ")
                message[key] = json.loads(value) if key == "data" else value


def test_the_stream_brings_every_event_once_and_then_the_end(
    shared_trainer: RunningTrainer,
) -> None:
    job = shared_trainer.create_job({"steps": 8, "wait_at": 4})
    messages: list[Message] = []
    for message in read_stream(shared_trainer, job["id"]):
        messages.append(message)
        if message["event"] == "job" and message["data"]["status"] == "running":
            shared_trainer.let_go(job["id"])
    events = [message for message in messages if message["event"] == "event"]
    assert [message["data"] for message in events] == shared_trainer.events(job["id"])
    assert [message["id"] for message in events] == [str(n + 1) for n in range(len(events))]
    assert messages[-1]["event"] == "end"
    assert messages[-1]["data"] == shared_trainer.job(job["id"])
    seen = [message["data"]["status"] for message in messages if message["event"] != "event"]
    assert seen[-1] == "succeeded"
    assert seen.index("running") < seen.index("succeeded")


def test_a_stream_resumes_behind_the_last_event_it_had(shared_trainer: RunningTrainer) -> None:
    job = shared_trainer.create_job({"steps": 5})
    shared_trainer.wait_for_status(job["id"], "succeeded")
    messages = list(read_stream(shared_trainer, job["id"], last="3"))
    assert [message.get("id") for message in messages[:2]] == ["4", "5"]
    assert messages[-1]["event"] == "end"


def test_a_stream_of_no_job_is_a_plain_404(shared_trainer: RunningTrainer) -> None:
    reply = shared_trainer.http.get("/v1/fine_tuning/jobs/ftjob-none/events/stream")
    assert reply.status_code == 404
    assert reply.json()["error"]["code"] == "not_found"


def test_a_stopping_service_closes_its_streams_at_once(trainer: RunningTrainer) -> None:
    job = trainer.create_job({"wait_at": 2})
    messages = read_stream(trainer, job["id"])
    next(messages)
    assert trainer.stop() == 0
    assert [message for message in messages if message["event"] == "end"] == []
