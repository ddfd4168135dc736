"""The hyperparameters a job may set: names, ranges, and what 'auto' comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any, Literal

from retort_trainer.protocol.errors import invalid
from retort_trainer.protocol.trainer import HyperparameterInfo

Number = int | float | bool


@dataclass(frozen=True)
class Setting:
    """One hyperparameter; a default of 'auto' depends on the base and the file."""

    type: Literal["integer", "number", "boolean"]
    default: Number | Literal["auto"]
    min: float | None = None
    max: float | None = None


# Names are OpenAI's first, then those of Nebius' extension of the same protocol.
SETTINGS: Mapping[str, Setting] = {
    "n_epochs": Setting("integer", "auto", 1, 100),
    "batch_size": Setting("integer", "auto", 1, 1024),
    "learning_rate_multiplier": Setting("number", "auto", 1e-4, 1e4),
    "learning_rate": Setting("number", "auto", 0, 1),
    "warmup_ratio": Setting("number", 0.03, 0, 1),
    "weight_decay": Setting("number", 0.0, 0, 1),
    "max_grad_norm": Setting("number", 1.0, 0, 1000),
    "context_length": Setting("integer", "auto", 16, 131_072),
    "lora": Setting("boolean", "auto"),
    "lora_r": Setting("integer", 16, 1, 512),
    "lora_alpha": Setting("number", 32, 1, 1024),
    "lora_dropout": Setting("number", 0.0, 0, 0.9),
    # -1: no bound. 0: no training, the base is exported as it is.
    "max_steps": Setting("integer", -1, -1, 1_000_000),
    "logging_steps": Setting("integer", "auto", 1, 10_000),
    "save_steps": Setting("integer", "auto", 1, 1_000_000),
}


@dataclass(frozen=True)
class Subject:
    """What 'auto' is resolved for: a base of `params` weights and `context` tokens, a file of
    `rows`.
    """

    params: int
    context: int
    rows: int


def describe_hyperparameters() -> dict[str, HyperparameterInfo]:
    """Returns the settings as the capability document shows them."""
    return {
        name: HyperparameterInfo(
            type=setting.type, min=setting.min, max=setting.max, default=setting.default
        )
        for name, setting in SETTINGS.items()
    }


def resolve_hyperparameters(
    given: Mapping[str, Any], subject: Subject, path: str
) -> dict[str, Number]:
    """Returns a number for every setting.

    `path` is where the settings stood in the body, for the `param` of a refusal. Raises ApiError
    (400) for an unknown name, a wrong type, a value out of range, and for both kinds of learning
    rate at once.
    """
    for name, value in given.items():
        _check(name, value, f"{path}.{name}")
    chosen = {name: value for name, value in given.items() if value != "auto"}
    if "learning_rate" in chosen and "learning_rate_multiplier" in chosen:
        raise invalid(
            "conflicting_hyperparameters",
            "Give learning_rate or learning_rate_multiplier, not both",
            f"{path}.learning_rate_multiplier",
        )
    if chosen.get("context_length", 0) > subject.context:
        raise invalid(
            "invalid_hyperparameter",
            f"context_length is {chosen['context_length']}, this model has {subject.context}",
            f"{path}.context_length",
        )
    fixed = {name: s.default for name, s in SETTINGS.items() if s.default != "auto"}
    return _resolve_auto({**fixed, **chosen}, subject)


def _check(name: str, value: Any, param: str) -> None:
    setting = SETTINGS.get(name)
    if setting is None:
        raise invalid("unknown_hyperparameter", f"Unknown hyperparameter: '{name}'", param)
    if value == "auto" and isinstance(value, str):
        return
    is_bool = isinstance(value, bool)
    fits = {
        "boolean": is_bool,
        "integer": isinstance(value, int) and not is_bool,
        "number": isinstance(value, int | float) and not is_bool and isfinite(value),
    }[setting.type]
    if not fits:
        raise invalid(
            "invalid_hyperparameter",
            f"{name} must be {setting.type} or 'auto', got {value!r}",
            param,
        )
    low, high = setting.min, setting.max
    if (low is not None and value < low) or (high is not None and value > high):
        raise invalid(
            "invalid_hyperparameter", f"{name} must be from {low} to {high}, got {value}", param
        )


def _resolve_auto(chosen: dict[str, Any], subject: Subject) -> dict[str, Number]:
    lora = bool(chosen.setdefault("lora", subject.params >= 1_000_000_000))
    chosen.setdefault("batch_size", 8 if lora else 32)
    chosen.setdefault("n_epochs", _auto_epochs(subject))
    chosen.setdefault("context_length", min(1024, subject.context))
    unit = _learning_rate_unit(subject, lora)
    if "learning_rate" not in chosen:
        chosen["learning_rate"] = unit * chosen.get("learning_rate_multiplier", 1)
    chosen["learning_rate_multiplier"] = chosen["learning_rate"] / unit
    steps = _count_steps(chosen, subject.rows)
    # About 500 points draw a smooth curve; five saves lose at most a fifth of the work.
    chosen.setdefault("logging_steps", max(1, steps // 500))
    chosen.setdefault("save_steps", max(20, ceil(steps / 5)))
    return {name: chosen[name] for name in SETTINGS}


def _auto_epochs(subject: Subject) -> int:
    if subject.rows < 2_000:
        return 3
    return 2 if subject.rows < 10_000 else 1


def _learning_rate_unit(subject: Subject, lora: bool) -> float:
    """What a multiplier of 1 means. A student of a few million weights needs far larger steps."""
    if subject.params < 20_000_000:
        return 3e-3 if lora else 7e-4
    if lora:
        return 2e-4 if subject.params < 3_000_000_000 else 1e-4
    return 2e-5


def _count_steps(chosen: Mapping[str, Any], rows: int) -> int:
    steps = ceil(rows / chosen["batch_size"]) * chosen["n_epochs"]
    return steps if chosen["max_steps"] < 0 else min(steps, chosen["max_steps"])
