"""Checkpoints, whole or not there: written aside, listed with hashes, then renamed."""

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"
_KEPT = 2


@dataclass(frozen=True)
class Checkpoint:
    """A whole checkpoint after `step` optimizer steps on `trained_tokens` tokens."""

    path: Path
    step: int
    trained_tokens: int


def keep_checkpoint(draft: Path, folder: Path, step: int, trained_tokens: int) -> Checkpoint:
    """Turns the finished `draft` into `folder`/step-N and drops all but the newest two.

    `draft` must be on the same disk. manifest.json in it holds size and sha256 of every file.
    """
    files = sorted(p for p in draft.rglob("*") if p.is_file())
    manifest = {
        "step": step,
        "trained_tokens": trained_tokens,
        "files": [_describe(p, draft) for p in files],
    }
    (draft / MANIFEST).write_text(json.dumps(manifest))
    target = folder / f"step-{step}"
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
    for old in _by_step(folder)[_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return Checkpoint(target, step, trained_tokens)


def find_checkpoint(folder: Path) -> Checkpoint | None:
    """The newest checkpoint of which every file is as its manifest says, else None."""
    for path in _by_step(folder):
        try:
            manifest = json.loads((path / MANIFEST).read_text())
            if all(_describe(path / f["path"], path) == f for f in manifest["files"]):
                return Checkpoint(path, manifest["step"], manifest["trained_tokens"])
        except (OSError, ValueError, KeyError):
            continue  # torn: an older one may be whole
    return None


def _by_step(folder: Path) -> list[Path]:
    found = [p for p in folder.glob("step-*") if p.name.removeprefix("step-").isdigit()]
    return sorted(found, key=lambda p: -int(p.name.removeprefix("step-")))


def _describe(path: Path, root: Path) -> dict[str, object]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "path": path.relative_to(root).as_posix(),
        "bytes": path.stat().st_size,
        "sha256": digest,
    }
