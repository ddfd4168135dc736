"""Several conversations gone on with at once; a row that has ended leaves the batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from transformers import DynamicCache, PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from retort_trainer.answer.sampling import Sampler
from retort_trainer.answer.text import GrowingText


@dataclass
class Row:
    """One conversation in a batch: its prompt's ids, what may still come, and how it goes."""

    number: int
    prompt: list[int]
    most_tokens: int
    sampler: Sampler
    text: GrowingText
    tokens: int = 0
    finish: Literal["stop", "length"] | None = None


Say = Callable[[Row, str], None]


class Batch:
    """Rows that share the network's steps. `ends`: ids that end an answer."""

    def __init__(
        self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, ends: Sequence[int]
    ) -> None:
        self._model = model
        self._pad = int(tokenizer.pad_token_id)  # pyright: ignore[reportArgumentType]
        self._ends = frozenset(ends)

    @torch.inference_mode()
    def run(self, rows: Sequence[Row], say: Say, is_gone: Callable[[Row], bool]) -> None:
        """Goes on until every row has ended; `say` hears each new piece, and '' at an end.

        A row for which `is_gone` leaves at the next step, unfinished.
        """
        open_rows = list(rows)
        longest = max(len(row.prompt) for row in open_rows)
        fed = [[self._pad] * (longest - len(row.prompt)) + row.prompt for row in open_rows]
        ids = torch.tensor(fed)  # [batch, tokens], padded on the left
        mask = torch.tensor([[0] * (longest - len(r.prompt)) + [1] * len(r.prompt) for r in rows])
        cache = DynamicCache(config=self._model.config)
        while open_rows:
            logits = self._step(ids, mask, cache)  # [batch, vocab]
            chosen = [row.sampler.choose(each) for row, each in zip(open_rows, logits, strict=True)]
            for row, token in zip(open_rows, chosen, strict=True):
                self._take(row, token, say)
            staying = [
                place
                for place, row in enumerate(open_rows)
                if row.finish is None and not is_gone(row)
            ]
            if not staying:
                return
            if len(staying) < len(open_rows):
                # Rows alone are computed: padding that all share stays, it costs little.
                cache.batch_select_indices(torch.tensor(staying, device=self._model.device))
                mask = mask[staying]
                open_rows = [open_rows[place] for place in staying]
            ids = torch.tensor([[chosen[place]] for place in staying])
            mask = torch.cat([mask, torch.ones((len(staying), 1), dtype=mask.dtype)], dim=1)

    def _step(self, ids: torch.Tensor, mask: torch.Tensor, cache: DynamicCache) -> torch.Tensor:
        positions = (mask.cumsum(-1) - 1).clamp(min=0)[:, -ids.shape[1] :]
        device = self._model.device
        out = self._model(
            input_ids=ids.to(device),
            attention_mask=mask.to(device),
            position_ids=positions.to(device),
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        return out.logits[:, -1].float().cpu()

    def _take(self, row: Row, token: int, say: Say) -> None:
        if token in self._ends:
            row.finish = "stop"
        else:
            row.tokens += 1
            piece = row.text.add(token)
            if piece:
                say(row, piece)
            if row.text.is_stopped:
                row.finish = "stop"
            elif row.tokens >= row.most_tokens:
                row.finish = "length"
        if row.finish is not None:
            say(row, row.text.finish())
