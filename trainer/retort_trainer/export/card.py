"""Writes what a student folder says of itself: README.md and manifest.json, the file list."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from retort_trainer.export.parity import Parity
from retort_trainer.export.weights import count_params


@dataclass(frozen=True)
class Origin:
    """Where a student comes from; `hyperparameters` and `results` are shown as they are."""

    student_id: str
    base: str
    licence: str
    parent: str | None = None
    job_id: str | None = None
    made_on: str = ""  # YYYY-MM-DD
    rows_used: int = 0
    rows_dropped: int = 0
    training_sha256: str | None = None
    hyperparameters: Mapping[str, object] = field(default_factory=dict)
    results: Mapping[str, object] = field(default_factory=dict)
    parity: Mapping[str, Parity] = field(default_factory=dict)
    library: str | None = None  # key of the web-llm library for mlc/, if there are MLC weights


def write_card(out_dir: Path, origin: Origin) -> Path:
    """Writes `out_dir`/README.md; the weights must be there, it names their sha256."""
    facts: dict[str, object] = {
        "Base": origin.base,
        "Licence of the base": origin.licence,
        "Trained from": origin.parent or "the base",
        "Job": origin.job_id or "none",
        "Made on": origin.made_on or "not recorded",
        "Rows used": origin.rows_used,
        "Rows dropped (longer than the context)": origin.rows_dropped,
        "sha256 of the training file": origin.training_sha256 or "no training",
        "Library for web-llm": origin.library or "none, it has no MLC weights",
        **{f"Result: {name}": value for name, value in origin.results.items()},
    }
    lines = [f"# {origin.student_id}", "", "A student distilled with Retort.", ""]
    lines += _table("Fact", facts)
    if origin.hyperparameters:
        lines += _table("Hyperparameter", origin.hyperparameters)
    agreements = {
        name: f"{parity.token_agreement:.1%} of {parity.tokens} tokens, logits off by at most "
        f"{parity.max_logit_gap:.2g}"
        for name, parity in origin.parity.items()
    }
    if agreements:
        lines += _table("ONNX against torch", agreements)
    lines += _table("sha256", {path: _sha256(out_dir / path) for path in _weights(out_dir)})
    path = out_dir / "README.md"
    path.write_text("\n".join(lines))
    return path


def write_manifest(out_dir: Path, origin: Origin) -> Path:
    """Writes `out_dir`/manifest.json last of all: every other file with its size and sha256.

    {student_id, base, files: [{path, bytes, sha256}], context (tokens), vocab_size, params, dtype,
    parity: {dtype: {max_logit_gap, token_agreement, tokens}}, library (key, or null)}
    """
    config = json.loads((out_dir / "config.json").read_text())
    files = sorted(p for p in out_dir.rglob("*") if p.is_file() and p.name != "manifest.json")
    manifest = {
        "student_id": origin.student_id,
        "base": origin.base,
        "files": [
            {
                "path": p.relative_to(out_dir).as_posix(),
                "bytes": p.stat().st_size,
                "sha256": _sha256(p),
            }
            for p in files
        ],
        "context": config["max_position_embeddings"],
        "vocab_size": config["vocab_size"],
        "params": count_params(out_dir),
        "dtype": config.get("transformers.js_config", {}).get("dtype"),
        "parity": {name: vars(parity) for name, parity in origin.parity.items()},
        "library": origin.library,
    }
    path = out_dir / "manifest.json"
    path.write_text(json.dumps(manifest, indent=1) + "\n")
    return path


def _weights(out_dir: Path) -> list[str]:
    found = [*out_dir.glob("*.safetensors"), *out_dir.glob("onnx/*"), *out_dir.glob("mlc/*.bin")]
    return sorted(path.relative_to(out_dir).as_posix() for path in found)


def _table(title: str, rows: Mapping[str, object]) -> list[str]:
    return [f"| {title} | |", "|---|---|", *(f"| {k} | {v} |" for k, v in rows.items()), ""]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
