"""Turns a job's output into a student: checks every file against the manifest, then moves the
folder.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from retort_trainer.store.database import unix_now
from retort_trainer.store.jobs import JobRow
from retort_trainer.store.students import ArtifactRow, StudentRow

MANIFEST = "manifest.json"


class InvalidOutputError(Exception):
    """What the job left is not what its manifest says."""


@dataclass(frozen=True)
class Publication:
    """A student in its final place, ready to be recorded."""

    student: StudentRow
    artifacts: list[ArtifactRow]


def publish(job: JobRow, out: Path, target: Path) -> Publication:
    """Checks `out` and moves it to `target`; reads every byte, so not on the event loop.

    Done twice it is done once: if a crash came after the move, `target` is checked instead. The
    manifest itself becomes an artifact too. Raises InvalidOutputError.
    """
    folder = target if target.exists() and not out.exists() else out
    artifacts = [*_check_files(folder), _describe(folder, MANIFEST)]
    if folder is out:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        out.rename(target)
    student = StudentRow(
        id=job.student_id,
        job_id=job.id,
        base=job.base,
        parent=job.parent,
        capability=secrets.token_urlsafe(24),
        revision=_revision(artifacts),
        bytes=sum(file.bytes for file in artifacts),
        created_at=unix_now(),
    )
    return Publication(student, artifacts)


def _check_files(folder: Path) -> list[ArtifactRow]:
    try:
        listed = json.loads((folder / MANIFEST).read_text())["files"]
        expected = [ArtifactRow(f["path"], f["bytes"], f["sha256"]) for f in listed]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidOutputError(f"The job left no readable {MANIFEST}") from error
    if not expected:
        raise InvalidOutputError(f"The job's {MANIFEST} lists no files")
    for file in expected:
        found = _describe(folder, file.path)
        if found != file:
            raise InvalidOutputError(
                f"{file.path}: expected {file.bytes} bytes of {file.sha256},"
                f" got {found.bytes} of {found.sha256}"
            )
    return [file for file in expected if file.path != MANIFEST]


def _describe(folder: Path, path: str) -> ArtifactRow:
    parts = PurePosixPath(path).parts
    is_plain = "\\" not in path and not path.startswith("/") and ".." not in parts
    place = folder.joinpath(*parts)
    if not parts or not is_plain or not place.resolve().is_relative_to(folder.resolve()):
        raise InvalidOutputError(f"The manifest names a file outside of the student: {path!r}")
    try:
        with place.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InvalidOutputError(f"The manifest names a file that isn't there: {path!r}") from error
    return ArtifactRow(path, place.stat().st_size, digest)


def _revision(artifacts: list[ArtifactRow]) -> str:
    lines = sorted(f"{file.sha256} {file.path}\n" for file in artifacts)
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:40]
