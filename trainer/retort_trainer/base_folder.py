"""What the folder of a base says of itself, or why no job can start from it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retort_trainer.export.weights import count_params

SHARDS = "model.safetensors.index.json"


class BaseFolderError(ValueError):
    """No job can start from the folder; the message says why, in words for its owner."""


@dataclass(frozen=True)
class FolderFacts:
    """`params` weights, `context` and `vocab_size` tokens; all at least 1 but `params`."""

    params: int
    context: int
    vocab_size: int


def read_base_folder(folder: Path) -> FolderFacts:
    """Looks at configuration and headers, not at the weights. Raises BaseFolderError."""
    try:
        missing = _missing(folder)
        if missing:
            raise BaseFolderError(f"The folder has no {' and no '.join(missing)}")
        config = _read_object(folder / "config.json")
        return FolderFacts(
            params=count_params(folder),
            context=_positive(config, "max_position_embeddings"),
            vocab_size=_positive(config, "vocab_size"),
        )
    except OSError as error:
        name = Path(str(error.filename)).name if error.filename else folder.name
        raise BaseFolderError(f"{name} can't be read: {error.strerror or error!r}") from error
    except BaseFolderError:
        raise
    except ValueError as error:
        raise BaseFolderError(str(error)) from error


def is_complete(folder: Path) -> bool:
    """Whether the folder has all the files that a job needs; what is in them isn't looked at."""
    try:
        return not _missing(folder)
    except (OSError, ValueError):
        return False


def _missing(folder: Path) -> list[str]:
    missing = [name for name in ("config.json", "tokenizer.json") if not (folder / name).exists()]
    if not any(folder.glob("*.safetensors")):
        missing.append("*.safetensors")
    elif (folder / SHARDS).exists():
        shards = _read_object(folder / SHARDS).get("weight_map")
        names = set(shards.values()) if isinstance(shards, dict) else set()
        missing += sorted(str(name) for name in names if not (folder / str(name)).exists())
    return missing


def _read_object(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text())
    except (ValueError, RecursionError) as error:
        raise BaseFolderError(f"{path.name} is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise BaseFolderError(f"{path.name} is no JSON object")
    return value


def _positive(config: dict[str, Any], name: str) -> int:
    value = config.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        got = "nothing" if value is None else repr(value)
        raise BaseFolderError(f"config.json: expected a whole number as {name}, got {got}")
    return value
