"""What the capability document claims to compute on: no card that jobs can't use."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from retort_trainer.engine import device
from retort_trainer.engine.device import GpuCard, find_gpus, may_use_cards
from retort_trainer.server.service import Service
from tests.service.in_process import FakeEngine, FakeWorker, make_client, make_service
from tests.service.queued import Names, run_until, write
from tests.service.scripted_job import write_student

CARDS = "NVIDIA H100 80GB HBM3, 81559\n"
MIB = 1024**2


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """A machine whose driver lists what a test says, with a torch that was built for cards."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(device, "version", lambda _: "2.13.0+cu130")

    def list_cards(lines: str) -> None:
        def answer(*_: Any, **__: Any) -> "subprocess.CompletedProcess[str]":
            return subprocess.CompletedProcess([], 0, stdout=lines)

        device._ask_driver.cache_clear()
        monkeypatch.setattr(subprocess, "run", answer)

    yield list_cards
    device._ask_driver.cache_clear()


def test_memory_that_the_driver_does_not_tell_is_unknown(machine: Callable[[str], None]) -> None:
    machine(CARDS + "NVIDIA GB10, [N/A]\n\nA, B, [Not Supported]\nC,\n")
    assert find_gpus() == (
        GpuCard("NVIDIA H100 80GB HBM3", 81559 * MIB),
        GpuCard("NVIDIA GB10", None),
        GpuCard("A, B", None),
        GpuCard("C", None),
    )


@pytest.mark.parametrize(
    ("visible", "expected"),
    [(None, True), ("0", True), ("1,0", True), ("", False), (" ", False), ("-1", False)],
)
def test_hidden_cards_are_none(
    machine: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    visible: str | None,
    expected: bool,
) -> None:
    machine(CARDS)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert may_use_cards() is expected
    assert bool(find_gpus()) is expected


def test_a_torch_for_the_processor_has_no_cards(
    machine: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(CARDS)
    monkeypatch.setattr(device, "version", lambda _: "2.13.0+cpu")
    assert find_gpus() == ()


async def engine_of(service: Service) -> tuple[str, list[Any]]:
    async with make_client(service) as client:
        engine = (await client.get("/v1/trainer")).json()["engine"]
    return engine["device"], [card["name"] for card in engine["gpus"]]


def finding(kind: str | None) -> Callable[[FakeWorker], None]:
    def succeed(worker: FakeWorker) -> None:
        write_student(worker.folder / "out", str(worker.folder))
        write(worker, "result.json", {"status": "succeeded", "device": kind})
        worker.ended = True

    return succeed


@pytest.mark.anyio
async def test_what_a_job_found_is_believed_over_the_driver(
    tmp_path: Path, machine: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(CARDS)
    cards = ["NVIDIA H100 80GB HBM3"]
    service = make_service(tmp_path, FakeEngine(finding("cpu")))
    assert await engine_of(service) == ("cuda", cards)
    await run_until(service, Names(service).add(), "succeeded")
    assert await engine_of(service) == ("cpu", [])

    again = make_service(tmp_path, FakeEngine(finding("cuda")))
    assert await engine_of(again) == ("cpu", [])
    await run_until(again, Names(again, first=2).add(), "succeeded")
    assert await engine_of(again) == ("cuda", cards)

    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert await engine_of(again) == ("cpu", [])


@pytest.mark.anyio
async def test_a_job_that_had_no_choice_tells_nothing_of_the_cards(
    tmp_path: Path, machine: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(CARDS)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    service = make_service(tmp_path, FakeEngine(finding("cpu")))
    await run_until(service, Names(service).add(), "succeeded")
    assert await engine_of(service) == ("cpu", [])
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    assert (await engine_of(service))[0] == "cuda"
