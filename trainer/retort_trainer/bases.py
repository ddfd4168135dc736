"""The bases a trainer offers: read from a configuration file, never named by a request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retort_trainer.export.weights import count_params

DEFAULT_CONFIG = Path(__file__).resolve().parent.parent / "bases.default.json"
# Weights as safetensors and what describes them; nothing that runs or unpickles when loaded.
HUB_PATTERNS = ["*.safetensors", "*.json", "*.jinja", "tokenizer.model", "LICENSE*"]


class BasesError(ValueError):
    """The configuration of bases can't be used; the message names the file and the entry."""


@dataclass(frozen=True)
class Base:
    """A model to start from, in `folder` on this machine or at `hub` at a pinned revision.

    `params` weights, `context` tokens. Ready when a job can start without a download.
    """

    id: str
    name: str
    folder: Path | None
    hub: str | None
    revision: str | None
    params: int
    context: int
    license: str
    vocab_size: int
    ready: bool


def load_bases(config_path: Path | None = None) -> list[Base]:
    """Reads {"bases": [{id, name?, folder | hub + revision, license?, params?, …}]}.

    A folder is relative to the file; what the entry leaves out is read from it. The default file
    lists the student that ships with Retort and two from the hub. Raises BasesError.
    """
    path = config_path or DEFAULT_CONFIG
    try:
        entries = json.loads(path.read_text())["bases"]
        bases = [_read_base(entry, path.parent) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BasesError(f"{path}: expected a list of bases, got {error!r}") from error
    ids = [base.id for base in bases]
    if len(set(ids)) != len(ids):
        raise BasesError(f"{path}: expected different ids, got {ids}")
    return bases


def find_hub_folder(hub: str, revision: str | None) -> Path | None:
    """The folder of an earlier, complete download in the hub's own cache, else None."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        found = snapshot_download(
            hub, revision=revision, allow_patterns=HUB_PATTERNS, local_files_only=True
        )
    except LocalEntryNotFoundError:
        return None
    folder = Path(found)
    return folder if _is_complete(folder) else None


def _read_base(entry: Mapping[str, Any], root: Path) -> Base:
    base_id, hub, revision = entry["id"], entry.get("hub"), entry.get("revision")
    if ("folder" in entry) == (hub is not None):
        raise BasesError(f"{base_id}: expected either folder or hub, got {sorted(entry)}")
    if hub is not None and revision is None:
        raise BasesError(f"{base_id}: expected the revision of {hub}, got none")
    folder = (root / entry["folder"]).resolve() if "folder" in entry else None
    place = folder if hub is None else find_hub_folder(hub, revision)
    ready = place is not None and _is_complete(place)
    known = {**(_describe(place) if place is not None and ready else {}), **entry}
    return Base(
        id=base_id,
        name=entry.get("name", base_id),
        folder=folder,
        hub=hub,
        revision=revision,
        params=int(known.get("params", 0)),
        context=int(known.get("context", 0)),
        license=entry.get("license", "unknown"),
        vocab_size=int(known.get("vocab_size", 0)),
        ready=ready,
    )


def _is_complete(folder: Path) -> bool:
    needed = [folder / "config.json", folder / "tokenizer.json"]
    return all(file.exists() for file in needed) and any(folder.glob("*.safetensors"))


def _describe(folder: Path) -> dict[str, int]:
    config = json.loads((folder / "config.json").read_text())
    return {
        "params": count_params(folder),
        "context": config["max_position_embeddings"],
        "vocab_size": config["vocab_size"],
    }
