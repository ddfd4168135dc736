"""Everything the routes work with, and how they get it."""

import shutil
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Path, Request

from retort_trainer.answer.answerer import Answerer
from retort_trainer.bases import Base, BaseList
from retort_trainer.engine.base import Engine
from retort_trainer.protocol.errors import invalid
from retort_trainer.queue.changes import Changes
from retort_trainer.queue.queue import JobQueue
from retort_trainer.server.disk import bytes_in
from retort_trainer.settings import Settings
from retort_trainer.store.store import Store


@dataclass
class Service:
    """The running service. Made once at start."""

    settings: Settings
    store: Store
    engine: Engine
    changes: Changes = field(default_factory=Changes)

    def __post_init__(self) -> None:
        self.answerer = Answerer(self.settings)
        self.base_list = BaseList(self.settings.bases_file)
        self.queue = JobQueue(self.settings, self.store, self.changes, self.engine, self.find_base)

    def bases(self) -> list[Base]:
        """Returns the configured bases; read anew, so that a download shows as ready at once."""
        return self.base_list.read()

    def find_base(self, base_id: str) -> Base | None:
        """Returns the base with this id or None."""
        return next((base for base in self.bases() if base.id == base_id), None)

    def used_bytes(self) -> int:
        """Returns what files, students and the folders of jobs take."""
        recorded = self.store.files.total_bytes() + self.store.students.total_bytes()
        return recorded + bytes_in(self.settings.jobs)

    def free_bytes(self) -> int:
        """Returns what may still be written: to the quota or to the disk's floor, whichever comes
        first.
        """
        limits = self.settings.limits
        on_disk = shutil.disk_usage(self.settings.data).free - limits.free_floor_bytes
        return max(0, min(limits.quota_bytes - self.used_bytes(), on_disk))

    def require_room(self, needed_bytes: int) -> None:
        """Raises ApiError (400) when so many bytes don't fit any more."""
        free = self.free_bytes()
        if needed_bytes > free:
            raise invalid(
                "insufficient_storage", f"{needed_bytes} bytes are needed, {free} are free"
            )


def service_of(request: Request) -> Service:
    """Returns the service that this request came to."""
    return request.app.state.service


ServiceDep = Annotated[Service, Depends(service_of)]
Id = Annotated[str, Path(max_length=200)]
