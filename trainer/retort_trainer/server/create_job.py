"""Turns the body of a job's creation into a job, or refuses it with the parameter at fault."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

from retort_trainer.bases import Base
from retort_trainer.protocol.errors import invalid, not_found
from retort_trainer.protocol.hyperparameters import Subject, resolve_hyperparameters
from retort_trainer.protocol.jobs import EXPORTS, CreateJob
from retort_trainer.server.service import Service
from retort_trainer.store.database import unix_now
from retort_trainer.store.files import FileRow
from retort_trainer.store.jobs import JobRow, NewJob

CLIENT_REQUEST_ID = "client_request_id"
METADATA_PAIRS, METADATA_KEY, METADATA_VALUE = 16, 64, 512
# The fix-ups and the export hold the model a few times over; checkpoints hold it with its
# optimiser.
BYTES_PER_PARAM = 40


def create_job(service: Service, body: CreateJob) -> JobRow:
    """Puts a new job into the queue, or returns the one that the same request has created before.

    Clients send a creation again when its answer is lost, without saying so;
    `metadata.client_request_id` tells. Raises ApiError (400).
    """
    metadata = body.metadata or {}
    request_id = metadata.get(CLIENT_REQUEST_ID)
    digest = _digest(body)
    known = _find_created(service, request_id, digest)
    if known:
        return known
    _check_metadata(metadata)
    _check_method(body)
    given, path = _hyperparameters(body)
    base, parent = _find_model(service, body.model)
    max_steps = given.get("max_steps")
    training = _find_file(service, body.training_file, "training_file", is_needed=max_steps != 0)
    validation = _find_file(service, body.validation_file, "validation_file", is_needed=False)
    subject = Subject(base.params, base.context, training.lines if training else 0)
    resolved = resolve_hyperparameters(given, subject, path)
    service.require_room(base.params * BYTES_PER_PARAM)
    suffix = secrets.token_hex(12)
    job = NewJob(
        id=f"ftjob-{suffix}",
        client_request_id=request_id,
        body_sha256=digest,
        model=body.model,
        base=base.id,
        parent=parent,
        student_id=f"ft-{_slug(body.suffix or base.id)}-{suffix[:12]}",
        training_file=training.id if training else None,
        validation_file=validation.id if validation else None,
        seed=secrets.randbelow(2**31) if body.seed is None else body.seed,
        hyperparameters=resolved,
        exports=_exports(body),
        metadata=body.metadata,
        created_at=unix_now(),
    )
    return _add(service, job)


def _add(service: Service, job: NewJob) -> JobRow:
    service.store.jobs.add(job)
    service.changes.announce()
    row = service.store.jobs.find(job.id)
    assert row is not None, "the job was just added"
    return row


def _find_created(service: Service, request_id: str | None, digest: str) -> JobRow | None:
    known = service.store.jobs.find_by_client_request(request_id) if request_id else None
    if known and known.body_sha256 != digest:
        raise invalid(
            "idempotency_mismatch",
            f"Another job was created as '{request_id}'",
            f"metadata.{CLIENT_REQUEST_ID}",
        )
    return known


def _digest(body: CreateJob) -> str:
    canonical = json.dumps(body.model_dump(exclude_unset=True), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _check_metadata(metadata: Mapping[str, str]) -> None:
    if len(metadata) > METADATA_PAIRS:
        raise invalid("invalid_metadata", f"metadata may have {METADATA_PAIRS} pairs", "metadata")
    for key, value in metadata.items():
        if len(key) > METADATA_KEY or len(value) > METADATA_VALUE:
            raise invalid(
                "invalid_metadata",
                f"A key may have {METADATA_KEY} letters, a value {METADATA_VALUE}",
                f"metadata.{key[:METADATA_KEY]}",
            )


def _check_method(body: CreateJob) -> None:
    if body.method is not None and body.method.type != "supervised":
        raise invalid(
            "method_not_supported",
            f"method.type must be 'supervised', got '{body.method.type}'",
            "method.type",
        )
    if body.integrations:
        raise invalid("integrations_not_supported", "This trainer has none", "integrations")


def _hyperparameters(body: CreateJob) -> tuple[Mapping[str, Any], str]:
    """Returns the given settings and where they stood."""
    nested = body.method.supervised if body.method else None
    if nested is not None and nested.hyperparameters:
        if body.hyperparameters:
            raise invalid(
                "conflicting_hyperparameters",
                "Give hyperparameters under method.supervised or at the top, not both",
                "hyperparameters",
            )
        return nested.hyperparameters, "method.supervised.hyperparameters"
    return body.hyperparameters or {}, "hyperparameters"


def _find_model(service: Service, model: str) -> tuple[Base, str | None]:
    """Returns the base that a job starts from or descends from, and the student it starts from."""
    student = service.store.students.find(model)
    base = service.find_base(student.base if student else model)
    if base is None:
        what = f"'{student.base}', the base of '{model}'," if student else f"'{model}'"
        raise invalid("model_not_found", f"This trainer has no model {what}", "model")
    if base.problem is not None:
        raise invalid("model_not_ready", f"'{base.id}' can't be used: {base.problem}", "model")
    return base, student.id if student else None


def _find_file(
    service: Service, file_id: str | None, param: str, *, is_needed: bool
) -> FileRow | None:
    if not file_id:
        if is_needed:
            raise invalid("missing_parameter", f"Give {param}, or set max_steps to 0", param)
        return None
    row = service.store.files.find(file_id)
    if row is None:
        raise invalid("file_not_found", not_found("file", file_id).message, param)
    most = service.settings.limits.max_examples
    if row.lines > most:
        told = f"The file has {row.lines:,} lines, this trainer takes at most {most:,}"
        raise invalid("too_many_examples", told, param)
    return row


def _exports(body: CreateJob) -> list[str]:
    chosen = list(dict.fromkeys(body.x_export or EXPORTS))
    for name in chosen:
        if name not in EXPORTS:
            raise invalid("export_not_supported", f"Unknown export: '{name}'", "x_export")
    return chosen


def _slug(text: str) -> str:
    """What an id may hold of a free text: it becomes part of a path and of an address."""
    last = text.rpartition("/")[2].lower()
    return re.sub(r"[^a-z0-9]+", "-", last).strip("-")[:40].strip("-") or "student"
