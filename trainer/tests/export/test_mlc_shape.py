"""The shape of a config.json, the key that it makes, and what no library is built for."""

from typing import Any

import pytest

from retort_trainer.export.mlc_shape import MlcUnsupportedError, read_shape

LLAMA: dict[str, Any] = {
    "architectures": ["LlamaForCausalLM"],
    "vocab_size": 3020,
    "hidden_size": 128,
    "intermediate_size": 384,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "max_position_embeddings": 512,
    "rms_norm_eps": 1e-5,
    "rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"},
    "tie_word_embeddings": True,
}


def test_the_key_says_all_that_is_compiled_in() -> None:
    shape = read_shape(LLAMA)
    assert shape.key == "llama-v3020-h128-f384-l4-q4-k2-d32-c512-tied-q0f32"
    assert shape.prefill_chunk == 512
    assert shape.as_json() == {
        "architecture": "llama",
        "vocab_size": 3020,
        "hidden_size": 128,
        "intermediate_size": 384,
        "num_hidden_layers": 4,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 32,
        "rope_theta": 10000,
        "rms_norm_eps": 1e-5,
        "tie_word_embeddings": True,
    }


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"tie_word_embeddings": False}, "llama-v3020-h128-f384-l4-q4-k2-d32-c512-untied-q0f32"),
        (
            {"architectures": ["Qwen2ForCausalLM"], "rms_norm_eps": 1e-6,
             "rope_parameters": None, "rope_theta": 1000000.0},
            "qwen2-v3020-h128-f384-l4-q4-k2-d32-c512-tied-t1000000-e1e-6-q0f32",
        ),
        (
            {"head_dim": None, "num_key_value_heads": None, "max_position_embeddings": 8192},
            "llama-v3020-h128-f384-l4-q4-k4-d32-c8192-tied-q0f32",
        ),
    ],
    ids=["untied", "Qwen2 with its own theta and epsilon", "what follows from the rest"],
)  # fmt: skip
def test_what_differs_is_in_the_key(changed: dict[str, Any], key: str) -> None:
    shape = read_shape({**LLAMA, **changed})
    assert shape.key == key
    assert shape.prefill_chunk <= 1024


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"architectures": ["GemmaForCausalLM"]}, "architecture is GemmaForCausalLM"),
        ({"hidden_act": "gelu"}, "activation is gelu"),
        ({"rope_scaling": {"rope_type": "llama3"}}, "positions are scaled .llama3"),
        ({"attention_bias": True}, "attention has a bias"),
        ({"mlp_bias": True}, "feed-forward layers have a bias"),
        ({"use_sliding_window": True}, "sliding window"),
        ({"rope_parameters": {"rope_theta": 10000.5}}, "theta is 10000.5"),
    ],
)
def test_a_model_that_no_library_knows_is_refused_by_name(
    changed: dict[str, Any], reason: str
) -> None:
    with pytest.raises(MlcUnsupportedError, match=reason):
        read_shape({**LLAMA, **changed})
