"""The whole path once, with the job that really trains: upload, train, die, go on, export."""

import hashlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.service.running import ROOT, RunningTrainer, eventually

COMMAND = (sys.executable, "-m", "retort_trainer")
PRACTICE = ROOT.parent / "models" / "practice-student"
ROWS = [
    {
        "messages": [
            {"role": "user", "content": f"Add {n} and {n + 1}."},
            {"role": "assistant", "content": str(n + n + 1)},
        ]
    }
    for n in range(24)
]


@pytest.fixture
def real_trainer(tmp_path: Path) -> Iterator[RunningTrainer]:
    bases = tmp_path / "practice.json"
    base = {"id": "practice", "folder": str(PRACTICE), "license": "MIT"}
    bases.write_text(json.dumps({"bases": [base]}))
    trainer = RunningTrainer(tmp_path / "data", COMMAND, "--bases", str(bases), "--threads", "1")
    try:
        yield trainer
    finally:
        trainer.stop()


def test_a_job_that_is_killed_while_it_trains_still_makes_a_student(
    real_trainer: RunningTrainer,
) -> None:
    client = real_trainer.openai
    content = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    file = client.files.create(file=("rows.jsonl", content), purpose="fine-tune")
    settings = {
        "batch_size": 8,
        "max_steps": 30,
        "save_steps": 2,
        "logging_steps": 1,
        "context_length": 64,
    }
    job = client.fine_tuning.jobs.create(
        model="practice",
        training_file=file.id,
        seed=1,
        method={"type": "supervised", "supervised": {"hyperparameters": settings}},  # pyright: ignore
    )
    eventually(
        lambda: client.fine_tuning.jobs.checkpoints.list(job.id).data, "a checkpoint", timeout_s=240
    )
    os.kill(real_trainer.worker_pid(job.id), signal.SIGKILL)

    done = eventually(
        lambda: (now := real_trainer.job(job.id))["status"] in ("succeeded", "failed") and now,
        "the job's end",
        timeout_s=400,
    )
    assert done["status"] == "succeeded", (done["error"], real_trainer.events(job.id))
    assert done["x_progress"]["attempt"] == 2
    assert done["x_progress"]["rows"] == {"used": len(ROWS), "dropped": 0}
    assert done["trained_tokens"] > 0
    events = real_trainer.events(job.id)
    assert [event["x_seq"] for event in events] == list(range(1, len(events) + 1))
    steps = [event["data"]["step"] for event in events if event["type"] == "metrics"]
    assert steps[0] == 1
    assert steps[-1] == 30

    artifacts = done["x_artifacts"]
    paths = {artifact["path"] for artifact in artifacts["files"]}
    assert {"config.json", "tokenizer.json", "selftest.json", "onnx/model.onnx"} <= paths
    for artifact in artifacts["files"]:
        content = httpx.get(artifacts["url"] + artifact["path"], timeout=30).content
        assert hashlib.sha256(content).hexdigest() == artifact["sha256"]
