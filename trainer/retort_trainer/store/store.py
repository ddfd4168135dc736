"""All tables over one connection."""

from pathlib import Path

from retort_trainer.store.database import Database
from retort_trainer.store.devices import Devices
from retort_trainer.store.events import Events
from retort_trainer.store.files import Files
from retort_trainer.store.jobs import Jobs
from retort_trainer.store.students import Students
from retort_trainer.store.tokens import Tokens


class Store:
    """The service's memory. Used by one thread."""

    def __init__(self, path: Path) -> None:
        self.database = Database(path)
        self.files = Files(self.database)
        self.jobs = Jobs(self.database)
        self.devices = Devices(self.database)
        self.events = Events(self.database)
        self.students = Students(self.database)
        self.tokens = Tokens(self.database)
