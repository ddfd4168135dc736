"""What of a model is compiled into a web-llm library, and the name of that library."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

QUANTISATION = "q0f32"
# Longer prompts are fed in pieces of so many tokens; a larger piece needs more memory at once.
LARGEST_CHUNK_TOKENS = 1024

_ARCHITECTURES = {"LlamaForCausalLM": "llama", "Qwen2ForCausalLM": "qwen2"}
# What most models have, so that a name needs to say only what differs.
_USUAL_THETA = 10_000
_USUAL_EPS = 1e-5


class MlcUnsupportedError(ValueError):
    """A student that web-llm can't be given; the message ends a sentence that says so."""


@dataclass(frozen=True)
class MlcShape:
    """A model's architecture and sizes. `rope_theta` is a whole number, as the kernels take it."""

    architecture: str
    vocab_size: int
    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    num_key_value_heads: int
    head_dim: int
    rope_theta: int
    rms_norm_eps: float
    tie_word_embeddings: bool
    context_tokens: int

    @property
    def key(self) -> str:
        """The library's name: all that is compiled in, for instance
        `llama-v3020-h128-f384-l4-q4-k2-d32-c512-tied-q0f32`.

        A rope theta other than 10000 and an epsilon other than 1e-5 are named before the
        quantisation, as `t1000000` and `e1e-6`.
        """
        parts = [
            self.architecture,
            f"v{self.vocab_size}",
            f"h{self.hidden_size}",
            f"f{self.intermediate_size}",
            f"l{self.num_hidden_layers}",
            f"q{self.num_attention_heads}",
            f"k{self.num_key_value_heads}",
            f"d{self.head_dim}",
            f"c{self.context_tokens}",
            "tied" if self.tie_word_embeddings else "untied",
        ]
        if self.rope_theta != _USUAL_THETA:
            parts.append(f"t{self.rope_theta}")
        if self.rms_norm_eps != _USUAL_EPS:
            parts.append(f"e{_shortest_exponent(self.rms_norm_eps)}")
        return "-".join([*parts, QUANTISATION])

    @property
    def prefill_chunk(self) -> int:
        """Tokens that a prompt is fed in at once."""
        return min(self.context_tokens, LARGEST_CHUNK_TOKENS)

    def as_json(self) -> dict[str, Any]:
        """All but the context, by the names of config.json."""
        return {name: value for name, value in asdict(self).items() if name != "context_tokens"}


def read_shape(config: Mapping[str, Any]) -> MlcShape:
    """The shape of a model by its config.json (transformers 4 or 5).

    Raises MlcUnsupportedError, naming what of the model a library doesn't know.
    """
    _refuse_strange(config)
    heads = int(config["num_attention_heads"])
    return MlcShape(
        architecture=_ARCHITECTURES[config["architectures"][0]],
        vocab_size=int(config["vocab_size"]),
        hidden_size=int(config["hidden_size"]),
        intermediate_size=int(config["intermediate_size"]),
        num_hidden_layers=int(config["num_hidden_layers"]),
        num_attention_heads=heads,
        num_key_value_heads=int(config.get("num_key_value_heads") or heads),
        head_dim=int(config.get("head_dim") or config["hidden_size"] // heads),
        rope_theta=_read_theta(config),
        rms_norm_eps=float(config["rms_norm_eps"]),
        tie_word_embeddings=bool(config.get("tie_word_embeddings", False)),
        context_tokens=int(config["max_position_embeddings"]),
    )


def _refuse_strange(config: Mapping[str, Any]) -> None:
    names = config.get("architectures") or ["none"]
    ropes = [config.get(name) or {} for name in ("rope_scaling", "rope_parameters")]
    types = [rope.get("rope_type") or rope.get("type") or "default" for rope in ropes]
    rope_type = next((name for name in types if name != "default"), "default")
    strange = {
        f"the architecture is {names[0]}, not one of {', '.join(_ARCHITECTURES)}": (
            names[0] not in _ARCHITECTURES
        ),
        f"its activation is {config.get('hidden_act')}, not silu": (
            config.get("hidden_act", "silu") != "silu"
        ),
        f"its positions are scaled ({rope_type})": rope_type != "default",
        "its attention has a bias": bool(config.get("attention_bias")),
        "its feed-forward layers have a bias": bool(config.get("mlp_bias")),
        "its attention has a sliding window": bool(config.get("use_sliding_window")),
    }
    for reason, holds in strange.items():
        if holds:
            raise MlcUnsupportedError(reason)


def _read_theta(config: Mapping[str, Any]) -> int:
    rope = config.get("rope_parameters") or {}
    theta = float(rope.get("rope_theta") or config.get("rope_theta") or _USUAL_THETA)
    if not math.isfinite(theta) or theta != int(theta):
        raise MlcUnsupportedError(f"its rope theta is {theta}, not a whole number")
    return int(theta)


def _shortest_exponent(value: float) -> str:
    """As JavaScript's `toExponential()`: 1e-6, 1.5e-5."""
    return f"{Decimal(repr(value)).normalize():e}"
