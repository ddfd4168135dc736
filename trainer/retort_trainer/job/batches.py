"""Draws batches of rows of like length, in an order that depends on seed and epoch alone."""

from collections.abc import Iterator, Sequence

import torch
from torch.utils.data import Sampler

# Rows are sorted by length among so many batches' worth, then cut: little padding, still mixed.
_SORTED_BATCHES = 8


class LengthGroupedSampler(Sampler[int]):
    """Yields row indices. Whole batches come in random order, a last short one at the end.

    The order is a function of (`seed`, epoch), so a resumed epoch meets the rows it has not seen.
    """

    def __init__(self, lengths: Sequence[int], batch_size: int, seed: int) -> None:
        self._lengths = lengths
        self._batch_size = batch_size
        self._seed = seed
        self._epoch = 0

    def set_epoch(self, epoch: int) -> None:
        self._epoch = epoch

    def __len__(self) -> int:
        return len(self._lengths)

    def __iter__(self) -> Iterator[int]:
        draw = torch.Generator().manual_seed(self._seed * 1_000_003 + self._epoch)
        order = torch.randperm(len(self._lengths), generator=draw).tolist()
        group = self._batch_size * _SORTED_BATCHES
        batches: list[list[int]] = []
        for start in range(0, len(order), group):
            alike = sorted(order[start : start + group], key=lambda row: -self._lengths[row])
            batches += [
                alike[at : at + self._batch_size] for at in range(0, len(alike), self._batch_size)
            ]
        short = batches.pop() if batches and len(batches[-1]) < self._batch_size else []
        for index in torch.randperm(len(batches), generator=draw).tolist():
            yield from batches[index]
        yield from short
