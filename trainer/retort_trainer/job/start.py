"""Loads what a job starts from, in float32, with one truth about the special tokens."""

from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from retort_trainer.export.greedy import end_ids
from retort_trainer.export.tokenizer import TokenizerError, load_tokenizer
from retort_trainer.job.errors import JobError


@dataclass(frozen=True)
class Start:
    """A model to train or export; `end_ids` end an answer, the tokenizer's own first."""

    folder: Path
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    end_ids: list[int]


def load_start(folder: Path) -> Start:
    """Loads base or earlier student, never remote code and never pickled weights.

    End and padding token are made the same in config, generation config and tokenizer; the
    vocabulary keeps its size. Raises JobError base_unsupported.
    """
    try:
        tokenizer = load_tokenizer(folder)
        model = AutoModelForCausalLM.from_pretrained(
            str(folder), dtype=torch.float32, trust_remote_code=False, use_safetensors=True
        )
    except (TokenizerError, OSError, ValueError, KeyError) as error:
        raise JobError("base_unsupported", f"The base can't be loaded: {error}", "model") from error
    if len(tokenizer) > model.config.vocab_size:
        raise JobError(
            "base_unsupported",
            f"The tokenizer has {len(tokenizer)} tokens, the model {model.config.vocab_size}",
            "model",
        )
    first = int(tokenizer.eos_token_id)  # pyright: ignore[reportArgumentType]
    ends = [first, *(i for i in end_ids(model) if i != first)]
    for config in (model.config, model.generation_config):
        config.eos_token_id = ends if len(ends) > 1 else first  # pyright: ignore
        config.pad_token_id = tokenizer.pad_token_id  # pyright: ignore
    return Start(folder, model, tokenizer, ends)


def save_model(start: Start, model: PreTrainedModel, out_dir: Path) -> None:
    """Writes weights as float32 safetensors, configs and tokenizer to `out_dir`."""
    model.to(torch.float32).save_pretrained(str(out_dir), safe_serialization=True)  # pyright: ignore
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        source = start.folder / name
        if source.exists():
            (out_dir / name).write_bytes(source.read_bytes())
    template = start.folder / "chat_template.jinja"
    if template.exists():
        (out_dir / template.name).write_bytes(template.read_bytes())
