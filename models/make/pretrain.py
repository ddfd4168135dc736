"""
Pretrains the practice student from random weights on the text of worksheets.mjs, on one CPU thread.

python models/make/pretrain.py TEXT_FOLDER OUT_FOLDER --steps 5600
"""

import argparse
import json
import math
import random
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import torch
from tokenizer import BOT, END, PAD, USER, write_tokenizer
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

SEED = 0
BATCH = 64
BATCHES_IN_A_SORT = 16  # that many batches are sorted by length together, so that little is padding
PEAK_LEARNING_RATE = 3e-3
FINAL_SHARE = 0.03  # of the peak, at the end of the cosine
WARMUP_STEPS = 60
PROMPT_WEIGHT = 0.1  # of a prompt token in the loss; an answer token has 1
POSITIONS = 512
ANSWER_TOKENS = 28

Row = dict  # {prompt, answer, answered}


def new_model(vocabulary_size: int, ids: dict[str, int]) -> LlamaForCausalLM:
    config = LlamaConfig(
        vocab_size=vocabulary_size,
        hidden_size=128,
        intermediate_size=384,
        num_hidden_layers=4,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=32,
        max_position_embeddings=POSITIONS,
        tie_word_embeddings=True,
        rms_norm_eps=1e-5,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
        bos_token_id=None,
        eos_token_id=ids[END],
        pad_token_id=ids[PAD],
        attn_implementation="sdpa",
    )
    return LlamaForCausalLM(config)


class Encoder:
    """Rows as token ids and loss weights: <|user|> prompt <|bot|> answer <|end|>."""

    def __init__(self, tokenizer: Tokenizer):
        self.ids = {token: tokenizer.token_to_id(token) for token in (PAD, USER, BOT, END)}
        self.encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids

    def row(self, row: Row) -> tuple[list[int], list[float]]:
        prompt = [self.ids[USER], *self.encode(" " + row["prompt"]), self.ids[BOT]]
        answer = [*self.encode(row["answer"]), self.ids[END]]
        # The first token is never predicted. A row that is text alone has no answer to learn.
        weights = [
            0.0,
            *[PROMPT_WEIGHT] * (len(prompt) - 1),
            *[float(row["answered"])] * len(answer),
        ]
        return prompt + answer, weights

    def batch(self, rows: list[Row]) -> tuple[Tensor, Tensor]:
        """Ids and weights, [batch, tokens], padded on the right."""
        encoded = [self.row(row) for row in rows]
        longest = max(len(ids) for ids, _ in encoded)
        ids = torch.full((len(rows), longest), self.ids[PAD])
        weights = torch.zeros(len(rows), longest)
        for place, (row_ids, row_weights) in enumerate(encoded):
            ids[place, : len(row_ids)] = torch.tensor(row_ids)
            weights[place, : len(row_ids)] = torch.tensor(row_weights)
        return ids, weights


def batches(path: Path, steps: int) -> Iterator[list[Row]]:
    """The rows of the file, in its order but for a sort by length within each 16 batches."""
    order = random.Random(SEED)
    with path.open() as lines:
        while steps > 0:
            rows = [json.loads(line) for line in islice(lines, BATCH * BATCHES_IN_A_SORT)]
            rows.sort(key=lambda row: len(row["prompt"]))
            sorted_batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
            order.shuffle(sorted_batches)
            yield from sorted_batches[:steps]
            steps -= len(sorted_batches)


def weighted_loss(model: LlamaForCausalLM, ids: Tensor, weights: Tensor) -> Tensor:
    """Mean cross-entropy by weight. Right padding and causal attention: no mask is needed."""
    hidden = model.model(
        input_ids=ids[:, :-1], use_cache=False
    ).last_hidden_state  # [batch, tokens, 128]
    weights = weights[:, 1:]
    chosen = weights > 0
    logits = model.lm_head(
        hidden[chosen]
    )  # [chosen, vocabulary]: the head runs only where there is a loss
    losses = cross_entropy(logits, ids[:, 1:][chosen], reduction="none")
    return (losses * weights[chosen]).sum() / weights[chosen].sum()


def learning_rate(step: int, steps: int) -> float:
    cosine = 0.5 * (1 + math.cos(math.pi * step / steps))
    warmup = min(1.0, (step + 1) / WARMUP_STEPS)
    return PEAK_LEARNING_RATE * warmup * (FINAL_SHARE + (1 - FINAL_SHARE) * cosine)


@torch.no_grad()
def share_right(model: LlamaForCausalLM, encoder: Encoder, rows: list[Row]) -> float:
    """Share of exact greedy answers: each token is the likeliest one after the right ones."""
    model.eval()
    right = 0
    rows = sorted(rows, key=lambda row: len(row["prompt"]))
    for start in range(0, len(rows), BATCH):
        ids, weights = encoder.batch(rows[start : start + BATCH])
        hidden = model.model(input_ids=ids[:, :-1], use_cache=False).last_hidden_state
        wrong = model.lm_head(hidden).argmax(-1) != ids[:, 1:]
        right += int((~(wrong & (weights[:, 1:] == 1)).any(1)).sum())
    model.train()
    return right / len(rows)


def read_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.open()]


def scores(model: LlamaForCausalLM, encoder: Encoder, text: Path) -> dict[str, float]:
    """Shares of exact answers on the development set (all, known skills) and on worksheets."""
    development = read_rows(text / "development.jsonl")
    sets = {
        "development": development,
        "known": [row for row in development if row["known"]],
        "worksheets": read_rows(text / "worksheets.jsonl"),
    }
    return {name: round(share_right(model, encoder, rows), 4) for name, rows in sets.items()}


def train(model: LlamaForCausalLM, encoder: Encoder, text: Path, steps: int) -> None:
    optimizer = torch.optim.AdamW(
        model.parameters(), betas=(0.9, 0.98), weight_decay=0.01, fused=True
    )
    mean_loss = None
    for step, rows in enumerate(batches(text / "training.jsonl", steps)):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, steps)
        ids, weights = encoder.batch(rows)
        loss = weighted_loss(model, ids, weights)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        mean_loss = loss.item() if mean_loss is None else 0.98 * mean_loss + 0.02 * loss.item()
        if (step + 1) % 1000 == 0 and step + 1 < steps:
            report(step=step + 1, loss=round(mean_loss, 4), **scores(model, encoder, text))


def report(**values: object) -> None:
    print(json.dumps({**values, "cpu_seconds": round(time.process_time())}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, required=True)
    arguments = parser.parse_args()

    torch.set_num_threads(1)  # two threads spin-wait: four times slower while anything else runs
    torch.manual_seed(SEED)
    write_tokenizer(
        arguments.out, json.loads((arguments.text / "words.json").read_text()), POSITIONS
    )
    tokenizer = Tokenizer.from_file(str(arguments.out / "tokenizer.json"))
    encoder = Encoder(tokenizer)
    model = new_model(tokenizer.get_vocab_size(), encoder.ids)
    train(model, encoder, arguments.text, arguments.steps)
    model.generation_config = GenerationConfig(
        eos_token_id=encoder.ids[END],
        pad_token_id=encoder.ids[PAD],
        max_new_tokens=ANSWER_TOKENS,
        do_sample=False,
    )
    model.save_pretrained(arguments.out)
    final = {
        "steps": arguments.steps,
        "cpu_seconds": round(time.process_time()),
        **scores(model, encoder, arguments.text),
    }
    (arguments.text / "scores.json").write_text(json.dumps(final) + "\n")
    report(**final)


if __name__ == "__main__":
    main()
