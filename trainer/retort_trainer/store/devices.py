"""What jobs found to compute on, newest last."""

from typing import Literal

from retort_trainer.store.database import Database

Device = Literal["cpu", "cuda"]


class Devices:
    """The table of findings, at most one a job."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, job_id: str, device: Device) -> None:
        """Keeps what the job trained on; said twice it stays as it was."""
        self._database.execute(
            "INSERT OR IGNORE INTO devices (job_id, device) VALUES (?, ?)", job_id, device
        )

    def last(self) -> Device | None:
        """Returns what was found last, or None before any job has."""
        row = self._database.first("SELECT device FROM devices ORDER BY number DESC LIMIT 1")
        return row[0] if row else None
