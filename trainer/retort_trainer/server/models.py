"""/v1/models and /v1/trainer/students: what jobs can start from, and what they made."""

import asyncio
import re
import shutil

from fastapi import APIRouter

from retort_trainer.protocol.errors import invalid, not_found
from retort_trainer.protocol.files import Deleted, Model, ModelList
from retort_trainer.protocol.jobs import Artifact, Artifacts
from retort_trainer.protocol.trainer import Student, StudentList
from retort_trainer.server.service import Id, Service, ServiceDep
from retort_trainer.store.database import unix_now
from retort_trainer.store.students import StudentRow

router = APIRouter(prefix="/v1", tags=["models"])

HOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")


@router.get("/models", operation_id="listModels")
async def list_models(service: ServiceDep) -> ModelList:
    """Lists bases and students."""
    bases = [Model(id=base.id, created=0, owned_by="base") for base in service.bases()]
    students = [
        Model(id=row.id, created=row.created_at, owned_by="student")
        for row in service.store.students.all()
    ]
    return ModelList(data=[*bases, *students])


# A base's id has a slash ('retort/practice-student'); SDKs send it as %2F, which arrives decoded.
@router.get("/models/{model_id:path}", operation_id="retrieveModel")
async def retrieve_model(model_id: Id, service: ServiceDep) -> Model:
    """Returns a base or a student."""
    student = service.store.students.find(model_id)
    if student:
        return Model(id=student.id, created=student.created_at, owned_by="student")
    if service.find_base(model_id) is None:
        raise not_found("model", model_id, "model")
    return Model(id=model_id, created=0, owned_by="base")


@router.delete("/models/{model_id:path}", operation_id="deleteModel")
async def delete_model(model_id: Id, service: ServiceDep) -> Deleted:
    """Deletes a student that nobody has pinned and no unfinished job starts from."""
    if service.store.students.find(model_id) is None and service.find_base(model_id):
        raise invalid("model_not_deletable", f"'{model_id}' is a base", "model")
    student = find_student(service, model_id)
    pins = service.store.students.pins(student.id)
    if pins:
        raise invalid("model_pinned", f"'{student.id}' is held by {', '.join(pins)}", "model")
    if service.store.jobs.uses_of_student(student.id):
        raise invalid("model_in_use", f"An unfinished job starts from '{student.id}'", "model")
    service.store.students.remove(student.id)
    folder = service.settings.students / student.id
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    return Deleted(id=student.id, object="model")


@router.get("/trainer/students", operation_id="listStudents")
async def list_students(service: ServiceDep) -> StudentList:
    """Lists all students with the addresses of their files, newest first."""
    return StudentList(data=[_student(service, row) for row in service.store.students.all()])


@router.get("/trainer/students/{student_id}", operation_id="retrieveStudent")
async def retrieve_student(student_id: Id, service: ServiceDep) -> Student:
    """Returns one student."""
    return _student(service, find_student(service, student_id))


@router.put("/trainer/students/{student_id}/pins/{holder}", operation_id="pinStudent")
async def pin_student(student_id: Id, holder: str, service: ServiceDep) -> Student:
    """Lets a project hold a student, so that it can't be deleted."""
    if not HOLDER.fullmatch(holder):
        raise invalid("invalid_holder", "A holder is up to 128 of A-Z a-z 0-9 . _ : -", "holder")
    row = find_student(service, student_id)
    service.store.students.pin(row.id, holder, unix_now())
    return _student(service, row)


@router.delete("/trainer/students/{student_id}/pins/{holder}", operation_id="unpinStudent")
async def unpin_student(student_id: Id, holder: str, service: ServiceDep) -> Student:
    """Lets go of a student."""
    row = find_student(service, student_id)
    service.store.students.unpin(row.id, holder)
    return _student(service, row)


def find_student(service: Service, student_id: str) -> StudentRow:
    """Returns the student, or raises ApiError (404)."""
    row = service.store.students.find(student_id)
    if row is None:
        raise not_found("model", student_id, "model")
    return row


def artifacts_of(service: Service, student: StudentRow) -> Artifacts:
    """Returns where a student's files lie; the address is a secret, so it needs no token."""
    path = f"{student.capability}/{student.id}/resolve/{student.revision}/"
    files = [
        Artifact(path=file.path, bytes=file.bytes, sha256=file.sha256)
        for file in service.store.students.artifacts(student.id)
    ]
    url = f"{service.settings.url}/artifacts/{path}"
    return Artifacts(url=url, revision=student.revision, files=files)


def _student(service: Service, row: StudentRow) -> Student:
    return Student(
        id=row.id,
        job_id=row.job_id,
        base=row.base,
        parent=row.parent,
        created_at=row.created_at,
        bytes=row.bytes,
        pins=service.store.students.pins(row.id),
        artifacts=artifacts_of(service, row),
    )
