"""Rewrites the builder's graph so that transformers.js can run it, in left-padded batches too."""

from typing import TypeVar

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

T = TypeVar("T")

_KNOWN_DOMAINS = {"", "ai.onnx", "com.microsoft"}
# Added to the score of a padded position; large enough that its weight is exactly 0 in float32.
_MASKED = 1e9
_KEEP_START, _KEEP_END, _KEEP_AXIS = "retort/keep_start", "retort/keep_end", "retort/keep_axis"


def fit_to_browser(model: onnx.ModelProto, head_dim: int) -> onnx.ModelProto:
    """Changes `model` in place, and returns it:

    - cache tensors get a numeric last dimension, every batch dimension the name `batch_size`:
      transformers.js 4.3.1 makes the empty cache from these;
    - a scalar input `num_logits_to_keep`: logits of so many last positions, 0 = all;
    - padding on the left gives the same answers as no padding (see `_mask_padding`).

    Raises ValueError when the graph isn't of the expected form.
    """
    strange = {node.domain for node in model.graph.node} - _KNOWN_DOMAINS
    if strange:
        raise ValueError(f"expected operators of {_KNOWN_DOMAINS}, got also {strange}")
    for value in [*model.graph.input, *model.graph.output]:
        _name_dimensions(value, head_dim)
    _mask_padding(model.graph)
    _keep_last_logits(model.graph)
    return model


def _name_dimensions(value: ValueInfoProto, head_dim: int) -> None:
    dims = value.type.tensor_type.shape.dim
    dims[0].dim_param = "batch_size"
    if value.name.startswith(("past_key_values.", "present.")):
        dims[3].dim_value = head_dim


def _mask_padding(graph: onnx.GraphProto) -> None:
    """Hides padded positions by `attention_bias` and counts every row as full.

    GroupQueryAttention takes `sum(attention_mask)` as a row's length and padding to be on its
    right, so a row padded on the left reads padding and misses its end. Rotary positions count
    from the padding then, which changes nothing: scores depend on distances only.
    """
    lengths = _only([n for n in graph.node if _sums_mask(n)], "ReduceSum of attention_mask")
    attentions = [n for n in graph.node if n.op_type == "GroupQueryAttention"]
    if not attentions:
        raise ValueError("expected GroupQueryAttention nodes, got none")
    zero = _constant(graph, "retort/zero", np.array(0, np.int64))
    one = _constant(graph, "retort/one", np.array(1, np.int64))
    one_f = _constant(graph, "retort/one_f", np.array(1, np.float32))
    masked = _constant(graph, "retort/masked", np.array(_MASKED, np.float32))
    middle = _constant(graph, "retort/middle_axes", np.array([1, 2], np.int64))
    two_ones = _constant(graph, "retort/two_ones", np.array([1, 1], np.int64))
    one_one = _constant(graph, "retort/one_one", np.array([1], np.int64))
    node = helper.make_node
    added = [
        node("Mul", ["attention_mask", zero], ["retort/mask_zeros"]),
        node("Add", ["retort/mask_zeros", one], ["retort/mask_full"]),
        node("Cast", ["attention_mask"], ["retort/mask_f"], to=TensorProto.FLOAT),
        node("Sub", ["retort/mask_f", one_f], ["retort/padding"]),
        node("Mul", ["retort/padding", masked], ["retort/bias_row"]),  # [batch, total]
        node("Unsqueeze", ["retort/bias_row", middle], ["retort/bias_4d"]),  # [batch, 1, 1, total]
        node("Shape", ["input_ids"], ["retort/length"], start=1, end=2),
        node("Concat", [two_ones, "retort/length", one_one], ["retort/bias_shape"], axis=0),
        # [batch, 1, length, total]
        node("Expand", ["retort/bias_4d", "retort/bias_shape"], ["retort/bias"]),
    ]
    for position, new in enumerate(added):
        graph.node.insert(position, new)
    lengths.input[list(lengths.input).index("attention_mask")] = "retort/mask_full"
    for attention in attentions:
        attention.input.extend([""] * (11 - len(attention.input)))
        attention.input[10] = "retort/bias"


def _keep_last_logits(graph: onnx.GraphProto) -> None:
    """Computes the last positions alone from where no other position is needed any more.

    That is after the last attention, whose keys and values are of all: of what follows (its output
    projection, the last MLP, the norm, the logits) every row stands for itself.
    """
    graph.input.append(helper.make_tensor_value_info("num_logits_to_keep", TensorProto.INT64, []))
    one = _constant(graph, "retort/keep_shape", np.array([1], np.int64))
    _constant(graph, _KEEP_END, np.array([2**62], np.int64))
    _constant(graph, _KEEP_AXIS, np.array([1], np.int64))
    node = helper.make_node
    # From -n to the end; n = 0 starts at 0, which keeps all.
    graph.node.insert(0, node("Neg", ["num_logits_to_keep"], ["retort/keep_from_end"]))
    graph.node.insert(1, node("Reshape", ["retort/keep_from_end", one], [_KEEP_START]))
    attention = [n for n in graph.node if n.op_type == "GroupQueryAttention"][-1]
    after = list(graph.node)[list(graph.node).index(attention) + 1 :]
    made = {name for n in after for name in n.output}
    sums = [n for n in after if n.op_type.startswith("Skip")]
    if not sums:
        raise ValueError("expected a sum with the residual after the last attention, got none")
    # Of its first two inputs the one that is older than the last attention.
    _slice_before(graph, sums[0], 0 if sums[0].input[0] not in made else 1)
    projection = _only([n for n in after if attention.output[0] in n.input], "output projection")
    _slice_before(graph, projection, 0)
    # Said otherwise, ONNX Runtime plans for buffers that don't fit, and warns at each run.
    for value in [*graph.value_info, *graph.output]:
        if value.name in made and not value.name.startswith("present."):
            value.type.tensor_type.shape.dim[1].dim_param = "kept_length"


def _slice_before(graph: onnx.GraphProto, node: NodeProto, index: int) -> None:
    name = node.input[index]
    node.input[index] = f"retort/kept{name}"
    kept = helper.make_node(
        "Slice", [name, _KEEP_START, _KEEP_END, _KEEP_AXIS], [node.input[index]]
    )
    graph.node.insert(list(graph.node).index(node), kept)


def _sums_mask(node: NodeProto) -> bool:
    return node.op_type == "ReduceSum" and "attention_mask" in node.input


def _constant(graph: onnx.GraphProto, name: str, value: np.ndarray) -> str:
    graph.initializer.append(numpy_helper.from_array(value, name))
    return name


def _only(found: list[T], what: str) -> T:
    if len(found) != 1:
        raise ValueError(f"expected one {what}, got {len(found)}")
    return found[0]
