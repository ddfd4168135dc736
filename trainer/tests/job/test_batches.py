"""The order of rows: of like length together, and a function of seed and epoch."""

import random

from retort_trainer.job.batches import LengthGroupedSampler

_draw = random.Random(0)
LENGTHS = [_draw.randint(5, 60) for _ in range(205)]


def order_of(seed: int, epoch: int) -> list[int]:
    sampler = LengthGroupedSampler(LENGTHS, 8, seed)
    sampler.set_epoch(epoch)
    return list(sampler)


def test_every_row_comes_once_an_epoch() -> None:
    assert sorted(order_of(1, 0)) == list(range(205))


def test_the_order_depends_on_seed_and_epoch_alone() -> None:
    assert order_of(1, 2) == order_of(1, 2)
    assert order_of(1, 2) != order_of(1, 3)
    assert order_of(1, 2) != order_of(2, 2)


def test_batches_hold_rows_of_like_length_in_no_order_of_length() -> None:
    order = order_of(3, 0)
    batches = [[LENGTHS[i] for i in order[at : at + 8]] for at in range(0, 200, 8)]
    padded = sum(max(batch) * 8 for batch in batches)
    assert padded < 1.15 * sum(sum(batch) for batch in batches)
    longest = [max(batch) for batch in batches]
    assert longest != sorted(longest)
    assert longest != sorted(longest, reverse=True)
