"""The job's files survive a process that died while writing."""

import json
from pathlib import Path

import pytest

from retort_trainer.job.errors import JobCancelledError, JobPausedError
from retort_trainer.job.journal import Journal
from tests.job.running import events_of


def test_numbers_go_on_after_a_torn_line(tmp_path: Path) -> None:
    first = Journal(tmp_path)
    first.say("one")
    first.measure("two", {"step": 1})
    with (tmp_path / "events.jsonl").open("a") as file:
        file.write('{"seq": 3, "mess')
    Journal(tmp_path).say("three", "warn")
    told = [(e["seq"], e["level"], e["type"], e["message"], e["data"]) for e in events_of(tmp_path)]
    assert told == [
        (1, "info", "message", "one", None),
        (2, "info", "metrics", "two", {"step": 1}),
        (3, "warn", "message", "three", None),
    ]


def test_a_stage_is_entered_unless_the_job_is_asked_to_end(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.enter("train")
    journal.progress(step=3, total_steps=9)
    (tmp_path / "control.json").write_text('{"want": "cancel"}')
    with pytest.raises(JobCancelledError):
        journal.enter("export")
    (tmp_path / "control.json").write_text('{"want": "pause"}')
    with pytest.raises(JobPausedError):
        journal.enter("export")
    assert json.loads((tmp_path / "stage.json").read_text()) == {
        "stage": "train",
        "step": 3,
        "total_steps": 9,
        "trained_tokens": 0,
        "estimated_finish": None,
    }
    assert (tmp_path / "heartbeat").exists()
