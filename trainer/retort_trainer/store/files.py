"""Uploaded files: their rows. The bytes lie in the data folder's `files/`, named by id."""

from dataclasses import dataclass
from sqlite3 import Row

from retort_trainer.store.database import Database


@dataclass(frozen=True)
class FileRow:
    """An uploaded file; `filename` is only a label."""

    id: str
    sha256: str
    bytes: int
    lines: int
    filename: str
    purpose: str
    created_at: int


class Files:
    """The table of files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, file: FileRow) -> None:
        """Records a file whose bytes are already in place."""
        self._database.execute(
            "INSERT INTO files (id, sha256, bytes, lines, filename, purpose, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            file.id,
            file.sha256,
            file.bytes,
            file.lines,
            file.filename,
            file.purpose,
            file.created_at,
        )

    def find(self, file_id: str) -> FileRow | None:
        """Returns the file, or None when unknown or deleted."""
        row = self._database.first("SELECT * FROM files WHERE id = ?", file_id)
        return _file(row) if row else None

    def ids(self) -> set[str]:
        """Returns the id of every file."""
        return {row[0] for row in self._database.all("SELECT id FROM files")}

    def page(
        self, limit: int, after: str | None, *, ascending: bool, purpose: str | None
    ) -> list[FileRow]:
        """Returns up to `limit` files after the one named, newest first unless ascending."""
        sign, order = (">", "ASC") if ascending else ("<", "DESC")
        rows = self._database.all(
            "SELECT * FROM files WHERE (?1 IS NULL OR purpose = ?1)"
            f" AND (?2 IS NULL OR rowid {sign} (SELECT rowid FROM files WHERE id = ?2))"
            f" ORDER BY rowid {order} LIMIT ?3",
            purpose,
            after,
            limit,
        )
        return [_file(row) for row in rows]

    def remove(self, file_id: str) -> None:
        """Forgets the file."""
        self._database.execute("DELETE FROM files WHERE id = ?", file_id)

    def total_bytes(self) -> int:
        """Returns what all files take."""
        row = self._database.first("SELECT COALESCE(SUM(bytes), 0) FROM files")
        return row[0] if row else 0


def _file(row: Row) -> FileRow:
    return FileRow(**{key: row[key] for key in row.keys()})  # noqa: SIM118 - a Row isn't a dict
