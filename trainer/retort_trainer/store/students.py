"""Students: their rows, the list of files each consists of, and who holds on to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Row

from retort_trainer.store.database import Database


@dataclass(frozen=True)
class ArtifactRow:
    """One file of a student."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class StudentRow:
    """A finished model; `capability` is the secret part of its files' address."""

    id: str
    job_id: str
    base: str
    parent: str | None
    capability: str
    revision: str
    bytes: int
    created_at: int


class Students:
    """The tables of students, their artifacts and their pins."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, student: StudentRow, artifacts: Sequence[ArtifactRow]) -> None:
        """Records a student and its files. To be called inside a transaction."""
        values = vars(student)
        self._database.execute(
            f"INSERT INTO students ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
            *values.values(),
        )
        for file in artifacts:
            self._database.execute(
                "INSERT INTO artifacts (student_id, path, bytes, sha256) VALUES (?, ?, ?, ?)",
                student.id,
                file.path,
                file.bytes,
                file.sha256,
            )

    def find(self, student_id: str) -> StudentRow | None:
        """Returns the student, or None when unknown or deleted."""
        row = self._database.first("SELECT * FROM students WHERE id = ?", student_id)
        return _student(row) if row else None

    def ids(self) -> set[str]:
        """Returns the id of every student."""
        return {row[0] for row in self._database.all("SELECT id FROM students")}

    def all(self) -> list[StudentRow]:
        """Returns every student, newest first."""
        rows = self._database.all("SELECT * FROM students ORDER BY number DESC")
        return [_student(row) for row in rows]

    def artifacts(self, student_id: str) -> list[ArtifactRow]:
        """Returns the student's files by path."""
        rows = self._database.all(
            "SELECT path, bytes, sha256 FROM artifacts WHERE student_id = ? ORDER BY path",
            student_id,
        )
        return [ArtifactRow(row["path"], row["bytes"], row["sha256"]) for row in rows]

    def artifact(self, student_id: str, path: str) -> ArtifactRow | None:
        """Returns the file that the student's manifest lists under exactly this path, or None."""
        row = self._database.first(
            "SELECT path, bytes, sha256 FROM artifacts WHERE student_id = ? AND path = ?",
            student_id,
            path,
        )
        return ArtifactRow(row["path"], row["bytes"], row["sha256"]) if row else None

    def pins(self, student_id: str) -> list[str]:
        """Returns the holders of the student, by name."""
        rows = self._database.all(
            "SELECT holder FROM pins WHERE student_id = ? ORDER BY holder", student_id
        )
        return [row[0] for row in rows]

    def pin(self, student_id: str, holder: str, now: int) -> None:
        """Lets `holder` hold the student; twice is once."""
        self._database.execute(
            "INSERT OR IGNORE INTO pins (student_id, holder, created_at) VALUES (?, ?, ?)",
            student_id,
            holder,
            now,
        )

    def unpin(self, student_id: str, holder: str) -> None:
        """Lets go; not holding is fine too."""
        self._database.execute(
            "DELETE FROM pins WHERE student_id = ? AND holder = ?", student_id, holder
        )

    def remove(self, student_id: str) -> None:
        """Forgets the student, its files and its pins."""
        self._database.execute("DELETE FROM students WHERE id = ?", student_id)

    def total_bytes(self) -> int:
        """Returns what all students take."""
        row = self._database.first("SELECT COALESCE(SUM(bytes), 0) FROM students")
        return row[0] if row else 0


def _student(row: Row) -> StudentRow:
    return StudentRow(**{key: row[key] for key in StudentRow.__dataclass_fields__})
