"""Fine-tuning jobs, their events and checkpoints: OpenAI's shapes, and ours under `x_`."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

JobStatus = Literal["validating_files", "queued", "running", "succeeded", "failed", "cancelled"]
TERMINAL: frozenset[str] = frozenset({"succeeded", "failed", "cancelled"})
Export = Literal["onnx-fp32"]
EXPORTS: tuple[Export, ...] = ("onnx-fp32",)

# As given: checked by name, type and range in hyperparameters.py.
Hyperparameters = dict[str, Any]


class SupervisedMethod(BaseModel):
    """The settings of supervised fine-tuning; their names and ranges are in hyperparameters.py."""

    model_config = ConfigDict(extra="forbid")
    hyperparameters: Hyperparameters = Field(default_factory=dict)


class Method(BaseModel):
    """How to train. Only `supervised` is known here."""

    model_config = ConfigDict(extra="forbid")
    type: str
    supervised: SupervisedMethod | None = None


class CreateJob(BaseModel):
    """The body of a job's creation. Anything it doesn't list is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", strict=True)
    model: str
    training_file: str | None = None
    validation_file: str | None = None
    suffix: str | None = Field(default=None, min_length=1, max_length=64)
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    method: Method | None = None
    hyperparameters: Hyperparameters | None = None
    metadata: dict[str, str] | None = None
    integrations: list[Any] | None = None
    x_export: list[str] | None = None


class JobError(BaseModel):
    """Why a job failed."""

    code: str
    message: str
    param: str | None = None


class Artifact(BaseModel):
    """One file of a student; `sha256` in hex is also its ETag."""

    path: str
    bytes: int
    sha256: str


class Artifacts(BaseModel):
    """Where a student's files lie: `url` + path, no token needed, immutable."""

    url: str
    revision: str
    files: list[Artifact]


class Rows(BaseModel):
    """How many rows of the training file were trained on, and how many couldn't be."""

    used: int
    dropped: int


class Progress(BaseModel):
    """Where a job is. `want` is what was asked of it; `attempt` counts from 1."""

    stage: str | None
    step: int | None
    total_steps: int | None
    attempt: int
    want: Literal["run", "cancel"]
    rows: Rows | None


class Job(BaseModel):
    """A fine-tuning job. All times are unix seconds; `hyperparameters` are the resolved numbers."""

    id: str
    object: Literal["fine_tuning.job"] = "fine_tuning.job"
    created_at: int
    started_at: int | None
    finished_at: int | None
    status: JobStatus
    model: str
    fine_tuned_model: str | None
    organization_id: str
    training_file: str | None
    validation_file: str | None
    result_files: list[str]
    seed: int
    trained_tokens: int | None
    error: JobError | None
    hyperparameters: dict[str, int | float | bool]
    method: Method
    metadata: dict[str, str] | None
    estimated_finish: int | None
    integrations: list[Any] | None = None
    x_progress: Progress
    x_artifacts: Artifacts | None


class JobList(BaseModel):
    """A page of jobs, newest first."""

    object: Literal["list"] = "list"
    data: list[Job]
    has_more: bool


class Event(BaseModel):
    """Something a job said. `x_seq` grows by one within a job and is the stream's id."""

    id: str
    object: Literal["fine_tuning.job.event"] = "fine_tuning.job.event"
    created_at: int
    level: Literal["info", "warn", "error"]
    message: str
    type: Literal["message", "metrics"]
    data: dict[str, Any] | None
    x_seq: int


class EventList(BaseModel):
    """A page of events, newest first."""

    object: Literal["list"] = "list"
    data: list[Event]
    has_more: bool


class Checkpoint(BaseModel):
    """A place that training goes on from after a loss. Not a model: jobs start from students."""

    id: str
    object: Literal["fine_tuning.job.checkpoint"] = "fine_tuning.job.checkpoint"
    created_at: int
    fine_tuned_model_checkpoint: str
    fine_tuning_job_id: str
    step_number: int
    metrics: dict[str, float]


class CheckpointList(BaseModel):
    """A page of checkpoints, newest first."""

    object: Literal["list"] = "list"
    data: list[Checkpoint]
    has_more: bool
    first_id: str | None
    last_id: str | None
