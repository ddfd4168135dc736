"""What this job computes on: found out by computing, as torch may list a card that fails it."""

import warnings
from dataclasses import dataclass
from functools import cache
from typing import Literal

import torch

PROCESSOR = "the processor"


@dataclass(frozen=True)
class Device:
    """`name` is for people; `problem` says why a card that may be there isn't used."""

    kind: Literal["cpu", "cuda"]
    name: str
    problem: str | None = None


@cache
def find_device() -> Device:
    """Returns the card that torch can compute on, else the processor."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            if not torch.cuda.is_available():
                # A driver that doesn't fit is only a warning of torch's.
                return Device("cpu", PROCESSOR, _first_line(str(told[0].message)) if told else None)
            torch.ones(2, device="cuda").sum().item()
            return Device("cuda", torch.cuda.get_device_name(0))
        except (RuntimeError, AssertionError) as error:
            return Device("cpu", PROCESSOR, _first_line(str(error)))


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:300]
