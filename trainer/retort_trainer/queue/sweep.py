"""Removes what a crash left on disk and nobody will ever ask for."""

import shutil
from collections.abc import Collection
from pathlib import Path

from retort_trainer.queue.job_folder import JobFolder
from retort_trainer.settings import Settings
from retort_trainer.store.store import Store


def sweep_leftovers(settings: Settings, store: Store) -> None:
    """Empties the data folder of unfinished uploads, of files, jobs and students without a row, and
    of what ended jobs needed only until then.

    For the start, before anything is uploaded. The student of an unfinished job may lie in place
    without a row: a crash came between the two, and the queue will write it.
    """
    unfinished = store.jobs.unfinished()
    _keep_only(settings.students, store.students.ids() | {job.student_id for job in unfinished})
    _keep_only(settings.files, store.files.ids())
    _keep_only(settings.jobs, store.jobs.ids())
    for job_id in store.jobs.ids() - {job.id for job in unfinished}:
        JobFolder(settings.jobs / job_id).clear()


def _keep_only(folder: Path, names: Collection[str]) -> None:
    for place in folder.iterdir():
        if place.name in names:
            continue
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink()
