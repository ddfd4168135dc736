"""/v1/fine_tuning/jobs/{id}/events: what a job says, by polling and as a stream."""

from collections.abc import AsyncIterator
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from retort_trainer.protocol.errors import invalid, not_found
from retort_trainer.protocol.jobs import TERMINAL, Event, EventList
from retort_trainer.server.jobs import find_job, job_of
from retort_trainer.server.service import Id, ServiceDep
from retort_trainer.store.events import EventRow
from retort_trainer.store.jobs import JobRow

router = APIRouter(prefix="/v1/fine_tuning/jobs/{job_id}/events", tags=["events"])

STREAM_PAGE = 500
STREAM_WAIT_S = 15.0


@router.get("", operation_id="listEvents")
async def list_events(
    job_id: Id,
    service: ServiceDep,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 20,
) -> EventList:
    """Lists events, newest first; the next page starts after its last id."""
    row = find_job(service, job_id)
    before = None
    if after is not None:
        prefix, _, number = after.rpartition("-")
        if prefix != _id_prefix(row.id) or not number.isdigit():
            raise not_found("event", after, "after")
        before = int(number)
    found = service.store.events.newest(row.id, limit + 1, before)
    return EventList(data=[_event(event) for event in found[:limit]], has_more=len(found) > limit)


async def _watched_job(job_id: Id, service: ServiceDep) -> JobRow:
    """Finds the job before the stream begins: after that a 404 can't be sent any more."""
    return find_job(service, job_id)


async def _resumed_seq(last_event_id: Annotated[str, Header()] = "0") -> int:
    if not last_event_id.isdigit():
        raise invalid("invalid_last_event_id", "Last-Event-ID is a number", "last-event-id")
    return int(last_event_id)


@router.get("/stream", operation_id="streamEvents", response_class=EventSourceResponse)
async def stream_events(
    watched: Annotated[JobRow, Depends(_watched_job)],
    seq: Annotated[int, Depends(_resumed_seq)],
    service: ServiceDep,
) -> AsyncIterator[ServerSentEvent]:
    """Streams events oldest first: `event: event` with `id:` = x_seq. Resumes behind Last-Event-ID.

    `event: job` (without id) brings the job whenever its state changed, and `event: end` the job
    after its last event; a stream that closes without it is to be resumed.
    """
    shown: str | None = None
    while True:
        row = find_job(service, watched.id)
        events = service.store.events.since(row.id, seq, STREAM_PAGE)
        for event in events:
            seq = event.seq
            yield ServerSentEvent(data=_event(event), event="event", id=str(seq))
        if events:
            continue
        job = job_of(service, row)
        if row.status in TERMINAL:
            yield ServerSentEvent(data=job, event="end")
            return
        state = job.model_dump_json()
        if state != shown:
            shown = state
            yield ServerSentEvent(data=job, event="job")
            continue
        if service.changes.is_closed:
            return
        # Nothing was sent since the store was read, so no change can have gone unnoticed.
        await service.changes.wait(STREAM_WAIT_S)


def _id_prefix(job_id: str) -> str:
    return f"ftevent-{job_id.removeprefix('ftjob-')}"


def _event(row: EventRow) -> Event:
    values = {**vars(row), "id": f"{_id_prefix(row.job_id)}-{row.seq}", "x_seq": row.seq}
    return Event.model_validate(cast(dict[str, object], values))
