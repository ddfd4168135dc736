"""A job's folder: the files by which the service and the job's process speak to each other."""

import json
import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from retort_trainer.engine.base import LOG_NAME
from retort_trainer.store.devices import Device
from retort_trainer.store.jobs import StageReport, Want

# What stays of a job that has ended; the rest (checkpoints, drafts, output) is large.
KEPT = frozenset({"spec.json", "result.json", "events.jsonl", LOG_NAME})
STATUSES = ("succeeded", "failed", "cancelled", "paused")
LOG_LIMIT_BYTES = 4 * 1024 * 1024
LOG_KEPT_BYTES = 64 * 1024
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobResult:
    """What the job said when it ended."""

    status: Literal["succeeded", "failed", "cancelled", "paused"]
    error: dict[str, Any] | None
    trained_tokens: int | None
    rows: dict[str, int] | None
    device: Device | None


class JobFolder:
    """Paths and files of one job. Reading a missing or half-written file gives None."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.events = path / "events.jsonl"
        self.checkpoints = path / "checkpoints"
        self.out = path / "out"
        self.log = path / LOG_NAME

    def make(self) -> None:
        """Makes the folder, readable by its owner only."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def prepare(self, spec: Mapping[str, Any]) -> None:
        """Readies the folder for an attempt: its spec, the wish to run, and no result of an earlier
        one.
        """
        (self.path / "result.json").unlink(missing_ok=True)
        self._write("spec.json", spec)
        self.ask("run")

    def ask(self, want: Want | Literal["pause"]) -> None:
        """Tells the job what is wanted of it; it looks at every step.

        To pause is to save a checkpoint and end, for this service ends too.
        """
        self._write("control.json", {"want": want})

    def stage(self) -> StageReport | None:
        """Returns what the job last wrote about its progress."""
        stage = self._read("stage.json")
        if stage is None:
            return None
        step, total, tokens, finish = (
            _whole(stage.get(key))
            for key in ("step", "total_steps", "trained_tokens", "estimated_finish")
        )
        name = stage.get("stage")
        return StageReport(name if isinstance(name, str) else None, step, total, tokens, finish)

    def result(self) -> JobResult | None:
        """Returns how the job ended, or None if it didn't say."""
        result = self._read("result.json")
        if result is None or result.get("status") not in STATUSES:
            return None
        error, rows, device = (result.get(key) for key in ("error", "rows", "device"))
        return JobResult(
            status=result["status"],
            error=error if isinstance(error, dict) else None,
            trained_tokens=_whole(result.get("trained_tokens")),
            rows=rows if isinstance(rows, dict) else None,
            device=device if device in ("cpu", "cuda") else None,
        )

    def finished_checkpoints(self) -> list[int]:
        """Returns the steps of the checkpoints whose manifest is written."""
        found = self.checkpoints.glob("step-*/manifest.json")
        names = (manifest.parent.name.removeprefix("step-") for manifest in found)
        return sorted(int(name) for name in names if name.isdigit())

    def trim_log(self) -> None:
        """Keeps the log within its limit. The job appends, so it goes on at the new end."""
        if not self.log.exists() or self.log.stat().st_size <= LOG_LIMIT_BYTES:
            return
        with self.log.open("r+b") as log:
            log.seek(-LOG_KEPT_BYTES, os.SEEK_END)
            kept = log.read()
            log.seek(0)
            log.write(b"[earlier lines dropped]\n" + kept)
            log.truncate()

    def log_tail(self, size_bytes: int = 4096) -> str:
        """Returns the end of the job's log."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - size_bytes))
            return log.read().decode(errors="replace")

    def clear(self) -> None:
        """Drops what only an unfinished job needs; what resists is left to the next start."""
        if not self.path.is_dir():
            return
        try:
            for place in [place for place in self.path.iterdir() if place.name not in KEPT]:
                if place.is_dir() and not place.is_symlink():
                    shutil.rmtree(place, ignore_errors=True)
                else:
                    place.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s can't be cleared: %s", self.path, error)

    def _write(self, name: str, value: Mapping[str, Any]) -> None:
        draft = self.path / f".{name}.tmp"
        draft.write_text(json.dumps(value))
        draft.replace(self.path / name)

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            value = json.loads((self.path / name).read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        return value if isinstance(value, dict) else None


def _whole(value: Any) -> int | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number else None
