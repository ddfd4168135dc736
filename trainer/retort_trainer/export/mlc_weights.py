"""Writes a model's weights as web-llm reads them: raw float32 in shards, with a list of tensors."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open

from retort_trainer.export.mlc_shape import MlcShape

# web-llm keeps a shard in memory while it copies the tensors out of it.
SHARD_BYTES = 32 * 1024 * 1024


def write_weights(model_dir: Path, out_dir: Path, shape: MlcShape) -> int:
    """Writes `out_dir`/params_shard_N.bin and tensor-cache.json from the safetensors in
    `model_dir`, which are read tensor by tensor; returns the number of tensors.

    A shard is at most 32 MB; a tensor of half as much or more has one of its own.
    """
    shards = _Shards(out_dir)
    with _Weights(model_dir) as weights:
        for name, sources in tensors_of(shape):
            parts = [weights.read(source) for source in sources]
            shards.add(name, np.concatenate(parts) if len(parts) > 1 else parts[0])
    return shards.finish()


def tensors_of(shape: MlcShape) -> Iterator[tuple[str, list[str]]]:
    """Each tensor's name in MLC with the Hugging Face tensors that it is made of, one above the
    other on the first axis."""
    yield _same("model.embed_tokens.weight")
    for index in range(shape.num_hidden_layers):
        yield from _layer(f"model.layers.{index}", shape.architecture)
    yield _same("model.norm.weight")
    if not shape.tie_word_embeddings:
        yield _same("lm_head.weight")


def _layer(layer: str, architecture: str) -> Iterator[tuple[str, list[str]]]:
    attention = f"{layer}.self_attn"
    is_qwen = architecture == "qwen2"
    fused = f"{attention}.{'c_attn' if is_qwen else 'qkv_proj'}"
    for kind in ("weight", "bias") if is_qwen else ("weight",):
        yield f"{fused}.{kind}", [f"{attention}.{part}_proj.{kind}" for part in "qkv"]
    yield _same(f"{attention}.o_proj.weight")
    halves = [f"{layer}.mlp.{part}_proj.weight" for part in ("gate", "up")]
    yield f"{layer}.mlp.gate_up_proj.weight", halves
    yield _same(f"{layer}.mlp.down_proj.weight")
    yield _same(f"{layer}.input_layernorm.weight")
    yield _same(f"{layer}.post_attention_layernorm.weight")


def _same(name: str) -> tuple[str, list[str]]:
    return name, [name]


class _Weights:
    """The tensors of a folder's safetensors, of several files too."""

    def __init__(self, folder: Path) -> None:
        self._files = [safe_open(path, "pt") for path in sorted(folder.glob("*.safetensors"))]

    def __enter__(self) -> "_Weights":
        self._file_of = {name: file for file in self._files for name in file.keys()}  # noqa: SIM118
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.__exit__(None, None, None)

    def read(self, name: str) -> np.ndarray:
        """In float32, little-endian."""
        tensor: torch.Tensor = self._file_of[name].get_tensor(name)
        return tensor.to(torch.float32).contiguous().numpy().astype("<f4", copy=False)


class _Shards:
    """Fills shard after shard; nothing is listed before `finish`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shards: list[dict[str, Any]] = []
        self._records: list[dict[str, Any]] = []
        self._content = bytearray()

    def add(self, name: str, tensor: np.ndarray) -> None:
        is_large = tensor.nbytes >= SHARD_BYTES // 2
        if is_large or len(self._content) + tensor.nbytes > SHARD_BYTES:
            self._close()
        self._records.append(
            {
                "name": name,
                "shape": list(tensor.shape),
                "dtype": "float32",
                "format": "raw",
                "nbytes": tensor.nbytes,
                "byteOffset": len(self._content),
            }
        )
        self._content += tensor.tobytes()
        if is_large:
            self._close()

    def finish(self) -> int:
        self._close()
        total = sum(shard["nbytes"] for shard in self._shards)
        count = sum(len(shard["records"]) for shard in self._shards)
        metadata = {"ParamSize": count, "ParamBytes": float(total), "BitsPerParam": 32.0}
        cache = {"metadata": metadata, "records": self._shards}
        (self._folder / "tensor-cache.json").write_text(json.dumps(cache, indent=1) + "\n")
        return count

    def _close(self) -> None:
        if not self._records:
            return
        path = f"params_shard_{len(self._shards)}.bin"
        (self._folder / path).write_bytes(self._content)
        self._shards.append(
            {
                "dataPath": path,
                "format": "raw-shard",
                "nbytes": len(self._content),
                "records": self._records,
                # What the format asks for; the files' sha256 stand in the student's manifest.
                "md5sum": hashlib.md5(self._content, usedforsecurity=False).hexdigest(),
            }
        )
        self._records, self._content = [], bytearray()
