"""Job folders for tests, and running them in this process."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from retort_trainer.job.__main__ import main

CAPITALS = ["Paris", "Rome", "Oslo", "Bern"]


def make_chats(count: int) -> list[dict[str, Any]]:
    """A mapping that two layers learn in a few steps: number to capital."""
    return [
        make_chat(f"Name capital number {i % 4}, please{'!' * (i % 5)}", CAPITALS[i % 4])
        for i in range(count)
    ]


def make_chat(question: str, answer: str) -> dict[str, Any]:
    user = {"role": "user", "content": question}
    return {"messages": [user, {"role": "assistant", "content": answer}]}


def write_jsonl(path: Path, lines: list[Any]) -> Path:
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def make_job(folder: Path, base: Path, lines: list[Any] | None = None, /, **changed: Any) -> Path:
    """Writes spec and training file; `changed` are hyperparameters or fields of the spec."""
    folder.mkdir(parents=True, exist_ok=True)
    training = write_jsonl(folder / "training.jsonl", make_chats(24) if lines is None else lines)
    spec: dict[str, Any] = {
        "job_id": "ftjob-test",
        "attempt": 1,
        "base": {"id": "test/tiny", "folder": str(base), "license": "MIT"},
        "parent_folder": None,
        "student_id": "ft-test",
        "training_file": str(training),
        "validation_file": None,
        "seed": 7,
        "method": "supervised",
        "hyperparameters": {
            "n_epochs": 3,
            "batch_size": 8,
            "learning_rate": 5e-3,
            "context_length": 128,
            "logging_steps": 1,
            "save_steps": 4,
        },
        "exports": ["onnx-fp32"],
        "threads": 1,
    }
    for name, value in changed.items():
        (spec if name in spec else spec["hyperparameters"])[name] = value
    (folder / "spec.json").write_text(json.dumps(spec))
    return folder


def run(folder: Path) -> dict[str, Any]:
    """Runs the job and returns its result."""
    code = main(["--dir", str(folder)])
    result = json.loads((folder / "result.json").read_text())
    assert code == {"succeeded": 0, "failed": 1, "cancelled": 2, "paused": 3}[result["status"]]
    return result


def events_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]


def losses_of(folder: Path) -> list[float]:
    return [e["data"]["train_loss"] for e in events_of(folder) if e["type"] == "metrics"]


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "model.safetensors")


def same_weights(one: Path, other: Path) -> bool:
    left, right = weights_of(one), weights_of(other)
    return left.keys() == right.keys() and all(torch.equal(left[k], right[k]) for k in left)
