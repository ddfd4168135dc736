"""Events and checkpoints of jobs, copied from what the job wrote."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from retort_trainer.store.database import Database


@dataclass(frozen=True)
class EventRow:
    """One line of a job's events; `seq` grows within the job."""

    job_id: str
    seq: int
    created_at: int
    level: str
    type: str
    message: str
    data: dict[str, Any] | None


@dataclass(frozen=True)
class CheckpointRow:
    """A checkpoint the job has written."""

    id: str
    job_id: str
    step: int
    created_at: int
    metrics: dict[str, float]


class Events:
    """The tables of events and checkpoints."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, job_id: str, events: Sequence[EventRow], offset: int) -> None:
        """Keeps events and the place they were read up to, together. The same events twice are kept
        once.
        """
        with self._database.transaction():
            for event in events:
                self._database.execute(
                    "INSERT OR IGNORE INTO events"
                    " (job_id, seq, created_at, level, type, message, data)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    job_id,
                    event.seq,
                    event.created_at,
                    event.level,
                    event.type,
                    event.message,
                    json.dumps(event.data) if event.data is not None else None,
                )
            self._database.execute("UPDATE jobs SET events_offset = ? WHERE id = ?", offset, job_id)

    def newest(self, job_id: str, limit: int, before: int | None) -> list[EventRow]:
        """Returns up to `limit` events older than seq `before`, newest first."""
        rows = self._database.all(
            "SELECT * FROM events WHERE job_id = ?1 AND (?2 IS NULL OR seq < ?2)"
            " ORDER BY seq DESC LIMIT ?3",
            job_id,
            before,
            limit,
        )
        return [_event(row) for row in rows]

    def since(self, job_id: str, seq: int, limit: int) -> list[EventRow]:
        """Returns up to `limit` events after `seq`, oldest first."""
        rows = self._database.all(
            "SELECT * FROM events WHERE job_id = ? AND seq > ? ORDER BY seq LIMIT ?",
            job_id,
            seq,
            limit,
        )
        return [_event(row) for row in rows]

    def metrics_at(self, job_id: str, step: int) -> dict[str, float]:
        """Returns the numbers of the last metrics event up to `step`, or nothing."""
        row = self._database.first(
            "SELECT data FROM events WHERE job_id = ? AND type = 'metrics'"
            " AND json_extract(data, '$.step') <= ? ORDER BY seq DESC LIMIT 1",
            job_id,
            step,
        )
        data = json.loads(row[0]) if row and row[0] else {}
        return {key: value for key, value in data.items() if isinstance(value, int | float)}

    def add_checkpoint(self, checkpoint: CheckpointRow) -> None:
        """Records a checkpoint; one that is known already stays as it was."""
        self._database.execute(
            "INSERT OR IGNORE INTO checkpoints (id, job_id, step, created_at, metrics)"
            " VALUES (?, ?, ?, ?, ?)",
            checkpoint.id,
            checkpoint.job_id,
            checkpoint.step,
            checkpoint.created_at,
            json.dumps(checkpoint.metrics),
        )

    def checkpoints(self, job_id: str, limit: int, before: int | None) -> list[CheckpointRow]:
        """Returns up to `limit` checkpoints of steps below `before`, newest first."""
        rows = self._database.all(
            "SELECT * FROM checkpoints WHERE job_id = ?1 AND (?2 IS NULL OR step < ?2)"
            " ORDER BY step DESC LIMIT ?3",
            job_id,
            before,
            limit,
        )
        return [
            CheckpointRow(
                row["id"], job_id, row["step"], row["created_at"], json.loads(row["metrics"])
            )
            for row in rows
        ]

    def has_checkpoint(self, job_id: str, step: int) -> bool:
        """Whether this step's checkpoint is recorded."""
        return (
            self._database.first(
                "SELECT 1 FROM checkpoints WHERE job_id = ? AND step = ?", job_id, step
            )
            is not None
        )


def _event(row: Any) -> EventRow:
    return EventRow(
        job_id=row["job_id"],
        seq=row["seq"],
        created_at=row["created_at"],
        level=row["level"],
        type=row["type"],
        message=row["message"],
        data=json.loads(row["data"]) if row["data"] else None,
    )
