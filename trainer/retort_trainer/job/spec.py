"""What a job is asked to do: spec.json as the service writes it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from retort_trainer.export.builder import Precision
from retort_trainer.job.errors import JobError


@dataclass(frozen=True)
class Hyperparameters:
    """Resolved numbers. `warmup_ratio` is a share of all steps, `context_length` in tokens.

    `max_steps` -1 goes by epochs, 0 trains nothing; `save_steps` 0 saves no checkpoints.
    """

    n_epochs: int = 3
    batch_size: int = 32
    learning_rate: float = 2e-5
    warmup_ratio: float = 0.03
    weight_decay: float = 0.0
    max_grad_norm: float = 1.0
    context_length: int = 1024
    lora: bool = False
    lora_r: int = 16
    lora_alpha: float = 32
    lora_dropout: float = 0.0
    max_steps: int = -1
    logging_steps: int = 10
    save_steps: int = 0


@dataclass(frozen=True)
class BasePlace:
    """Where the base lies: a folder, or a repository on the hub at a revision."""

    id: str
    folder: Path | None
    hub: str | None
    revision: str | None
    license: str


@dataclass(frozen=True)
class Spec:
    """One attempt at one job, from the student in `parent_folder` or, without one, the base."""

    job_id: str
    attempt: int
    base: BasePlace
    parent_folder: Path | None
    student_id: str
    training_file: Path | None
    validation_file: Path | None
    seed: int
    hyperparameters: Hyperparameters
    exports: tuple[Precision, ...]
    threads: int

    @property
    def trains(self) -> bool:
        return self.hyperparameters.max_steps != 0


def read_spec(path: Path) -> Spec:
    """Reads spec.json; raises JobError spec_invalid that names what is missing or wrong."""
    try:
        spec = _parse(json.loads(path.read_text()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise JobError("spec_invalid", f"{path.name} can't be used: {error!r}") from error
    if not spec.exports:
        raise JobError("spec_invalid", "A student needs at least one export", "x_export")
    if spec.trains and spec.training_file is None:
        raise JobError("spec_invalid", "Training needs a training_file", "training_file")
    return spec


def _parse(given: dict[str, Any]) -> Spec:
    if given.get("method", "supervised") != "supervised":
        raise JobError("spec_invalid", f"Unknown method {given['method']!r}", "method")
    base = given["base"]
    return Spec(
        job_id=given["job_id"],
        attempt=int(given.get("attempt", 1)),
        base=BasePlace(
            id=base["id"],
            folder=_path(base.get("folder")),
            hub=base.get("hub"),
            revision=base.get("revision"),
            license=base.get("license", "see the base"),
        ),
        parent_folder=_path(given.get("parent_folder")),
        student_id=given["student_id"],
        training_file=_path(given.get("training_file")),
        validation_file=_path(given.get("validation_file")),
        seed=int(given.get("seed") or 0),
        hyperparameters=_read_hyperparameters(given.get("hyperparameters", {})),
        exports=tuple(_read_export(name) for name in given["exports"]),
        threads=max(1, int(given.get("threads") or 1)),
    )


def _read_hyperparameters(given: dict[str, Any]) -> Hyperparameters:
    known = Hyperparameters.__dataclass_fields__
    return Hyperparameters(**{k: v for k, v in given.items() if k in known and v is not None})


def _read_export(name: str) -> Precision:
    for precision in get_args(Precision):
        if name == f"onnx-{precision}":
            return precision
    raise JobError("spec_invalid", f"Unknown export {name!r}", "x_export")


def _path(given: str | None) -> Path | None:
    return Path(given) if given else None
