"""Greedy answers of the torch model, with how clearly each token won."""

from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

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


@torch.no_grad()
def answer_greedily(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, messages: Messages
) -> GreedyAnswer:
    """The model's greedy answer of at most MAX_NEW_TOKENS tokens, no sampling settings applied."""
    prompt_ids = prompt_ids_of(tokenizer, messages)
    ending = set(end_ids(model))
    fed = torch.tensor([prompt_ids], device=model.device)
    cache, rows, answer = None, [], []
    while len(answer) < MAX_NEW_TOKENS and not (answer and answer[-1] in ending):
        out = model(input_ids=fed, past_key_values=cache, use_cache=True, logits_to_keep=1)
        cache, row = out.past_key_values, out.logits[0, -1].float()  # [vocab]
        rows.append(row)
        answer.append(int(row.argmax()))
        fed = torch.tensor([answer[-1:]], device=model.device)
    logits = torch.stack(rows).cpu()
    best = logits.topk(2, dim=-1).values  # [answer tokens, 2]
    margin = float((best[:, 0] - best[:, 1]).min())
    return GreedyAnswer(messages, prompt_ids, answer, logits, margin)


def prompt_ids_of(tokenizer: PreTrainedTokenizerBase, messages: Messages) -> list[int]:
    """The ids a student is given for `messages`: its template with the opening of the answer."""
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    return tokenizer(str(text), add_special_tokens=False)["input_ids"]  # pyright: ignore
