"""What 'auto' comes to, and what is refused."""

from typing import Any

import pytest

from retort_trainer.protocol.errors import ApiError
from retort_trainer.protocol.hyperparameters import SETTINGS, Subject, resolve_hyperparameters

MILLION, BILLION = 10**6, 10**9


def resolve(given: dict[str, Any], params: int = 135 * MILLION, rows: int = 1000) -> dict[str, Any]:
    return resolve_hyperparameters(given, Subject(params, 2048, rows), "hyperparameters")


def test_every_setting_comes_to_a_number() -> None:
    assert resolve({}) == {
        "n_epochs": 3,
        "batch_size": 32,
        "learning_rate_multiplier": 1.0,
        "learning_rate": 2e-5,
        "warmup_ratio": 0.03,
        "weight_decay": 0.0,
        "max_grad_norm": 1.0,
        "context_length": 1024,
        "lora": False,
        "lora_r": 16,
        "lora_alpha": 32,
        "lora_dropout": 0.0,
        "max_steps": -1,
        "logging_steps": 1,
        "save_steps": 20,
    }
    assert resolve(dict.fromkeys(SETTINGS, "auto")) == resolve({})


@pytest.mark.parametrize(
    ("params", "given", "expected"),
    [
        (1_200_000, {}, {"learning_rate": 7e-4, "lora": False, "batch_size": 32}),
        (1_200_000, {"lora": True}, {"learning_rate": 3e-3, "batch_size": 8}),
        (BILLION, {}, {"learning_rate": 2e-4, "lora": True, "batch_size": 8}),
        (3 * BILLION, {}, {"learning_rate": 1e-4, "lora": True}),
        (BILLION, {"lora": False}, {"learning_rate": 2e-5, "batch_size": 32}),
        (BILLION, {"learning_rate_multiplier": 0.5}, {"learning_rate": 1e-4}),
        (BILLION, {"learning_rate": 4e-4}, {"learning_rate_multiplier": 2.0}),
        (MILLION, {"max_steps": 0}, {"max_steps": 0}),
    ],
)
def test_auto_follows_the_size_of_the_base(
    params: int, given: dict[str, Any], expected: dict[str, Any]
) -> None:
    resolved = resolve(given, params)
    assert {name: resolved[name] for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize(("rows", "epochs"), [(1999, 3), (2000, 2), (9999, 2), (10_000, 1)])
def test_auto_epochs_follow_the_number_of_rows(rows: int, epochs: int) -> None:
    assert resolve({}, rows=rows)["n_epochs"] == epochs


def test_a_long_run_is_logged_some_500_times_and_saved_five_times() -> None:
    resolved = resolve({"batch_size": 1, "n_epochs": 10}, rows=1000)
    assert (resolved["logging_steps"], resolved["save_steps"]) == (20, 2000)


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"epochs": 3}, "epochs"),
        ({"n_epochs": 0}, "n_epochs"),
        ({"n_epochs": 2.5}, "n_epochs"),
        ({"n_epochs": True}, "n_epochs"),
        ({"n_epochs": "3"}, "n_epochs"),
        ({"n_epochs": None}, "n_epochs"),
        ({"learning_rate": float("nan")}, "learning_rate"),
        ({"learning_rate": float("inf")}, "learning_rate"),
        ({"learning_rate": -1e-5}, "learning_rate"),
        ({"lora": 1}, "lora"),
        ({"max_steps": -2}, "max_steps"),
        ({"context_length": 4096}, "context_length"),
        ({"learning_rate": 1e-5, "learning_rate_multiplier": 2}, "learning_rate_multiplier"),
    ],
)
def test_what_is_unknown_or_out_of_range_is_refused_by_name(
    given: dict[str, Any], param: str
) -> None:
    with pytest.raises(ApiError) as caught:
        resolve(given)
    assert caught.value.status == 400
    assert caught.value.param == f"hyperparameters.{param}"
