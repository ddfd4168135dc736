"""Tells the service about a training as it goes: metrics, progress, checkpoints; and stops it."""

import math
import time
from pathlib import Path
from typing import Any

from transformers import TrainerCallback

from retort_trainer.job.checkpoints import keep_checkpoint
from retort_trainer.job.errors import JobCancelledError, JobError, JobPausedError
from retort_trainer.job.journal import Journal
from retort_trainer.job.trainer import StudentTrainer

# What export, checks and publishing take after the last step, for the estimate of the end.
_AFTERMATH_S = 10


class Reporter(TrainerCallback):
    """Writes metrics, progress and checkpoints, and stops the training when asked to."""

    trainer: StudentTrainer

    def __init__(self, journal: Journal, folder: Path) -> None:
        self._journal = journal
        self._folder = folder
        self._last_step_at: float | None = None
        self._step_s: float | None = None
        self._ended_by: type[JobCancelledError | JobPausedError] | None = None
        self.results: dict[str, float] = {}

    def check_ended(self) -> None:
        """Raises JobCancelledError or JobPausedError if the training ended early for that."""
        if self._ended_by is not None:
            raise self._ended_by

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._last_step_at = time.monotonic()

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        now = time.monotonic()
        if self._last_step_at is not None:
            took_s = now - self._last_step_at
            # Moving mean over about 20 steps.
            self._step_s = took_s if self._step_s is None else 0.95 * self._step_s + 0.05 * took_s
        self._last_step_at = now
        asked = self._journal.asked()
        if asked != "run":
            self._ended_by = JobPausedError if asked == "pause" else JobCancelledError
            control.should_training_stop = True
            control.should_save = asked == "pause"
        self._tell_progress(state)

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
        if not logs or "loss" not in logs:
            return
        loss = float(logs["loss"])
        if not math.isfinite(loss):
            raise JobError(
                "training_diverged",
                f"The loss became {loss} at step {state.global_step}: try a smaller learning rate",
                "learning_rate",
            )
        self.results = {
            "train_loss": loss,
            "train_mean_token_accuracy": float(logs["mean_token_accuracy"]),
        }
        metrics = {
            "step": state.global_step,
            "total_steps": state.max_steps,
            **self.results,
            "learning_rate": float(logs["learning_rate"]),
            "epoch": float(logs["epoch"]),
        }
        self._journal.measure(
            f"Step {state.global_step} of {state.max_steps}: loss {loss:.4f}", metrics
        )

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        step = state.global_step
        draft = Path(args.output_dir) / f"checkpoint-{step}"
        keep_checkpoint(draft, self._folder, step, self.trainer.trained_tokens)
        self._journal.say(f"Saved a checkpoint after step {step}")

    def _tell_progress(self, state: Any) -> None:
        left_s = (state.max_steps - state.global_step) * (self._step_s or 0) + _AFTERMATH_S
        self._journal.progress(
            step=state.global_step,
            total_steps=state.max_steps,
            trained_tokens=self.trainer.trained_tokens,
            estimated_finish=int(time.time() + left_s),
        )
