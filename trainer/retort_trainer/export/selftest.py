"""Writes selftest.json: prompts with the ids and greedy answers that any backend must repeat."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from transformers import PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from retort_trainer.export.greedy import (
    MAX_NEW_TOKENS,
    GreedyAnswer,
    Messages,
    answer_greedily,
    end_ids,
    load_student,
    prompt_ids_of,
)

CASES = 8
# Another backend adds in another order: below this gap between first and second logit it may
# well choose the second, and be right.
_CLEAR_MARGIN = 1e-3
# A long prompt costs the page seconds at each load and proves no more.
_MAX_PROMPT_TOKENS = 256

BUILT_IN: list[Messages] = [
    [{"role": "user", "content": text}]
    for text in (
        "Name the capital of France.",
        "What is 12 plus 30?",
        "Write the word stone backwards.",
        "Which is longer, a mile or a kilometre?",
        "List three colours in alphabetical order.",
        "What day comes after Tuesday?",
        "Make this sentence polite: give me the salt.",
        "How many letters does the word lantern have?",
        "Say hello.",
        "Is seventeen an even number?",
        "Write the plural of mouse.",
        "What is the opposite of early?",
    )
]


def find_clear_answers(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, prompts: Iterable[Messages]
) -> list[GreedyAnswer]:
    """Up to CASES answers of the torch model, as `pick_clear` picks them."""
    fitting = with_room(model, tokenizer, prompts)
    return pick_clear(lambda messages: answer_greedily(model, tokenizer, messages), fitting)


def with_room(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, prompts: Iterable[Messages]
) -> Iterator[Messages]:
    """The prompts after which a whole answer still fits the context: a graph goes no further."""
    longest = min(_MAX_PROMPT_TOKENS, model.config.max_position_embeddings - MAX_NEW_TOKENS)
    return (m for m in prompts if len(prompt_ids_of(tokenizer, m)) <= longest)


def pick_clear(
    answer_to: Callable[[Messages], GreedyAnswer], prompts: Iterable[Messages]
) -> list[GreedyAnswer]:
    """Up to CASES answers to different prompts, each token of which won clearly.

    Takes `prompts` in order, then the built-in ones; if too few are clear, the clearest of the
    rest fill up, so that there are always CASES where there are as many prompts.
    """
    clear: list[GreedyAnswer] = []
    close: list[GreedyAnswer] = []
    seen: set[tuple[int, ...]] = set()
    for tried, messages in enumerate([*prompts, *BUILT_IN]):
        if len(clear) == CASES or (tried >= 4 * CASES and len(clear) + len(close) >= CASES):
            break
        answer = answer_to(messages)
        key = tuple(answer.prompt_ids)
        if key in seen:
            continue
        seen.add(key)
        (clear if answer.margin > _CLEAR_MARGIN else close).append(answer)
    close.sort(key=lambda answer: -answer.margin)
    return (clear + close)[:CASES]


def write_selftest(model_dir: Path, out_dir: Path, prompts: Iterable[Messages]) -> Path:
    """Writes `out_dir`/selftest.json from the torch model in `model_dir`; returns its path.

    `prompts` are conversations up to the answer, [{role, content}, …]; with none, built-in ones.
    """
    model, tokenizer = load_student(model_dir)
    return write_cases(out_dir, end_ids(model), find_clear_answers(model, tokenizer, prompts))


def write_cases(out_dir: Path, eos_token_ids: list[int], answers: list[GreedyAnswer]) -> Path:
    """Writes `answers` as {version, eos_token_ids, cases: [{messages, prompt_ids, greedy_ids}]}."""
    cases = [
        {"messages": a.messages, "prompt_ids": a.prompt_ids, "greedy_ids": a.answer_ids}
        for a in answers
    ]
    path = out_dir / "selftest.json"
    content = {"version": 1, "eos_token_ids": eos_token_ids, "cases": cases}
    path.write_text(json.dumps(content, ensure_ascii=False) + "\n")
    return path
