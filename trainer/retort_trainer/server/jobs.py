"""/v1/fine_tuning/jobs: created, listed, watched, cancelled."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from retort_trainer.protocol.errors import invalid, not_found
from retort_trainer.protocol.jobs import (
    TERMINAL,
    Checkpoint,
    CheckpointList,
    CreateJob,
    Job,
    JobError,
    JobList,
    JobStatus,
    Method,
    Progress,
    Rows,
    SupervisedMethod,
)
from retort_trainer.server.create_job import create_job
from retort_trainer.server.models import artifacts_of
from retort_trainer.server.service import Id, Service, ServiceDep
from retort_trainer.store.jobs import JobRow

router = APIRouter(prefix="/v1/fine_tuning/jobs", tags=["jobs"])

VALIDATING = "validate"


@router.post("", operation_id="createJob")
async def post_job(body: CreateJob, service: ServiceDep) -> Job:
    """Creates a job, or returns the one that the same `metadata.client_request_id` has created."""
    return job_of(service, create_job(service, body))


@router.get("", operation_id="listJobs")
async def list_jobs(
    request: Request,
    service: ServiceDep,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> JobList:
    """Lists jobs, newest first; `metadata[key]=value` keeps those that have it, `metadata=null`
    those with none.
    """
    if after is not None:
        find_job(service, after, "after")
    rows = service.store.jobs.page(limit + 1, after, _metadata_filter(request))
    return JobList(data=[job_of(service, row) for row in rows[:limit]], has_more=len(rows) > limit)


@router.get("/{job_id}", operation_id="retrieveJob")
async def retrieve_job(job_id: Id, service: ServiceDep) -> Job:
    """Returns a job as it stands."""
    return job_of(service, find_job(service, job_id))


@router.post("/{job_id}/cancel", operation_id="cancelJob")
async def cancel_job(job_id: Id, service: ServiceDep) -> Job:
    """Ends a queued job at once and asks a running one to end; again on a cancelled one is fine."""
    row = find_job(service, job_id)
    if row.status in TERMINAL and row.status != "cancelled":
        # Not 409: clients retry that.
        raise invalid("job_already_terminal", f"The job has {row.status} already")
    service.queue.cancel(row)
    return job_of(service, find_job(service, job_id))


@router.get("/{job_id}/checkpoints", operation_id="listCheckpoints")
async def list_checkpoints(
    job_id: Id,
    service: ServiceDep,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> CheckpointList:
    """Lists the checkpoints a job has written, newest first."""
    row = find_job(service, job_id)
    step = None
    if after is not None:
        number = after.rpartition("-")[2]
        if not after.startswith("ftckpt-") or not number.isdigit():
            raise not_found("checkpoint", after, "after")
        step = int(number)
    found = service.store.events.checkpoints(row.id, limit + 1, step)
    data = [
        Checkpoint(
            id=checkpoint.id,
            created_at=checkpoint.created_at,
            fine_tuned_model_checkpoint=f"{row.student_id}:step-{checkpoint.step}",
            fine_tuning_job_id=row.id,
            step_number=checkpoint.step,
            metrics=checkpoint.metrics,
        )
        for checkpoint in found[:limit]
    ]
    return CheckpointList(
        data=data,
        has_more=len(found) > limit,
        first_id=data[0].id if data else None,
        last_id=data[-1].id if data else None,
    )


def find_job(service: Service, job_id: str, param: str | None = None) -> JobRow:
    """Returns the job, or raises ApiError (404)."""
    row = service.store.jobs.find(job_id)
    if row is None:
        raise not_found("fine-tuning job", job_id, param)
    return row


def job_of(service: Service, row: JobRow) -> Job:
    """Returns a job in the words of the protocol."""
    student = service.store.students.find(row.student_id) if row.status == "succeeded" else None
    return Job(
        id=row.id,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        status=_status(row),
        model=row.model,
        fine_tuned_model=row.student_id if row.status == "succeeded" else None,
        organization_id="local",
        training_file=row.training_file,
        validation_file=row.validation_file,
        result_files=[],
        seed=row.seed,
        trained_tokens=row.trained_tokens,
        error=JobError(**row.error) if row.error else None,
        hyperparameters=row.hyperparameters,
        method=Method(
            type="supervised", supervised=SupervisedMethod(hyperparameters=row.hyperparameters)
        ),
        metadata=row.metadata,
        estimated_finish=row.estimated_finish,
        x_progress=Progress(
            stage=row.stage,
            step=row.step,
            total_steps=row.total_steps,
            attempt=row.attempt,
            want=row.want,
            rows=Rows(**row.rows) if row.rows else None,
        ),
        x_artifacts=artifacts_of(service, student) if student else None,
    )


def _status(row: JobRow) -> JobStatus:
    """The job itself reads the file, as its first stage; OpenAI's word for that is a status."""
    is_validating = row.status == "running" and row.stage in (None, VALIDATING)
    return "validating_files" if is_validating else row.status


def _metadata_filter(request: Request) -> dict[str, str] | None:
    query = request.query_params
    pairs = {
        key.removeprefix("metadata[").removesuffix("]"): value
        for key, value in query.items()
        if key.startswith("metadata[") and key.endswith("]")
    }
    if pairs:
        return pairs
    return {} if query.get("metadata") == "null" else None
