"""A job's process that trains nothing but keeps to the border between service and job.

The first line of the training file is the script. From step `wait_at` on it waits for the file `go`
in its folder, so that a test can be sure of where it is; `deaf` hears nothing asked and no SIGTERM.
`end`: succeed | fail | crash | spoil (an output that isn't what its manifest says).
"""

import hashlib
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

DEFAULTS = {
    "steps": 3,
    "end": "succeed",
    "save_steps": 1000,
    "wait_at": None,
    "deaf": False,
}


class ScriptedJob:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.spec = json.loads((folder / "spec.json").read_text())
        self.script = {**DEFAULTS, **_script(self.spec["training_file"])}
        self.events = folder / "events.jsonl"
        lines = self.events.read_text().splitlines() if self.events.exists() else []
        self.seq = json.loads(lines[-1])["seq"] if lines else 0

    def run(self) -> None:
        if self.script["deaf"]:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        first = self._resume()
        self.say("message", f"Training begins at step {first}", {"env": sorted(os.environ)})
        for step in range(first, self.script["steps"] + 1):
            self._write(
                "stage.json", {"stage": "train", "step": step, "total_steps": self.script["steps"]}
            )
            self.say("metrics", f"Step {step}", {"step": step, "train_loss": 1 / step})
            if step % self.script["save_steps"] == 0:
                self._save(step)
            self._heed(step)
            wait_at = self.script["wait_at"]
            while wait_at is not None and step >= wait_at and not (self.folder / "go").exists():
                self._heed(step)
                time.sleep(0.01)
        self._finish()

    def say(self, kind: str, message: str, data: dict[str, Any]) -> None:
        self.seq += 1
        event = {"seq": self.seq, "created_at": 1_700_000_000, "level": "info", "type": kind}
        with self.events.open("a") as file:
            file.write(json.dumps({**event, "message": message, "data": data}) + "\n")

    def _resume(self) -> int:
        saved = self.folder.glob("checkpoints/step-*/manifest.json")
        return 1 + max((int(path.parent.name[5:]) for path in saved), default=0)

    def _save(self, step: int) -> None:
        place = self.folder / "checkpoints" / f"step-{step}"
        place.mkdir(parents=True, exist_ok=True)
        (place / "manifest.json").write_text("{}")

    def _heed(self, step: int) -> None:
        want = json.loads((self.folder / "control.json").read_text())["want"]
        if want == "cancel" and not self.script["deaf"]:
            self._end({"status": "cancelled"}, 2)
        if want == "pause" and not self.script["deaf"]:
            self._save(step)
            self._end({"status": "paused"}, 3)

    def _finish(self) -> None:
        end = self.script["end"]
        if end == "crash":
            print("about to crash", flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        if end == "fail":
            error = {
                "code": "invalid_training_file",
                "message": "row 3 has no answer",
                "param": "training_file",
            }
            self._end({"status": "failed", "error": error}, 1)
        write_student(self.folder / "out", f"weights of {self.spec['student_id']}")
        if end == "spoil":
            (self.folder / "out" / "onnx" / "model.onnx").write_text("torn")
        self._end(
            {"status": "succeeded", "trained_tokens": 42, "rows": {"used": 2, "dropped": 1}}, 0
        )

    def _end(self, result: dict[str, Any], code: int) -> None:
        self._write("result.json", result)
        sys.exit(code)

    def _write(self, name: str, value: dict[str, Any]) -> None:
        draft = self.folder / f"{name}.draft"
        draft.write_text(json.dumps(value))
        draft.replace(self.folder / name)


def write_student(out: Path, weights: str) -> None:
    """Writes a student of two files and its manifest."""
    (out / "onnx").mkdir(parents=True)
    (out / "config.json").write_text('{"model_type": "llama"}')
    (out / "onnx" / "model.onnx").write_text(weights)
    files = []
    for path in ("config.json", "onnx/model.onnx"):
        content = (out / path).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        files.append({"path": path, "bytes": len(content), "sha256": digest})
    (out / "manifest.json").write_text(json.dumps({"files": files}))


def _script(training_file: str | None) -> dict[str, Any]:
    return json.loads(Path(training_file).read_text().splitlines()[0]) if training_file else {}


if __name__ == "__main__":
    ScriptedJob(Path(sys.argv[sys.argv.index("--dir") + 1])).run()
