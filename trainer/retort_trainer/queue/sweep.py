"""Removes what a crash left on disk and the store knows nothing of."""

import shutil
from collections.abc import Collection
from pathlib import Path

from retort_trainer.settings import Settings
from retort_trainer.store.store import Store


def sweep_leftovers(settings: Settings, store: Store) -> None:
    """Empties the data folder of unfinished uploads, and of files, jobs and students without a row.

    For the start, before anything is uploaded. The student of an unfinished job may lie in place
    without a row: a crash came between the two, and the queue will write it.
    """
    wanted = store.students.ids() | {job.student_id for job in store.jobs.unfinished()}
    _keep_only(settings.students, wanted)
    _keep_only(settings.files, store.files.ids())
    _keep_only(settings.jobs, store.jobs.ids())


def _keep_only(folder: Path, names: Collection[str]) -> None:
    for place in folder.iterdir():
        if place.name in names:
            continue
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink()
