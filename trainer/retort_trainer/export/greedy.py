"""Greedy answers, of the torch model or of a graph, with how clearly each token won."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForCausalLM, PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from retort_trainer.export.session import OnnxSession
from retort_trainer.export.tokenizer import load_tokenizer

Messages = list[dict[str, str]]

MAX_NEW_TOKENS = 32


@dataclass(frozen=True)
class GreedyAnswer:
    """A prompt, its answer's ids (the ending token included) and the logits behind each of them."""

    messages: Messages
    prompt_ids: list[int]
    answer_ids: list[int]
    logits: torch.Tensor  # [answer tokens, vocab], float32
    margin: float  # smallest gap between first and second logit, over the answer


def load_student(
    model_dir: Path, device: str = "cpu"
) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """The folder's model in float32, ready to answer, and its tokenizer; never remote code."""
    model = AutoModelForCausalLM.from_pretrained(
        str(model_dir), dtype=torch.float32, trust_remote_code=False, use_safetensors=True
    )
    model.to(device)  # pyright: ignore
    return model.eval(), load_tokenizer(model_dir)


def end_ids(model: PreTrainedModel) -> list[int]:
    """The ids that end an answer, by the generation config."""
    config = model.generation_config
    found = config.eos_token_id if config is not None else None
    if found is None:
        return []
    return [found] if isinstance(found, int) else list(found)


NextLogits = Callable[[list[int]], torch.Tensor]


def answer_greedily(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, messages: Messages
) -> GreedyAnswer:
    """The torch model's greedy answer of at most MAX_NEW_TOKENS tokens, no sampling settings."""
    cache: Any = None

    @torch.no_grad()
    def feed(ids: list[int]) -> torch.Tensor:
        nonlocal cache
        fed = torch.tensor([ids], device=model.device)
        out = model(input_ids=fed, past_key_values=cache, use_cache=True, logits_to_keep=1)
        cache = out.past_key_values
        return out.logits[0, -1].float().cpu()

    return _go_on(feed, messages, prompt_ids_of(tokenizer, messages), end_ids(model))


def answer_by_graph(
    session: OnnxSession,
    tokenizer: PreTrainedTokenizerBase,
    messages: Messages,
    ending: Sequence[int],
) -> GreedyAnswer:
    """The exported graph's own greedy answer, ended by an id of `ending`."""
    cache = session.empty_cache(1)
    seen = 0

    def feed(ids: list[int]) -> torch.Tensor:
        nonlocal cache, seen
        seen += len(ids)
        mask = np.ones((1, seen), np.int64)
        logits, cache = session.run(np.array([ids], np.int64), mask, cache, keep=1)
        return torch.from_numpy(logits[0, -1])

    return _go_on(feed, messages, prompt_ids_of(tokenizer, messages), ending)


def _go_on(
    feed: NextLogits, messages: Messages, prompt_ids: list[int], ending: Sequence[int]
) -> GreedyAnswer:
    """Feeds the prompt, then each answer token, and takes the highest logit [vocab] each time."""
    rows = [feed(prompt_ids)]
    answer = [int(rows[-1].argmax())]
    while len(answer) < MAX_NEW_TOKENS and answer[-1] not in ending:
        rows.append(feed(answer[-1:]))
        answer.append(int(rows[-1].argmax()))
    logits = torch.stack(rows)
    best = logits.topk(2, dim=-1).values  # [answer tokens, 2]
    margin = float((best[:, 0] - best[:, 1]).min())
    return GreedyAnswer(messages, prompt_ids, answer, logits, margin)


def prompt_ids_of(tokenizer: PreTrainedTokenizerBase, messages: Messages) -> list[int]:
    """The ids a student is given for `messages`: its template with the opening of the answer."""
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    return tokenizer(str(text), add_special_tokens=False)["input_ids"]  # pyright: ignore
