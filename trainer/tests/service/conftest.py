"""Trainers for the tests of the service: one shared by a module, or one that may be killed."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.running import RunningTrainer, pids_with


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def shared_trainer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTrainer]:
    yield from _trainer(tmp_path_factory.mktemp("trainer"))


@pytest.fixture
def trainer(tmp_path: Path) -> Iterator[RunningTrainer]:
    yield from _trainer(tmp_path)


def _trainer(data: Path) -> Iterator[RunningTrainer]:
    running = RunningTrainer(data / "data")
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()
        # A test that failed midway may leave its job; the folder's path is in its command line.
        for pid in pids_with(str(data)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
