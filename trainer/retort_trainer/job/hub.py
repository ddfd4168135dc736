"""Brings a base from the hub into the hub's own cache, telling how far it is."""

import os
import threading
from pathlib import Path
from typing import Any

from retort_trainer.bases import HUB_PATTERNS, find_hub_folder
from retort_trainer.job.errors import JobError
from retort_trainer.job.journal import Journal
from retort_trainer.job.spec import BasePlace

_TELL_EVERY_BYTES = 32 * 1024 * 1024


def fetch_base(place: BasePlace, journal: Journal) -> Path:
    """The base's folder; downloads it where it isn't there yet, then closes the way online.

    Honours HF_ENDPOINT. Only safetensors, configuration and tokenizer files are fetched. Raises
    JobError base_unavailable that names repository and revision, JobCancelledError while waiting.
    """
    if place.folder is not None:
        if not (place.folder / "config.json").exists():
            raise JobError("base_unavailable", f"The folder of {place.id} has no config.json")
        return place.folder
    if place.hub is None:
        raise JobError("base_unavailable", f"{place.id} has neither folder nor hub")
    folder = find_hub_folder(place.hub, place.revision) or _download(place, place.hub, journal)
    _go_offline()
    return folder


def _download(place: BasePlace, hub: str, journal: Journal) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    asked = f"{hub} at {place.revision or 'its main revision'}"
    journal.say(f"Downloading {asked}")
    try:
        found = snapshot_download(
            hub,
            revision=place.revision,
            allow_patterns=HUB_PATTERNS,
            max_workers=2,
            tqdm_class=_make_bar(journal, asked),
        )
    # Unreachable hosts, refusals and missing repositories come as several families of errors.
    except (HfHubHTTPError, OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
        raise JobError("base_unavailable", f"{asked} can't be had: {reason}", "model") from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("httpx2", "httpx", "httpcore2"):
            raise
        raise JobError("base_unavailable", f"{asked} can't be had: {error!r}", "model") from error
    folder = find_hub_folder(hub, place.revision)
    if folder is None:
        missing = "config.json, tokenizer.json and *.safetensors"
        raise JobError(
            "base_unavailable", f"{asked} lacks one of {missing} ({Path(found).name})", "model"
        )
    journal.say(f"Downloaded {asked}")
    return folder


def _make_bar(journal: Journal, asked: str) -> type[Any]:
    from huggingface_hub.utils import tqdm

    lock = threading.Lock()

    class Bar(tqdm):
        """Tells the journal instead of a terminal, once per 32 MB of all files together."""

        told_bytes = 0

        def __init__(self, *args: Any, **options: Any) -> None:
            self._counts_bytes = options.get("unit") == "B"
            super().__init__(*args, **{**options, "disable": True})
            self.done = float(options.get("initial") or 0)

        def update(self, n: float | None = 1) -> bool | None:
            self.done += n or 0
            journal.beat()
            if self._counts_bytes:
                self._tell()
            return super().update(n)

        def _tell(self) -> None:
            with lock:
                if self.done - type(self).told_bytes < _TELL_EVERY_BYTES:
                    return
                type(self).told_bytes = int(self.done)
                total = f" of {self.total / 1e6:.0f}" if self.total else ""
                journal.say(f"Downloading {asked}: {self.done / 1e6:.0f}{total} MB")

    return Bar


def _go_offline() -> None:
    """From here on nothing asks the hub, whatever a library thinks it should look up."""
    from huggingface_hub import constants

    os.environ["HF_HUB_OFFLINE"] = "1"
    constants.HF_HUB_OFFLINE = True
