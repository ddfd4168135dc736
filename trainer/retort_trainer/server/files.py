"""/v1/files: training files in, listed, read back, deleted."""

import secrets
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse

from retort_trainer.protocol.errors import invalid, not_found
from retort_trainer.protocol.files import PURPOSE, Deleted, File, FileList
from retort_trainer.server.service import Id, Service, ServiceDep
from retort_trainer.server.upload import Upload, receive_upload
from retort_trainer.store.database import unix_now
from retort_trainer.store.files import FileRow

router = APIRouter(prefix="/v1/files", tags=["files"])

UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "purpose"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "purpose": {"type": "string", "enum": [PURPOSE]},
                    },
                }
            }
        },
    }
}


@router.post("", operation_id="createFile", openapi_extra=UPLOAD_BODY)
async def create_file(request: Request, service: ServiceDep) -> File:
    """Uploads a training file. It becomes visible only when all of it is on disk."""
    limits = service.settings.limits
    service.require_room(1)
    file_id = f"file-{secrets.token_hex(12)}"
    draft = service.settings.files / f".{file_id}.part"
    try:
        upload = await receive_upload(
            request, draft, min(limits.max_file_bytes, service.free_bytes())
        )
        _check(upload)
        draft.replace(service.settings.files / file_id)
    finally:
        draft.unlink(missing_ok=True)
    row = FileRow(
        id=file_id,
        sha256=upload.sha256,
        bytes=upload.bytes,
        lines=upload.lines,
        filename=upload.filename or "file",
        purpose=PURPOSE,
        created_at=unix_now(),
    )
    service.store.files.add(row)
    return _file(row)


@router.get("", operation_id="listFiles")
async def list_files(
    service: ServiceDep,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 10_000,
    order: Literal["asc", "desc"] = "desc",
    purpose: str | None = None,
) -> FileList:
    """Lists files, newest first unless `order=asc`."""
    if after is not None:
        _find(service, after, "after")
    rows = service.store.files.page(limit + 1, after, ascending=order == "asc", purpose=purpose)
    data = [_file(row) for row in rows[:limit]]
    return FileList(
        data=data,
        has_more=len(rows) > limit,
        first_id=data[0].id if data else None,
        last_id=data[-1].id if data else None,
    )


@router.get("/{file_id}", operation_id="retrieveFile")
async def retrieve_file(file_id: Id, service: ServiceDep) -> File:
    """Returns what is known of a file."""
    return _file(_find(service, file_id))


@router.get("/{file_id}/content", operation_id="downloadFile", response_class=FileResponse)
async def download_file(file_id: Id, service: ServiceDep) -> FileResponse:
    """Returns the file's bytes as they were uploaded."""
    row = _find(service, file_id)
    return FileResponse(
        service.settings.files / row.id,
        media_type="application/octet-stream",
        headers={"content-disposition": "attachment", "cache-control": "no-store"},
    )


@router.delete("/{file_id}", operation_id="deleteFile")
async def delete_file(file_id: Id, service: ServiceDep) -> Deleted:
    """Deletes a file that no unfinished job reads."""
    row = _find(service, file_id)
    if service.store.jobs.uses_of_file(row.id):
        raise invalid("file_in_use", f"An unfinished job reads '{row.id}'", "file_id")
    service.store.files.remove(row.id)
    (service.settings.files / row.id).unlink(missing_ok=True)
    return Deleted(id=row.id, object="file")


def _check(upload: Upload) -> None:
    purpose = upload.fields.pop("purpose", None)
    if purpose is None:
        raise invalid("missing_parameter", "The form has no purpose", "purpose")
    if purpose != PURPOSE:
        raise invalid("invalid_purpose", f"purpose must be '{PURPOSE}', got '{purpose}'", "purpose")
    for name in upload.fields:
        raise invalid("unknown_parameter", f"Unknown parameter: '{name}'", name)
    if upload.bytes == 0:
        raise invalid("empty_file", "The file is empty", "file")


def _find(service: Service, file_id: str, param: str | None = None) -> FileRow:
    row = service.store.files.find(file_id)
    if row is None:
        raise not_found("file", file_id, param)
    return row


def _file(row: FileRow) -> File:
    return File(
        id=row.id,
        bytes=row.bytes,
        created_at=row.created_at,
        filename=row.filename,
        purpose=row.purpose,
    )
