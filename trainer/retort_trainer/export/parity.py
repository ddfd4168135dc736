"""Checks that the exported graph says what the torch model says, as the browser will run it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retort_trainer.export.greedy import GreedyAnswer
from retort_trainer.export.session import OnnxSession, pad_left

_MAX_LOGIT_GAP = 1e-2


@dataclass(frozen=True)
class Parity:
    """How far a graph is from the torch model over all answer tokens.

    `max_logit_gap` in logits; `token_agreement`, 0 to 1, the share with the same argmax.
    """

    max_logit_gap: float
    token_agreement: float
    tokens: int

    @property
    def is_finite(self) -> bool:
        """True when no logit was infinite or NaN."""
        return bool(np.isfinite(self.max_logit_gap))

    @property
    def is_exact(self) -> bool:
        """True when every token agrees or no logit is off by 0.01; never true with NaN."""
        if not self.is_finite:
            return False
        return self.token_agreement == 1 or self.max_logit_gap < _MAX_LOGIT_GAP


def measure_parity(
    onnx_path: Path, answers: Sequence[GreedyAnswer], pad_id: int, threads: int = 1
) -> Parity:
    """Compares logits on the torch model's own answers, three ways and the worst counts:

    each row alone and whole; all rows in one batch, whole, padded on the left; that batch token by
    token through the cache, with `num_logits_to_keep` 1. Fewer than 2 answers raise ValueError,
    since then nothing is padded.
    """
    if len(answers) < 2:
        raise ValueError(f"expected at least 2 answers to compare, got {len(answers)}")
    session = OnnxSession(onnx_path, threads)
    seen = [_whole(session, [answer], pad_id)[0] for answer in answers]
    batched = _whole(session, answers, pad_id)
    stepped = _step_by_step(session, answers, pad_id)
    gap, agreed, tokens = 0.0, 0, 0
    for index, answer in enumerate(answers):
        expected = answer.logits.numpy()  # [answer tokens, vocab]
        for got in (seen[index], batched[index], stepped[index]):
            # np.maximum keeps NaN, which Python's max may drop.
            gap = float(np.maximum(gap, np.abs(got - expected).max()))
            agreed += int((got.argmax(-1) == expected.argmax(-1)).sum())
            tokens += len(expected)
    return Parity(gap, agreed / tokens, tokens)


def _whole(session: OnnxSession, answers: Sequence[GreedyAnswer], pad_id: int) -> list[np.ndarray]:
    """Logits [answer tokens, vocab] of each answer, all fed at once as one left-padded batch."""
    # The last token of an answer predicts nothing that is compared.
    rows = [a.prompt_ids + a.answer_ids[:-1] for a in answers]
    ids, mask = pad_left(rows, pad_id)
    logits, _ = session.run(ids, mask, session.empty_cache(len(rows)), keep=0)
    return [logits[i, -len(a.answer_ids) :] for i, a in enumerate(answers)]


def _step_by_step(
    session: OnnxSession, answers: Sequence[GreedyAnswer], pad_id: int
) -> list[np.ndarray]:
    """The same logits, the prompts padded on the left and then one token of each answer a step."""
    ids, mask = pad_left([a.prompt_ids for a in answers], pad_id)
    cache = session.empty_cache(len(answers))
    steps = max(len(a.answer_ids) for a in answers)
    rows = []
    for step in range(steps):
        logits, cache = session.run(ids, mask, cache, keep=1)
        rows.append(logits[:, -1])
        # Rows that have ended are fed padding: what they say then is cut off below.
        fed = [a.answer_ids[step] if step < len(a.answer_ids) else pad_id for a in answers]
        ids = np.array(fed, np.int64)[:, None]
        mask = np.concatenate([mask, np.ones_like(ids)], axis=1)
    logits = np.stack(rows, axis=1)  # [batch, steps, vocab]
    return [logits[i, : len(a.answer_ids)] for i, a in enumerate(answers)]
