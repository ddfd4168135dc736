"""Chooses the next token of each row; a row's choices depend on its own seed alone."""

import torch


class Sampler:
    """Temperature 0: the likeliest. Else one of the nucleus that holds `top_p` of the mass."""

    def __init__(self, temperature: float, top_p: float, seed: int) -> None:
        self._temperature = temperature
        self._top_p = top_p
        self._random = torch.Generator().manual_seed(seed)

    def choose(self, logits: torch.Tensor) -> int:
        """Returns a token's id; `logits` is [vocab], float32, on the processor."""
        if self._temperature == 0:
            return int(logits.argmax())
        probabilities, ids = torch.softmax(logits / self._temperature, -1).sort(descending=True)
        # The mass before each token: the first always stays, whatever top_p is.
        before = probabilities.cumsum(-1) - probabilities
        kept = torch.where(before < self._top_p, probabilities, 0.0)
        kept[0] = probabilities[0]
        return int(ids[torch.multinomial(kept, 1, generator=self._random)])
