"""The nucleus: what may be chosen, how often, and that the seed decides."""

import torch

from retort_trainer.answer.sampling import Sampler

LOGITS = torch.log(torch.tensor([0.05, 0.5, 0.15, 0.3]))


def test_temperature_0_takes_the_likeliest() -> None:
    assert {Sampler(0, 1, seed).choose(LOGITS) for seed in range(20)} == {1}


def test_top_p_keeps_the_fewest_that_hold_the_mass() -> None:
    def kinds(top_p: float) -> set[int]:
        sampler = Sampler(1, top_p, 1)
        return {sampler.choose(LOGITS) for _ in range(400)}

    assert kinds(1) == {0, 1, 2, 3}
    assert kinds(0.9) == {1, 2, 3}
    assert kinds(0.7) == {1, 3}
    assert kinds(0.4) == {1}
    assert kinds(1e-9) == {1}


def test_tokens_come_as_often_as_they_are_likely() -> None:
    sampler = Sampler(1, 1, 3)
    counts = torch.bincount(torch.tensor([sampler.choose(LOGITS) for _ in range(4000)]))
    # Four standard deviations of the likeliest are 0.03.
    assert torch.allclose(counts / 4000, LOGITS.exp(), atol=0.035)


def test_the_seed_decides() -> None:
    def some(seed: int) -> list[int]:
        sampler = Sampler(1, 1, seed)
        return [sampler.choose(LOGITS) for _ in range(30)]

    assert some(4) == some(4)
    assert some(4) != some(5)
