"""What this service adds to OpenAI's protocol: the capability document, students and tokens."""

from typing import Literal

from pydantic import BaseModel

from retort_trainer.protocol.jobs import Artifacts, Export

FEATURES: tuple[str, ...] = (
    "events_stream",
    "artifacts",
    "students",
    "pins",
    "client_request_id",
    "chat",
)


class Gpu(BaseModel):
    """A graphics card that jobs can use; memory in bytes, null where it is the processor's."""

    name: str
    memory: int | None


class EngineInfo(BaseModel):
    """What runs the jobs, how many at a time, and on what: as the last job found, if one has."""

    kind: str
    workers: int
    device: Literal["cpu", "cuda"]
    gpus: list[Gpu]


class Limits(BaseModel):
    """How much fits. Bytes, examples (lines of a training file) and tokens."""

    max_file_bytes: int
    max_examples: int
    max_context: int
    quota_bytes: int
    used_bytes: int
    free_bytes: int


class HyperparameterInfo(BaseModel):
    """A setting's type, range and default; 'auto' is resolved at the job's creation."""

    type: Literal["integer", "number", "boolean"]
    min: float | None
    max: float | None
    default: float | bool | Literal["auto"]


class BaseModelInfo(BaseModel):
    """A base that jobs can start from. `runs` counts the jobs that succeeded on it here.

    Not `ready`: it is downloaded first; with a `problem`: no job can start from it, which says why.
    """

    id: str
    name: str
    source: Literal["folder", "hub"]
    revision: str | None
    ready: bool
    problem: str | None
    runs: int
    params: int
    context: int
    license: str
    vocab_size: int
    exports: list[Export]


class TrainerInfo(BaseModel):
    """The capability document; a server without it is a plain OpenAI-compatible one."""

    object: Literal["trainer"] = "trainer"
    version: str
    protocol: Literal[1] = 1
    engine: EngineInfo
    limits: Limits
    methods: list[str]
    hyperparameters: dict[str, HyperparameterInfo]
    base_models: list[BaseModelInfo]
    exports: list[Export]
    features: list[str]


class Student(BaseModel):
    """A finished model: descends from `base`, started from the student `parent` if any."""

    id: str
    object: Literal["trainer.student"] = "trainer.student"
    job_id: str
    base: str
    parent: str | None
    created_at: int
    bytes: int
    pins: list[str]
    artifacts: Artifacts


class StudentList(BaseModel):
    """All students, newest first."""

    object: Literal["list"] = "list"
    data: list[Student]


class Token(BaseModel):
    """A link's token without its secret. `current` marks the one that asked."""

    id: str
    object: Literal["trainer.token"] = "trainer.token"
    name: str
    created_at: int
    last_used_at: int | None
    revoked_at: int | None
    current: bool


class TokenList(BaseModel):
    """All tokens ever made, newest first."""

    object: Literal["list"] = "list"
    data: list[Token]


class Health(BaseModel):
    """The service answers."""

    ok: Literal[True] = True
