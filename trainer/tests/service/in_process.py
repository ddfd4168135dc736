"""The service without a process of its own, and an engine whose workers do as a test says."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from retort_trainer.engine.base import Launch, Worker
from retort_trainer.server.app import make_app
from retort_trainer.server.service import Service
from retort_trainer.settings import Limits, Patience, Settings, make_data_folders
from retort_trainer.store.store import Store
from tests.service.running import write_bases

QUICK = Patience(poll_s=0.001, cancel_s=0.02, terminate_s=0.02, pause_s=0.02, shutdown_s=0.02)
Script = Callable[["FakeWorker"], None]


@dataclass
class FakeWorker:
    """Runs until `ended`; `script` is called at each look, and may write into the job's folder."""

    folder: Path
    script: Script
    ref: str = "fake"
    ended: bool = False
    signals: list[str] = field(default_factory=list)
    looks: int = 0
    dies_of: str = "terminate"

    def release(self) -> None:
        self.signals.append("release")

    def has_ended(self) -> bool:
        self.looks += 1
        if not self.ended:
            self.script(self)
        return self.ended

    def terminate(self) -> None:
        self._receive("terminate")

    def kill(self) -> None:
        self._receive("kill")

    def _receive(self, name: str) -> None:
        if self.ended:
            return
        self.signals.append(name)
        self.ended = name in (self.dies_of, "kill")


@dataclass
class FakeEngine:
    """Launches fake workers; `found` is what a ref of an earlier service leads to."""

    script: Script
    kind: str = "fake"
    dies_of: str = "terminate"
    workers: list[FakeWorker] = field(default_factory=list)
    found: Worker | None = None
    error: OSError | None = None

    def launch(self, launch: Launch) -> Worker:
        if self.error:
            raise self.error
        worker = FakeWorker(launch.job_dir, self.script, dies_of=self.dies_of)
        self.workers.append(worker)
        return worker

    def find(self, ref: str) -> Worker | None:
        return self.found


def make_service(folder: Path, engine: FakeEngine, limits: Limits | None = None) -> Service:
    """Returns a service on a data folder; again on the same, it is one that restarted."""
    settings = Settings(
        data=folder / "data",
        bases_file=write_bases(folder),
        patience=QUICK,
        limits=limits or Limits(free_floor_bytes=0),
    )
    make_data_folders(settings)
    return Service(settings, Store(settings.database), engine)


def make_client(
    service: Service, secret: str | None = None
) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    """Returns a client that reaches the service's application without a socket."""
    token = secret or service.store.tokens.create("test", 0)[1]
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(make_app(service), raise_app_exceptions=False),
        base_url="http://localhost",
        headers={"authorization": f"Bearer {token}"},
    )
