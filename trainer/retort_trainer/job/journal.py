"""What a job says (events, stage, heartbeat, result) and is told (control), as files."""

import json
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from retort_trainer.job.errors import JobCancelledError, JobPausedError

Stage = Literal["validate", "train", "merge", "export", "verify", "publish", "done"]
Level = Literal["info", "warn", "error"]
Asked = Literal["run", "cancel", "pause"]

_HEARTBEAT_S = 10


class Journal:
    """Writes one job folder's files. Times are unix seconds, whole ones."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._events = folder / "events.jsonl"
        self._seq = _mend(self._events)
        self._stage: dict[str, object] = {
            "stage": "validate",
            "step": 0,
            "total_steps": None,
            "trained_tokens": 0,
            "estimated_finish": None,
        }

    def say(
        self, message: str, level: Level = "info", data: Mapping[str, object] | None = None
    ) -> None:
        """Adds a message to the events."""
        self._append(level, "message", message, data)

    def measure(self, message: str, data: Mapping[str, object]) -> None:
        """Adds a point of the curves to the events."""
        self._append("info", "metrics", message, data)

    def enter(self, stage: Stage) -> None:
        """Begins a stage, unless the job is to end: then raises as `check_asked` does."""
        self.check_asked()
        self.progress(stage=stage)

    def progress(self, **changed: object) -> None:
        """Rewrites stage.json: stage, step, total_steps, trained_tokens, estimated_finish."""
        self._stage.update(changed)
        _replace(self._folder / "stage.json", self._stage)
        self.beat()

    def beat(self) -> None:
        """Tells that the process lives."""
        (self._folder / "heartbeat").touch()

    def keep_beating(self) -> None:
        """Beats every 10 s from a thread, for stages that have no steps to beat at."""

        def run() -> None:
            while True:
                self.beat()
                time.sleep(_HEARTBEAT_S)

        threading.Thread(target=run, daemon=True, name="heartbeat").start()

    def asked(self) -> Asked:
        """What the service has written to control.json as {"want": …}; without it, to run."""
        try:
            want = json.loads((self._folder / "control.json").read_text()).get("want")
        except FileNotFoundError:
            return "run"
        return want if want in ("cancel", "pause") else "run"

    def check_asked(self) -> None:
        """Raises JobCancelledError or JobPausedError if that was asked for."""
        asked = self.asked()
        if asked == "cancel":
            raise JobCancelledError
        if asked == "pause":
            raise JobPausedError

    def finish(self, result: Mapping[str, object]) -> None:
        """Writes result.json, the last thing a job does."""
        _replace(self._folder / "result.json", result)

    def _append(
        self, level: Level, kind: str, message: str, data: Mapping[str, object] | None
    ) -> None:
        self._seq += 1
        event = {
            "seq": self._seq,
            "created_at": int(time.time()),
            "level": level,
            "type": kind,
            "message": message,
            "data": data,
        }
        with self._events.open("a", encoding="utf-8") as file:
            file.write(json.dumps(event, allow_nan=False) + "\n")
        self.beat()


def _mend(events: Path) -> int:
    """Cuts off a line that an earlier attempt left half-written; returns the last seq."""
    if not events.exists():
        return 0
    content = events.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        with events.open("r+b") as file:
            file.truncate(len(whole))
    lines = whole.splitlines()
    return int(json.loads(lines[-1])["seq"]) if lines else 0


def _replace(path: Path, value: Mapping[str, object]) -> None:
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_text(json.dumps(value))
    draft.replace(path)
