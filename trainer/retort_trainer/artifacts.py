"""/artifacts: a student's files, for whoever knows their address. Immutable, ranged, cacheable for
ever.
"""

import hmac

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from retort_trainer.protocol.errors import not_found
from retort_trainer.server.service import ServiceDep

router = APIRouter(tags=["artifacts"])

MEDIA_TYPES = {".json": "application/json", ".txt": "text/plain; charset=utf-8"}


@router.api_route(
    "/artifacts/{capability}/{student_id}/resolve/{revision}/{path:path}",
    methods=["GET", "HEAD"],
    include_in_schema=False,
)
async def read_artifact(
    capability: str,
    student_id: str,
    revision: str,
    path: str,
    request: Request,
    service: ServiceDep,
) -> Response:
    """Returns a file that the student's manifest names; anything else is 404, whatever part is
    wrong.
    """
    student = service.store.students.find(student_id)
    is_known = (
        student is not None
        and hmac.compare_digest(student.capability.encode(), capability.encode())
        and student.revision == revision
    )
    # The path is looked up in the manifest, never joined first: '..' finds nothing.
    file = service.store.students.artifact(student_id, path) if is_known else None
    place = service.settings.students / student_id / path
    if file is None or not place.is_file():
        raise not_found("artifact", path)
    headers = {
        "etag": f'"{file.sha256}"',
        "cache-control": "public, max-age=31536000, immutable",
        "cross-origin-resource-policy": "cross-origin",
    }
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    media_type = MEDIA_TYPES.get(place.suffix, "application/octet-stream")
    return FileResponse(place, media_type=media_type, headers=headers)
