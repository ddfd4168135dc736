"""The interface between the queue and whatever runs a job: an engine launches workers and finds
them again.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# In the job's folder: where every engine sends what a worker prints, and the queue reads it.
LOG_NAME = "job.log"


@dataclass(frozen=True)
class Launch:
    """What a worker needs to start: the job's folder, its threads, whether it may reach the model
    hub.
    """

    job_dir: Path
    threads: int
    may_download: bool


class Worker(Protocol):
    """One running job."""

    @property
    def ref(self) -> str:
        """Returns what `Engine.find` needs to find this worker after a restart of the service."""
        ...

    def release(self) -> None:
        """Lets a launched worker begin. Until then it waits, and ends if the service dies."""
        ...

    def has_ended(self) -> bool:
        """Whether the worker is gone, for whatever reason; how it went is in the job's folder."""
        ...

    def terminate(self) -> None:
        """Asks the worker and its children to end. Harmless when it has ended."""
        ...

    def kill(self) -> None:
        """Ends the worker and every child it left. Harmless when nothing is left."""
        ...


class Engine(Protocol):
    """A way to run jobs."""

    @property
    def kind(self) -> str:
        """Returns the engine's name, as in the capability document."""
        ...

    def launch(self, launch: Launch) -> Worker:
        """Starts a worker that waits for `release`. Raises OSError when it can't."""
        ...

    def find(self, ref: str) -> Worker | None:
        """Returns the worker of an earlier `ref` if that very one still runs, else None."""
        ...
