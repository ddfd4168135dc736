"""Writes the web-llm side of a student folder: mlc/ with weights and mlc-chat-config.json."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retort_trainer.export.mlc_shape import (
    QUANTISATION,
    MlcShape,
    MlcUnsupportedError,
    read_shape,
)
from retort_trainer.export.mlc_template import derive_conversation
from retort_trainer.export.mlc_weights import write_weights
from retort_trainer.export.tokenizer import load_tokenizer

FOLDER = "mlc"
# In float32 a tab has no room for more.
_LARGEST_BYTES = 1_000_000_000


@dataclass(frozen=True)
class MlcExport:
    """What was written, and the key of the library that runs it."""

    folder: Path
    library: str
    tensors: int


def export_mlc(out_dir: Path) -> MlcExport:
    """Writes `out_dir`/mlc from the weights, configs and tokenizer in `out_dir`; tokenizer.json
    stays where it is, beside config.json.

    Raises MlcUnsupportedError, whose message ends a sentence, and writes nothing then.
    """
    config = json.loads((out_dir / "config.json").read_text())
    shape = read_shape(config)
    bytes_needed = sum(path.stat().st_size for path in out_dir.glob("*.safetensors"))
    if bytes_needed > _LARGEST_BYTES:
        raise MlcUnsupportedError(
            f"its weights take {bytes_needed / 1e9:.1f} GB, more than {_LARGEST_BYTES / 1e9:.0f}"
        )
    tokenizer = load_tokenizer(out_dir)
    ids = json.loads((out_dir / "generation_config.json").read_text())
    conversation = derive_conversation(tokenizer, _as_list(ids.get("eos_token_id")))
    folder = out_dir / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    tensors = write_weights(out_dir, folder, shape)
    chat = {
        **_engine_fields(shape),
        **{
            name: ids[name]
            for name in ("bos_token_id", "eos_token_id", "pad_token_id")
            if name in ids
        },
        "active_vocab_size": len(tokenizer),
        "tokenizer_files": ["tokenizer.json"],
        "tokenizer_info": _tokenizer_info(out_dir / "tokenizer.json"),
        "conv_template": conversation,
    }
    text = json.dumps(chat, indent=1, ensure_ascii=False)
    (folder / "mlc-chat-config.json").write_text(text + "\n")
    return MlcExport(folder, shape.key, tensors)


def _engine_fields(shape: MlcShape) -> dict[str, Any]:
    sizes = {
        "context_window_size": shape.context_tokens,
        "prefill_chunk_size": shape.prefill_chunk,
        "tensor_parallel_shards": 1,
    }
    return {
        "version": "0.1.0",
        "model_type": shape.architecture,
        "quantization": QUANTISATION,
        "model_lib": shape.key,
        "model_config": {**shape.as_json(), **sizes},
        "vocab_size": shape.vocab_size,
        **sizes,
        "sliding_window_size": -1,
        "attention_sink_size": -1,
        # Greedy and plain, as generation_config.json has it, where a request says nothing else.
        "temperature": 0.0,
        "top_p": 1.0,
        "presence_penalty": 0.0,
        "frequency_penalty": 0.0,
        "repetition_penalty": 1.0,
    }


def _tokenizer_info(path: Path) -> dict[str, Any]:
    """How tokens become text; web-llm needs it for answers of a given form (JSON) only."""
    decoder = json.loads(path.read_text()).get("decoder") or {}
    parts = {decoder.get("type"), *(part["type"] for part in decoder.get("decoders", []))}
    is_sentencepiece = "ByteFallback" in parts
    return {
        "token_postproc_method": "byte_fallback" if is_sentencepiece else "byte_level",
        "prepend_space_in_encode": is_sentencepiece,
        "strip_space_in_decode": is_sentencepiece,
    }


def _as_list(ids: int | list[int] | None) -> list[int]:
    if ids is None:
        return []
    return [ids] if isinstance(ids, int) else ids
