"""The SQLite connection: its settings, its transactions, and the schema's migrations."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# One tuple of statements a version. Never change one that was released: add the next.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE files (
            id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, lines INTEGER NOT
            NULL,
            filename TEXT NOT NULL, purpose TEXT NOT NULL, created_at INTEGER NOT NULL)""",
        """CREATE TABLE jobs (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            client_request_id TEXT UNIQUE, body_sha256 TEXT NOT NULL,
            model TEXT NOT NULL, base TEXT NOT NULL, parent TEXT, student_id TEXT NOT NULL UNIQUE,
            training_file TEXT, validation_file TEXT, seed INTEGER NOT NULL,
            hyperparameters TEXT NOT NULL, exports TEXT NOT NULL, metadata TEXT,
            status TEXT NOT NULL CHECK (status IN
                ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
            want TEXT NOT NULL DEFAULT 'run' CHECK (want IN ('run', 'cancel')),
            attempt INTEGER NOT NULL DEFAULT 1, engine TEXT, engine_ref TEXT,
            stage TEXT, step INTEGER, total_steps INTEGER, trained_tokens INTEGER,
            estimated_finish INTEGER, rows TEXT, error TEXT,
            events_offset INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER)""",
        "CREATE INDEX jobs_by_status ON jobs (status, number)",
        """CREATE TABLE events (
            job_id TEXT NOT NULL REFERENCES jobs (id), seq INTEGER NOT NULL, created_at INTEGER NOT
            NULL, level TEXT NOT NULL, type TEXT NOT NULL, message TEXT NOT NULL, data TEXT,
            PRIMARY KEY (job_id, seq)) WITHOUT ROWID""",
        """CREATE TABLE checkpoints (
            id TEXT PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs (id), step INTEGER NOT NULL,
            created_at INTEGER NOT NULL, metrics TEXT NOT NULL, UNIQUE (job_id, step))""",
        """CREATE TABLE students (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            job_id TEXT NOT NULL UNIQUE REFERENCES jobs (id), base TEXT NOT NULL, parent TEXT,
            capability TEXT NOT NULL, revision TEXT NOT NULL, bytes INTEGER NOT NULL,
            created_at INTEGER NOT NULL)""",
        """CREATE TABLE artifacts (
            student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE, path TEXT NOT NULL,
            bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (student_id, path)) WITHOUT
            ROWID""",
        """CREATE TABLE pins (
            student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE, holder TEXT NOT
            NULL,
            created_at INTEGER NOT NULL, PRIMARY KEY (student_id, holder)) WITHOUT ROWID""",
        """CREATE TABLE tokens (
            id TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
            created_at INTEGER NOT NULL, last_used_at INTEGER, revoked_at INTEGER)""",
    ),
    (
        """CREATE TABLE devices (
            number INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL UNIQUE REFERENCES jobs
            (id), device TEXT NOT NULL CHECK (device IN ('cpu', 'cuda')))""",
    ),
)


class NewerSchemaError(Exception):
    """A newer version of the service wrote the file; this one would only do harm."""


class Database:
    """One connection, used by the thread that made it. WAL lets the command line read and write
    beside it.
    """

    def __init__(self, path: Path) -> None:
        """Opens or makes the file and brings its schema up to date. Raises if a newer version wrote
        it.
        """
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "busy_timeout = 5000",
        ):
            self._connection.execute(f"PRAGMA {pragma}")
        self._migrate()

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Runs one statement, in a transaction of its own unless one is open."""
        return self._connection.execute(sql, values)

    def first(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """Returns the first row or None."""
        return self.execute(sql, *values).fetchone()

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Returns every row."""
        return self.execute(sql, *values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block's writes, or none. Not to be nested."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Closes the connection; the write-ahead log is folded into the file."""
        self._connection.close()

    def _migrate(self) -> None:
        with self.transaction():
            row = self.first("PRAGMA user_version")
            version = row[0] if row else 0
            if version > len(MIGRATIONS):
                raise NewerSchemaError(
                    f"The data folder has schema {version}, this service knows {len(MIGRATIONS)}"
                )
            for statements in MIGRATIONS[version:]:
                for statement in statements:
                    self.execute(statement)
            self.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def unix_now() -> int:
    """Returns the time in whole unix seconds, the unit of every time here."""
    return int(time.time())
