"""Llama and Qwen2 as TVM's neural network modules, with the functions that web-llm 0.2.86 calls."""

from tvm import relax, te, tirx
from tvm.relax.frontend import nn
from tvm.relax.frontend.nn import op, spec
from tvm.relax.frontend.nn.llm.kv_cache import PagedKVCache, RopeMode, TIRPagedKVCache
from tvm.target import Target

from retort_library.sampling import choose_token, sort_probs
from retort_trainer.export.mlc_shape import MlcShape


class Attention(nn.Module):
    """Grouped-query attention on the paged cache, which turns queries and keys (rotary) itself."""

    def __init__(self, shape: MlcShape) -> None:
        self.shape = shape
        heads = shape.num_attention_heads + 2 * shape.num_key_value_heads
        fused = nn.Linear(
            shape.hidden_size, heads * shape.head_dim, bias=shape.architecture == "qwen2"
        )
        # MLC's names: web-llm asks for the parameters by them.
        setattr(self, "c_attn" if shape.architecture == "qwen2" else "qkv_proj", fused)
        width = shape.num_attention_heads * shape.head_dim
        self.o_proj = nn.Linear(width, shape.hidden_size, bias=False)

    def forward(self, hidden: nn.Tensor, cache: PagedKVCache, layer: int) -> nn.Tensor:
        """[1, tokens, hidden] to the same."""
        shape = self.shape
        fused = self.c_attn if shape.architecture == "qwen2" else self.qkv_proj
        batch, tokens, _ = hidden.shape
        heads = shape.num_attention_heads + 2 * shape.num_key_value_heads
        qkv = op.reshape(fused(hidden), (batch, tokens, heads, shape.head_dim))
        scale = shape.head_dim**-0.5
        attended = cache.attention_with_fused_qkv(
            layer, qkv, shape.num_attention_heads, sm_scale=scale
        )
        width = shape.num_attention_heads * shape.head_dim
        return self.o_proj(op.reshape(attended, (batch, tokens, width)))


class FeedForward(nn.Module):
    """Gate and value in one matrix, one above the other."""

    def __init__(self, shape: MlcShape) -> None:
        self.gate_up_proj = nn.Linear(shape.hidden_size, 2 * shape.intermediate_size, bias=False)
        self.down_proj = nn.Linear(shape.intermediate_size, shape.hidden_size, bias=False)

    def forward(self, hidden: nn.Tensor) -> nn.Tensor:
        """[1, tokens, hidden] to the same."""
        gate, value = op.split(self.gate_up_proj(hidden), 2, axis=-1)
        return self.down_proj(op.silu(gate) * value)


class Layer(nn.Module):
    """Attention, then feed-forward, each on normalised input and added to it."""

    def __init__(self, shape: MlcShape) -> None:
        self.self_attn = Attention(shape)
        self.mlp = FeedForward(shape)
        self.input_layernorm = _norm(shape)
        self.post_attention_layernorm = _norm(shape)

    def forward(self, hidden: nn.Tensor, cache: PagedKVCache, layer: int) -> nn.Tensor:
        """[1, tokens, hidden] to the same."""
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), cache, layer)
        return hidden + self.mlp(self.post_attention_layernorm(hidden))


class Body(nn.Module):
    """All layers and the last norm."""

    def __init__(self, shape: MlcShape) -> None:
        self.embed_tokens = nn.Embedding(shape.vocab_size, shape.hidden_size)
        self.layers = nn.ModuleList([Layer(shape) for _ in range(shape.num_hidden_layers)])
        self.norm = _norm(shape)

    def forward(self, hidden: nn.Tensor, cache: PagedKVCache) -> nn.Tensor:
        """[1, tokens, hidden] to the same."""
        for index, layer in enumerate(self.layers):
            hidden = layer(hidden, cache, index)
        return self.norm(hidden)


class Student(nn.Module):
    """The model with its cache and its sampling. Each method is a function of the library."""

    def __init__(self, shape: MlcShape, target: Target) -> None:
        self.shape = shape
        self.target = target
        self.model = Body(shape)
        if not shape.tie_word_embeddings:
            self.lm_head = nn.Linear(shape.hidden_size, shape.vocab_size, bias=False)

    def embed(self, input_ids: nn.Tensor) -> nn.Tensor:
        """[tokens] to [tokens, hidden]."""
        return self.model.embed_tokens(input_ids)

    def prefill(self, input_embed: nn.Tensor, kv: PagedKVCache) -> tuple[nn.Tensor, PagedKVCache]:
        """[1, tokens, hidden] to the logits of the last token, [1, 1, vocab]."""

        def last_token(hidden: te.Tensor) -> te.Tensor:
            batch, tokens, width = hidden.shape
            return te.compute(
                (batch, 1, width), lambda b, _, i: hidden[b, tokens - 1, i], name="last_token"
            )

        hidden = self.model(input_embed, kv)
        return self._logits(op.tensor_expr_op(last_token, "last_token", [hidden])), kv

    def decode(self, input_embed: nn.Tensor, kv: PagedKVCache) -> tuple[nn.Tensor, PagedKVCache]:
        """[1, 1, hidden] to logits [1, 1, vocab]."""
        return self._logits(self.model(input_embed, kv)), kv

    def softmax_with_temperature(self, logits: nn.Tensor, temperature: nn.Tensor) -> nn.Tensor:
        """[1, 1, v] and [1] to probabilities [1, 1, v]."""
        return op.softmax(logits / op.reshape(temperature, (1, 1, 1)), axis=-1)

    def argsort_probs(self, probs: nn.Tensor) -> tuple[nn.Tensor, nn.Tensor]:
        """[1, v] to the sorted probabilities and their ids, [1, v] each."""
        sorted_probs = nn.Tensor.placeholder(probs.shape, "float32")
        ids = nn.Tensor.placeholder(probs.shape, "int32")
        return op.tensor_ir_op(sort_probs, "sort_probs", [probs], (sorted_probs, ids))

    def sample_with_top_p(
        self,
        sorted_probs: nn.Tensor,
        sorted_indices: nn.Tensor,
        uniform_samples: nn.Tensor,
        sample_indices: nn.Tensor,  # of a batch; here always 0
        top_p: nn.Tensor,
    ) -> nn.Tensor:
        """The chosen id, [1]."""
        given = [sorted_probs, sorted_indices, uniform_samples, top_p]
        chosen = nn.Tensor.placeholder((1,), "int32")
        return op.tensor_ir_op(choose_token, "choose_token", given, chosen)

    def create_tir_paged_kv_cache(
        self,
        max_batch_size: tirx.Var,
        max_total_seq_len: tirx.Var,
        prefill_chunk_size: tirx.Var,
        page_size: tirx.Var,
        support_sliding_window: tirx.Var,
    ) -> PagedKVCache:
        """An empty cache of the sizes that web-llm gives."""
        shape = self.shape
        return TIRPagedKVCache(
            max_batch_size=max_batch_size,
            max_total_seq_len=max_total_seq_len,
            prefill_chunk_size=prefill_chunk_size,
            page_size=page_size,
            support_sliding_window=support_sliding_window,
            attn_kind="mha",
            layer_partition=relax.ShapeExpr([0, shape.num_hidden_layers]),
            num_hidden_layers=shape.num_hidden_layers,
            num_attention_heads=shape.num_attention_heads,
            num_key_value_heads=shape.num_key_value_heads,
            qk_head_dim=shape.head_dim,
            v_head_dim=shape.head_dim,
            mla_original_qk_head_dim=0,
            mla_original_v_head_dim=0,
            rope_mode=RopeMode.NORMAL,
            rope_scale=1,
            rope_theta=shape.rope_theta,
            rope_scaling={},
            # A tensor here would be taken for the factors of long rope.
            rope_ext_factors=relax.prim_value(0),
            rotary_dim=shape.head_dim,
            enable_disaggregation=False,
            dtype="float32",
            target=self.target,
        )

    def functions(self) -> dict[str, dict[str, object]]:
        """The library's functions with their arguments, as TVM's exporter takes them."""
        hidden, tensor = self.shape.hidden_size, spec.Tensor
        cache = spec.Object(object_type=PagedKVCache)
        return {
            "embed": _packed(input_ids=tensor(["tokens"], "int32")),
            "prefill": _packed(input_embed=tensor([1, "tokens", hidden], "float32"), kv=cache),
            "decode": _packed(input_embed=tensor([1, 1, hidden], "float32"), kv=cache),
            "create_tir_paged_kv_cache": _plain(
                max_batch_size=int,
                max_total_seq_len=int,
                prefill_chunk_size=int,
                page_size=int,
                support_sliding_window=int,
            ),
            "softmax_with_temperature": _plain(
                logits=tensor([1, 1, "v"], "float32"), temperature=tensor([1], "float32")
            ),
            "argsort_probs": _plain(probs=tensor([1, "v"], "float32")),
            "sample_with_top_p": _plain(
                sorted_probs=tensor([1, "v"], "float32"),
                sorted_indices=tensor([1, "v"], "int32"),
                uniform_samples=tensor([1], "float32"),
                sample_indices=tensor([1], "int32"),
                top_p=tensor([1], "float32"),
            ),
        }

    def _logits(self, hidden: nn.Tensor) -> nn.Tensor:
        if not self.shape.tie_word_embeddings:
            return self.lm_head(hidden)
        table = op.permute_dims(self.model.embed_tokens.weight)
        return op.matmul(hidden, table, out_dtype="float32")


def _norm(shape: MlcShape) -> nn.RMSNorm:
    return nn.RMSNorm(shape.hidden_size, -1, shape.rms_norm_eps, bias=False)


def _packed(**arguments: object) -> dict[str, object]:
    """A function that gets all parameters as one last argument."""
    return {**arguments, "$": {"param_mode": "packed", "effect_mode": "none"}}


def _plain(**arguments: object) -> dict[str, object]:
    """A function that needs no parameters."""
    return {**arguments, "$": {"param_mode": "none", "effect_mode": "none"}}
