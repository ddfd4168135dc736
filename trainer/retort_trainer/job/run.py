"""A job from spec to student folder, stage by stage."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from retort_trainer.job.errors import JobError
from retort_trainer.job.journal import Journal
from retort_trainer.job.rows import ChatRows, read_rows
from retort_trainer.job.spec import Spec


@dataclass
class Tally:
    """What result.json tells of a job, as far as it came."""

    trained_tokens: int = 0
    rows: dict[str, int] = field(default_factory=lambda: {"used": 0, "dropped": 0})
    device: str | None = None


def run_job(spec: Spec, folder: Path, journal: Journal, tally: Tally) -> None:
    """Makes `folder`/out, filling `tally`. Raises JobError, JobCancelledError, JobPausedError."""
    journal.enter("validate")
    training = _read(spec.training_file, "training_file") if spec.trains else []
    validation = _read(spec.validation_file, "validation_file") if spec.trains else []
    from retort_trainer.job.hub import fetch_base

    base_folder = fetch_base(spec.base, journal)
    journal.check_asked()
    # Only now, with data and base known to be good: importing torch and TRL takes seconds.
    from retort_trainer.job.prepare import prepare_rows
    from retort_trainer.job.start import load_start, save_model

    start = load_start(spec.parent_folder or base_folder)
    model, results = start.model, {}
    if spec.trains:
        from retort_trainer.job.train import train

        rows = prepare_rows(start, training, "training_file", spec, journal)
        held_out = prepare_rows(start, validation, "validation_file", spec, journal)
        tally.rows = {"used": len(rows.rows), "dropped": len(rows.dropped)}
        journal.enter("train")
        tally.device = _say_device(journal)
        checkpoints = folder / "checkpoints"
        checkpoints.mkdir(exist_ok=True)
        trained = train(spec, start, rows.rows, held_out.rows, checkpoints, journal)
        model, results = trained.model, trained.results
        tally.trained_tokens = trained.trained_tokens
    journal.progress(trained_tokens=tally.trained_tokens)

    draft = _make_empty(folder / ".out.tmp")
    save_model(start, model, draft)
    from retort_trainer.job.publish import publish

    publish(spec, draft, training, results, tally.rows["dropped"], journal)
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    draft.rename(out)
    journal.progress(stage="done")


def _make_empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _say_device(journal: Journal) -> str:
    from retort_trainer.job.device import find_device

    device = find_device()
    if device.problem:
        journal.say(f"No graphics card can be used: {device.problem}", "warn")
    journal.say(f"Training on {device.name}", data={"device": device.kind})
    return device.kind


def _read(path: Path | None, param: str) -> ChatRows:
    if path is None:
        return []
    try:
        return read_rows(path)
    except (OSError, ValueError) as error:
        raise JobError(f"{param}_invalid", str(error), param) from error
