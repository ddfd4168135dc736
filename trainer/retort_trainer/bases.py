"""The bases a trainer offers: read from a configuration file, never named by a request."""

import json
import logging
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel, Field, PositiveInt, ValidationError

from retort_trainer.base_folder import is_complete, read_base_folder

DEFAULT_CONFIG = Path(__file__).resolve().parent.parent / "bases.default.json"
# Weights as safetensors and what describes them; nothing that runs or unpickles when loaded.
HUB_PATTERNS = ["*.safetensors", "*.json", "*.jinja", "tokenizer.model", "LICENSE*"]
log = logging.getLogger(__name__)


class BasesError(ValueError):
    """The configuration of bases can't be read; the message names the file and the reason."""


@dataclass(frozen=True)
class Base:
    """A model to start from, in `folder` on this machine or at `hub` at a pinned revision.

    `params` weights, `context` and `vocab_size` tokens, 0 where unknown. Ready when a job can start
    without a download; `problem` says why none can start at all.
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
    problem: str | None


class BaseList:
    """The bases of a file that may change while the service runs."""

    def __init__(self, config_path: Path | None = None) -> None:
        """Raises BasesError when the file is no list; the default one ships with the trainer."""
        self._path = config_path or DEFAULT_CONFIG
        self._entries = _read_list(self._path)
        self._told: set[str] = set()

    def read(self) -> list[Base]:
        """Returns the bases as they are now, each read by itself.

        While the file can't be read, its last readable content counts. What is wrong goes to the
        log, once for as long as it lasts.
        """
        wrong: list[str] = []
        try:
            self._entries = _read_list(self._path)
        except BasesError as error:
            wrong.append(f"{error}; what it said before counts")
        bases = _read_entries(self._entries, self._path)
        wrong += [f"{base.id} can't be used: {base.problem}" for base in bases if base.problem]
        for line in wrong:
            if line not in self._told:
                log.warning("bases: %s", line)
        self._told = set(wrong)
        return bases


def load_bases(config_path: Path | None = None) -> list[Base]:
    """Reads {"bases": [{id, name?, folder | hub + revision, license?, params?, …}]}.

    A folder is relative to the file; what the entry leaves out is read from it. An entry that can't
    be used is listed with its problem. Raises BasesError when the file is no such list.
    """
    return BaseList(config_path).read()


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
    return folder if is_complete(folder) else None


class _Entry(BaseModel):
    """One entry of the file; what it doesn't say is read from the base's folder."""

    id: str = Field(min_length=1)
    name: str | None = None
    folder: str | None = None
    hub: str | None = None
    revision: str | None = None
    license: str = "unknown"
    params: PositiveInt | None = None
    context: PositiveInt | None = None
    vocab_size: PositiveInt | None = None


def _read_list(path: Path) -> list[object]:
    try:
        entries = json.loads(path.read_text())["bases"]
        if not isinstance(entries, list):
            raise TypeError(f"{type(entries).__name__} as bases")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BasesError(f"{path}: expected a list of bases, got {error!r}") from error
    return entries


def _read_entries(entries: list[object], path: Path) -> list[Base]:
    bases: list[Base] = []
    for number, given in enumerate(entries, start=1):
        # Listed under a name of its own, so that its problem can be seen.
        place = f"{path.name}#{number}"
        base = _read_entry(given, path.parent, place)
        if base.id in {other.id for other in bases}:
            problem = f"the id '{base.id}' stands earlier in the list"
            base = replace(base, id=place, ready=False, problem=problem)
        bases.append(base)
    return bases


def _read_entry(given: object, root: Path, place: str) -> Base:
    try:
        entry = _Entry.model_validate(given)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        known = given.get("id") if isinstance(given, dict) else None
        name = known if isinstance(known, str) and known else place
        blank = _Entry(id=name)
        return replace(_blank(blank, root), problem="; ".join(f.lstrip(": ") for f in faults))
    base = _blank(entry, root)
    try:
        return _look(base, entry)
    # A loop of links is a RuntimeError.
    except (ValueError, OSError, RuntimeError) as error:
        return replace(base, problem=str(error))


def _blank(entry: _Entry, root: Path) -> Base:
    return Base(
        id=entry.id,
        name=entry.name or entry.id,
        folder=None if entry.folder is None else root / entry.folder,
        hub=entry.hub,
        revision=entry.revision,
        params=entry.params or 0,
        context=entry.context or 0,
        license=entry.license,
        vocab_size=entry.vocab_size or 0,
        ready=False,
        problem=None,
    )


def _look(base: Base, entry: _Entry) -> Base:
    """Looks at the base's folder, where there is one. Raises what its problem is."""
    if (base.folder is None) == (base.hub is None):
        raise ValueError(f"expected either folder or hub, got {sorted(entry.model_fields_set)}")
    if base.hub is not None and base.revision is None:
        raise ValueError(f"expected the revision of {base.hub}, got none")
    own = base.folder.resolve() if base.folder else None
    folder = own or find_hub_folder(base.hub or "", base.revision)
    if folder is None:
        if not (base.params and base.context):
            raise ValueError("expected params and context of a base that isn't here yet")
        return base
    found = read_base_folder(folder)
    return replace(
        base,
        folder=own,
        params=base.params or found.params,
        context=base.context or found.context,
        vocab_size=base.vocab_size or found.vocab_size,
        ready=True,
    )
