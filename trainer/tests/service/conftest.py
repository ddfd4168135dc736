"""The running trainer that the tests of a module share."""

import contextlib
import os
import signal
from collections.abc import Iterator

import pytest

from tests.service.running import RunningTrainer, pids_with


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def shared_trainer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTrainer]:
    data = tmp_path_factory.mktemp("trainer") / "data"
    running = RunningTrainer(data)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()
        # A test that failed midway may leave its job; the folder's path is in its command line.
        for pid in pids_with(str(data)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def trainer(shared_trainer: RunningTrainer) -> RunningTrainer:
    """The shared trainer for a test that stops or kills it: running and idle at first."""
    if shared_trainer.process.poll() is not None:
        shared_trainer.start()
    for job in shared_trainer.http.get("/v1/fine_tuning/jobs").json()["data"]:
        if job["finished_at"] is None:
            shared_trainer.http.post(f"/v1/fine_tuning/jobs/{job['id']}/cancel")
            shared_trainer.wait_for_status(job["id"], "cancelled", "succeeded", "failed")
    return shared_trainer
