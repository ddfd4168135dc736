"""What web-llm does to logits in place before it samples: bias, penalties, a grammar's mask."""

from tvm.script import tirx as T  # noqa: N812  as all of TVM's scripts have it
from tvm.tirx import PrimFunc

THREADS = 256
LOWEST = -3.4028234663852886e38  # float32's


@T.prim_func(s_tir=True)
def apply_logit_bias_inplace(
    var_logits: T.handle, var_rows: T.handle, var_ids: T.handle, var_bias: T.handle
):
    """Adds bias[i] to logits[rows[i], ids[i]]; logits are [batch, v]."""
    T.func_attr({"tirx.noalias": True, "tirx.is_scheduled": True})
    batch = T.int32()
    v = T.int32()
    count = T.int32()
    logits = T.match_buffer(var_logits, (batch, v), "float32")
    rows = T.match_buffer(var_rows, (count,), "int32")
    ids = T.match_buffer(var_ids, (count,), "int32")
    bias = T.match_buffer(var_bias, (count,), "float32")
    for block in T.thread_binding((count + THREADS - 1) // THREADS, thread="blockIdx.x"):
        for thread in T.thread_binding(THREADS, thread="threadIdx.x"):
            i = block * THREADS + thread
            if i < count:
                logits[rows[i], ids[i]] = logits[rows[i], ids[i]] + bias[i]


@T.prim_func(s_tir=True)
def apply_penalty_inplace(
    var_logits: T.handle,
    var_sequences: T.handle,
    var_rows: T.handle,
    var_ids: T.handle,
    var_counts: T.handle,
    var_penalties: T.handle,
):
    """Lowers the logit of each token that has appeared: penalties are [sequences, 3], for its
    presence, for each time, and the factor for repetition, which moves a logit towards -inf."""
    T.func_attr({"tirx.noalias": True, "tirx.is_scheduled": True})
    batch = T.int32()
    v = T.int32()
    count = T.int32()
    sequences = T.int32()
    logits = T.match_buffer(var_logits, (batch, v), "float32")
    rows = T.match_buffer(var_sequences, (sequences,), "int32")
    places = T.match_buffer(var_rows, (count,), "int32")
    ids = T.match_buffer(var_ids, (count,), "int32")
    counts = T.match_buffer(var_counts, (count,), "int32")
    penalties = T.match_buffer(var_penalties, (sequences, 3), "float32")
    for block in T.thread_binding((count + THREADS - 1) // THREADS, thread="blockIdx.x"):
        for thread in T.thread_binding(THREADS, thread="threadIdx.x"):
            i = block * THREADS + thread
            if i < count:
                place = places[i]
                often = T.Cast("float32", counts[i]) * penalties[place, 1]
                logit = logits[rows[place], ids[i]] - penalties[place, 0] - often
                factor = penalties[place, 2]
                logits[rows[place], ids[i]] = T.if_then_else(
                    logit < T.float32(0), logit * factor, logit / factor
                )


@T.prim_func(s_tir=True)
def apply_bitmask_inplace(var_logits: T.handle, var_sequences: T.handle, var_mask: T.handle):
    """Puts out each token whose bit in mask[row, id / 32] is 0."""
    T.func_attr({"tirx.noalias": True, "tirx.is_scheduled": True})
    batch = T.int32()
    v = T.int32()
    sequences = T.int32()
    words = T.int32()
    logits = T.match_buffer(var_logits, (batch, v), "float32")
    rows = T.match_buffer(var_sequences, (sequences,), "int32")
    mask = T.match_buffer(var_mask, (batch, words), "int32")
    for block in T.thread_binding((sequences * v + THREADS - 1) // THREADS, thread="blockIdx.x"):
        for thread in T.thread_binding(THREADS, thread="threadIdx.x"):
            i = block * THREADS + thread
            if i < sequences * v:
                row = rows[i // v]
                word = mask[row, i % v // 32]
                if ((word >> (i % v % 32)) & 1) == 0:
                    logits[row, i % v] = T.float32(LOWEST)


FUNCTIONS: dict[str, PrimFunc] = {
    "apply_logit_bias_inplace": apply_logit_bias_inplace,
    "apply_penalty_inplace": apply_penalty_inplace,
    "apply_bitmask_inplace": apply_bitmask_inplace,
}
