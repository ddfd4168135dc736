"""A trainer that really runs: a process on a free port, its token, and clients for it."""

import json
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx
from openai import OpenAI

BASE = "tests/tiny-base"
ORIGIN = "http://localhost:4747"
ROOT = Path(__file__).parents[2]
SCRIPTED = (sys.executable, str(Path(__file__).with_name("serve_scripted.py")))
T = TypeVar("T")


class RunningTrainer:
    """Starts on creation; `stop` or `kill` it, `start` it again on the same data and port."""

    def __init__(self, data: Path, command: tuple[str, ...] = SCRIPTED, *options: str) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = command
        self._options = options
        self.start()

    def start(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        bases = write_bases(self.data.parent)
        with (self.data / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *self._command,
                    *("serve", "--data", str(self.data), "--port", str(self.port)),
                    *("--origin", ORIGIN, "--link-file", str(self.data / "link")),
                    *("--bases", str(bases)),
                    *self._options,
                ],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
                env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "SECRET_KEY": "never"},
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.log()
        assert json.loads(line) == {"ready": True, "url": self.url}
        self.token = (self.data / "link").read_text().strip()
        bearer = {"authorization": f"Bearer {self.token}"}
        self.http = httpx.Client(base_url=self.url, headers=bearer, timeout=20)
        self.openai = OpenAI(base_url=f"{self.url}/v1", api_key=self.token, max_retries=0)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(timeout=20)
        self._close()
        return code

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=20)
        self._close()

    def _close(self) -> None:
        if self.process.stdout:
            self.process.stdout.close()

    def log(self) -> str:
        return (self.data / "server.log").read_text()

    def create_job(self, script: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Uploads the script as training file and creates a job with it."""
        content = json.dumps(script).encode() + b"\n"
        file = self.openai.files.create(file=("train.jsonl", content), purpose="fine-tune")
        body = {"model": BASE, "training_file": file.id, **more}
        reply = self.http.post("/v1/fine_tuning/jobs", json=body)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def job(self, job_id: str) -> dict[str, Any]:
        return self.http.get(f"/v1/fine_tuning/jobs/{job_id}").json()

    def events(self, job_id: str) -> list[dict[str, Any]]:
        """Returns all events, oldest first."""
        reply = self.http.get(f"/v1/fine_tuning/jobs/{job_id}/events", params={"limit": 1000})
        return reply.json()["data"][::-1]

    def wait_for_status(self, job_id: str, *statuses: str) -> dict[str, Any]:
        return eventually(
            lambda: (job := self.job(job_id))["status"] in statuses and job, f"{statuses}"
        )

    def wait_for_step(self, job_id: str, step: int) -> dict[str, Any]:
        return eventually(
            lambda: ((job := self.job(job_id))["x_progress"]["step"] or 0) >= step and job,
            f"step {step}",
        )

    def let_go(self, job_id: str) -> None:
        """Lets a scripted job go on that waits."""
        (self.data / "jobs" / job_id / "go").touch()

    def worker_pid(self, job_id: str) -> int:
        """Returns the pid of the job's process, as the system lists it."""
        return eventually(lambda: next(iter(pids_with(f"jobs/{job_id}")), 0), "a worker")


def eventually(attempt: Callable[[], T | bool | int], what: str, timeout_s: float = 20) -> T:
    """Returns the first truthy outcome; fails after the time."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if outcome := attempt():
            return outcome  # pyright: ignore[reportReturnType]
        time.sleep(0.02)
    raise AssertionError(f"waited {timeout_s} s for {what}")


def pids_with(text: str) -> list[int]:
    """Returns the pids of the live processes whose command line holds `text`."""
    columns = ("-o", "pid=", "-o", "stat=", "-o", "args=")
    listed = subprocess.run(["ps", "-ww", "-e", *columns], capture_output=True, text=True)
    rows = (line.split(maxsplit=2) for line in listed.stdout.splitlines())
    return [int(row[0]) for row in rows if len(row) == 3 and text in row[2] and row[1][0] != "Z"]


def write_bases(folder: Path) -> Path:
    """Writes a configuration of one base, whose folder has all that is read without training it."""
    place = folder / "tiny-base"
    place.mkdir(exist_ok=True)
    (place / "config.json").write_text('{"max_position_embeddings": 512, "vocab_size": 3}')
    (place / "tokenizer.json").write_text("{}")
    tensor = {"dtype": "F32", "shape": [3, 2], "data_offsets": [0, 24]}
    header = json.dumps({"embedding": tensor}).encode()
    (place / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + bytes(24))
    bases = folder / "bases.json"
    base = {"id": BASE, "name": "Tiny base", "folder": "tiny-base", "license": "MIT"}
    bases.write_text(json.dumps({"bases": [base]}))
    return bases


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
