"""A job's events.jsonl: copied into the store as it grows, and written to while no process writes
it.
"""

import json
import logging
from pathlib import Path
from typing import Any

from retort_trainer.store.database import unix_now
from retort_trainer.store.events import EventRow
from retort_trainer.store.store import Store

CHUNK_BYTES = 1024 * 1024
log = logging.getLogger(__name__)


class EventLog:
    """The events of one job. `path` may not exist yet."""

    def __init__(self, store: Store, job_id: str, path: Path) -> None:
        self._store = store
        self._job_id = job_id
        self._path = path

    def collect(self) -> bool:
        """Copies the complete lines that are new since the last time; returns whether there were
        any.
        """
        job = self._store.jobs.find(self._job_id)
        if job is None or not self._path.exists():
            return False
        offset = job.events_offset
        with self._path.open("rb") as file:
            file.seek(offset)
            while chunk := file.read(CHUNK_BYTES):
                complete = chunk[: chunk.rfind(b"\n") + 1]
                if not complete:
                    break
                offset += len(complete)
                self._store.events.append(self._job_id, self._parse(complete), offset)
                file.seek(offset)
        return offset > job.events_offset

    def say(self, level: str, message: str, data: dict[str, Any] | None = None) -> None:
        """Adds the service's own word; only while no process runs the job, as one may write."""
        self.mend()
        self.collect()
        newest = self._store.events.newest(self._job_id, 1, None)
        line = {
            "seq": newest[0].seq + 1 if newest else 1,
            "created_at": unix_now(),
            "level": level,
            "type": "message",
            "message": message,
            "data": data,
        }
        with self._path.open("ab") as file:
            file.write(json.dumps(line).encode() + b"\n")
        self.collect()

    def mend(self) -> None:
        """Drops a last line that its writer did not live to end."""
        if not self._path.exists():
            return
        with self._path.open("r+b") as file:
            content = file.read()
            file.truncate(content.rfind(b"\n") + 1)

    def _parse(self, lines: bytes) -> list[EventRow]:
        events: list[EventRow] = []
        for line in lines.splitlines():
            event = _parse_event(self._job_id, line)
            if event is None:
                log.warning("job %s wrote a line that is no event: %r", self._job_id, line[:200])
            else:
                events.append(event)
        return events


def _parse_event(job_id: str, line: bytes) -> EventRow | None:
    try:
        value = json.loads(line)
        data = value.get("data")
        return EventRow(
            job_id=job_id,
            seq=int(value["seq"]),
            created_at=int(value["created_at"]),
            level=value["level"] if value["level"] in ("warn", "error") else "info",
            type="metrics" if value["type"] == "metrics" else "message",
            message=str(value["message"]),
            data=data if isinstance(data, dict) else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
