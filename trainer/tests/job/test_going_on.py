"""Jobs that end before their end, and what the next attempt makes of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from retort_trainer.job.journal import Journal
from tests.job.running import events_of, make_job, run, same_weights


def at_step(step: int, act: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Does `act` on the job's folder when the job reports `step`, once."""
    report = Journal.progress
    done: list[int] = []

    def progress(self: Journal, **changed: Any) -> None:
        report(self, **changed)
        if changed.get("step") == step and not done:
            done.append(step)
            act(self._folder)

    monkeypatch.setattr(Journal, "progress", progress)


def test_a_job_that_died_goes_on_as_if_it_had_not(
    llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make_job(tmp_path / "whole", llama)
    tokens = run(whole)["trained_tokens"]

    def die(_: Path) -> None:
        raise MemoryError("the machine took it away")

    # 3 steps an epoch, saved after 4: in the middle of the second epoch.
    broken = make_job(tmp_path / "broken", llama)
    at_step(6, die, monkeypatch)
    result = run(broken)
    assert result["error"]["code"] == "job_failed"
    assert "the machine took it away" in result["error"]["message"]
    again = run(broken)
    assert (again["status"], again["trained_tokens"]) == ("succeeded", tokens)
    assert "Going on from the checkpoint after step 4" in {e["message"] for e in events_of(broken)}
    assert same_weights(broken / "out", whole / "out")


@pytest.mark.parametrize("step", [5, 8])
def test_a_job_that_was_paused_goes_on_from_the_very_step(
    step: int, llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pause(folder: Path) -> None:
        (folder / "control.json").write_text('{"want": "pause"}')

    whole = make_job(tmp_path / "whole", llama)
    tokens = run(whole)["trained_tokens"]

    # Asked for between two saves, and in the last of nine steps.
    paused = make_job(tmp_path / "paused", llama)
    at_step(step, pause, monkeypatch)
    assert run(paused)["status"] == "paused"
    assert not (paused / "out").exists()
    (paused / "control.json").write_text('{"want": "run"}')
    again = run(paused)
    assert (again["status"], again["trained_tokens"]) == ("succeeded", tokens)
    going_on = f"Going on from the checkpoint after step {step + 1}"
    assert going_on in {event["message"] for event in events_of(paused)}
    steps = [e["data"]["step"] for e in events_of(paused) if e["type"] == "metrics"]
    assert steps == list(range(1, 10))
    assert same_weights(paused / "out", whole / "out")


def test_a_damaged_checkpoint_is_not_resumed(
    llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damage_and_die(folder: Path) -> None:
        weights = folder / "checkpoints" / "step-4" / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-8])
        raise MemoryError

    folder = make_job(tmp_path / "job", llama, n_epochs=2)
    at_step(5, damage_and_die, monkeypatch)
    run(folder)
    assert run(folder)["status"] == "succeeded"
    assert not any("Going on" in e["message"] for e in events_of(folder))


def test_a_job_stops_at_the_step_at_which_it_is_cancelled(
    llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancel(folder: Path) -> None:
        (folder / "control.json").write_text('{"want": "cancel"}')

    folder = make_job(tmp_path / "job", llama)
    at_step(2, cancel, monkeypatch)
    assert run(folder)["status"] == "cancelled"
    assert json.loads((folder / "stage.json").read_text())["step"] == 3
    assert not (folder / "out").exists()
