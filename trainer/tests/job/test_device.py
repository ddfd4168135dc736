"""A job finds out what it computes on by computing."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from retort_trainer.job.device import Device, find_device
from tests.job.running import events_of, make_job, run


@pytest.fixture(autouse=True)
def unknown() -> Iterator[None]:
    find_device.cache_clear()
    yield
    find_device.cache_clear()


@pytest.fixture
def broken_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """torch lists a card and then fails on it, as with a card too old for its kernels."""
    if torch.version.cuda is not None:
        pytest.skip("this torch can compute on cards")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)


def test_a_card_that_fails_is_not_computed_on(broken_card: None) -> None:
    found = find_device()
    assert (found.kind, found.name) == ("cpu", "the processor")
    assert found.problem == "Torch not compiled with CUDA enabled"


def test_a_driver_that_does_not_fit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def warn() -> bool:
        warnings.warn("The NVIDIA driver on your system is too old\nUpdate it", stacklevel=1)
        return False

    monkeypatch.setattr(torch.cuda, "is_available", warn)
    problem = "The NVIDIA driver on your system is too old"
    assert find_device() == Device("cpu", "the processor", problem)


def test_a_job_says_what_it_trains_on_and_why(
    broken_card: None, llama: Path, tmp_path: Path
) -> None:
    folder = make_job(tmp_path / "job", llama, max_steps=1, save_steps=0)
    result = run(folder)
    assert (result["status"], result["device"]) == ("succeeded", "cpu")
    told = [(event["level"], event["message"], event["data"]) for event in events_of(folder)]
    reason = "No graphics card can be used: Torch not compiled with CUDA enabled"
    assert ("warn", reason, None) in told
    assert ("info", "Training on the processor", {"device": "cpu"}) in told
