"""Jobs: their rows and their state machine, queued → running → succeeded | failed | cancelled."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any, Literal

from retort_trainer.store.database import Database

Status = Literal["queued", "running", "succeeded", "failed", "cancelled"]
Want = Literal["run", "cancel"]

JSON_COLUMNS = frozenset({"hyperparameters", "exports", "metadata", "rows", "error"})


@dataclass(frozen=True)
class NewJob:
    """What is fixed at a job's creation."""

    id: str
    client_request_id: str | None
    body_sha256: str
    model: str
    base: str
    parent: str | None
    student_id: str
    training_file: str | None
    validation_file: str | None
    seed: int
    hyperparameters: dict[str, Any]
    exports: list[str]
    metadata: dict[str, str] | None
    created_at: int


@dataclass(frozen=True)
class JobRow(NewJob):
    """A job as it stands. `number` is its place in the queue; times are unix seconds."""

    number: int
    status: Status
    want: Want
    attempt: int
    engine: str | None
    engine_ref: str | None
    stage: str | None
    step: int | None
    total_steps: int | None
    trained_tokens: int | None
    estimated_finish: int | None
    rows: dict[str, int] | None
    error: dict[str, Any] | None
    events_offset: int
    started_at: int | None
    finished_at: int | None


@dataclass(frozen=True)
class StageReport:
    """What the job last wrote about where it is."""

    stage: str | None
    step: int | None
    total_steps: int | None
    trained_tokens: int | None
    estimated_finish: int | None


@dataclass(frozen=True)
class Outcome:
    """How a job ended."""

    status: Literal["succeeded", "failed", "cancelled"]
    finished_at: int
    error: dict[str, Any] | None = None
    trained_tokens: int | None = None
    rows: dict[str, int] | None = None


class Jobs:
    """The table of jobs. A change of status is a compare-and-set that says if it happened."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, job: NewJob) -> None:
        """Puts a new job at the end of the queue."""
        values = {
            key: json.dumps(value) if key in JSON_COLUMNS and value is not None else value
            for key, value in vars(job).items()
        }
        self._database.execute(
            f"INSERT INTO jobs (status, {', '.join(values)})"
            f" VALUES ('queued', {', '.join('?' * len(values))})",
            *values.values(),
        )

    def find(self, job_id: str) -> JobRow | None:
        """Returns the job or None."""
        return self._one("WHERE id = ?", job_id)

    def find_by_client_request(self, client_request_id: str) -> JobRow | None:
        """Returns the job that this client-made id has already created, or None."""
        return self._one("WHERE client_request_id = ?", client_request_id)

    def next_queued(self) -> JobRow | None:
        """Returns the job that has waited longest, or None."""
        return self._one("WHERE status = 'queued' ORDER BY number LIMIT 1")

    def unfinished(self) -> list[JobRow]:
        """Returns every job that is queued or running, oldest first."""
        return self._many("WHERE status IN ('queued', 'running') ORDER BY number")

    def ids(self) -> set[str]:
        """Returns the id of every job."""
        return {row[0] for row in self._database.all("SELECT id FROM jobs")}

    def page(
        self, limit: int, after: str | None, metadata: Mapping[str, str] | None
    ) -> list[JobRow]:
        """Returns up to `limit` jobs older than `after`, newest first.

        `metadata` keeps the jobs that have all of its pairs; an empty mapping those without any
        metadata.
        """
        wheres, values = (
            ["(?1 IS NULL OR number < (SELECT number FROM jobs WHERE id = ?1))"],
            [after],
        )
        if metadata is not None and not metadata:
            wheres.append("metadata IS NULL")
        for key, value in (metadata or {}).items():
            wheres.append(
                "EXISTS (SELECT 1 FROM json_each(jobs.metadata) AS pair"
                f" WHERE pair.key = ?{len(values) + 1} AND pair.value = ?{len(values) + 2})"
            )
            values += [key, value]
        return self._many(
            f"WHERE {' AND '.join(wheres)} ORDER BY number DESC LIMIT ?{len(values) + 1}",
            *values,
            limit,
        )

    def uses_of_file(self, file_id: str) -> int:
        """Returns how many unfinished jobs read this file."""
        return self._count(
            "status IN ('queued', 'running') AND ? IN (training_file, validation_file)", file_id
        )

    def uses_of_student(self, student_id: str) -> int:
        """Returns how many unfinished jobs start from this student."""
        return self._count("status IN ('queued', 'running') AND parent = ?", student_id)

    def runs_by_base(self) -> dict[str, int]:
        """Returns the number of succeeded jobs for each base that has any."""
        rows = self._database.all(
            "SELECT base, COUNT(*) FROM jobs WHERE status = 'succeeded' GROUP BY base"
        )
        return {row[0]: row[1] for row in rows}

    def start(self, job_id: str, engine: str, now: int) -> bool:
        """queued → running. False if the job is no longer queued."""
        return self._changed(
            "UPDATE jobs SET status = 'running', engine = ?, engine_ref = NULL,"
            " started_at = COALESCE(started_at, ?) WHERE id = ? AND status = 'queued'",
            engine,
            now,
            job_id,
        )

    def record_worker(self, job_id: str, engine_ref: str) -> None:
        """Remembers how to find the running job's process again."""
        self._database.execute(
            "UPDATE jobs SET engine_ref = ? WHERE id = ? AND status = 'running'", engine_ref, job_id
        )

    def requeue(self, job_id: str, attempt: int) -> bool:
        """running → queued, in its old place, to go on from its last checkpoint."""
        return self._changed(
            "UPDATE jobs SET status = 'queued', engine_ref = NULL, stage = NULL,"
            " estimated_finish = NULL, attempt = ? WHERE id = ? AND status = 'running'",
            attempt,
            job_id,
        )

    def ask_to_cancel(self, job_id: str) -> bool:
        """Notes the wish on a job that is queued or running."""
        return self._changed(
            "UPDATE jobs SET want = 'cancel' WHERE id = ? AND status IN ('queued', 'running')",
            job_id,
        )

    def report_stage(self, job_id: str, report: StageReport) -> None:
        """Keeps what a running job said about its progress."""
        self._database.execute(
            "UPDATE jobs SET stage = ?, step = ?, total_steps = ?, trained_tokens = ?,"
            " estimated_finish = ? WHERE id = ? AND status = 'running'",
            report.stage,
            report.step,
            report.total_steps,
            report.trained_tokens,
            report.estimated_finish,
            job_id,
        )

    def finish(self, job_id: str, outcome: Outcome) -> bool:
        """queued or running → a terminal status. False if the job had ended already."""
        return self._changed(
            "UPDATE jobs SET status = ?, finished_at = ?, error = ?, rows = ?, engine_ref = NULL,"
            " trained_tokens = COALESCE(?, trained_tokens), estimated_finish = NULL"
            " WHERE id = ? AND status IN ('queued', 'running')",
            outcome.status,
            outcome.finished_at,
            json.dumps(outcome.error) if outcome.error else None,
            json.dumps(outcome.rows) if outcome.rows else None,
            outcome.trained_tokens,
            job_id,
        )

    def _changed(self, sql: str, *values: Any) -> bool:
        return self._database.execute(sql, *values).rowcount == 1

    def _count(self, where: str, *values: Any) -> int:
        row = self._database.first(f"SELECT COUNT(*) FROM jobs WHERE {where}", *values)
        return row[0] if row else 0

    def _one(self, where: str, *values: Any) -> JobRow | None:
        row = self._database.first(f"SELECT * FROM jobs {where}", *values)
        return _job(row) if row else None

    def _many(self, where: str, *values: Any) -> list[JobRow]:
        return [_job(row) for row in self._database.all(f"SELECT * FROM jobs {where}", *values)]


def _job(row: Row) -> JobRow:
    values = dict(zip(row.keys(), row, strict=True))
    for key in JSON_COLUMNS:
        values[key] = json.loads(values[key]) if values[key] is not None else None
    return JobRow(**values)
