"""Sorting and choosing tokens on WebGPU, for a vocabulary of any size."""

from tvm.script import tirx as T  # noqa: N812  as all of TVM's scripts have it

# WebGPU promises 256 threads a group, 16 KB that they share, and 65,535 groups in a row.
THREADS = 256
PAIRS = 2
TILE = 2 * PAIRS * THREADS
TILE_LEVELS = TILE.bit_length() - 1


@T.macro
def compare_in_tile(keys, ids, pair, level, step):
    """One comparison of each of the thread's pairs, first all reads, then all writes."""
    near = T.alloc_buffer((PAIRS,), "float32", scope="local")
    far = T.alloc_buffer((PAIRS,), "float32", scope="local")
    near_id = T.alloc_buffer((PAIRS,), "int32", scope="local")
    far_id = T.alloc_buffer((PAIRS,), "int32", scope="local")
    for r in T.serial(PAIRS):
        stride = T.int32(1) << (level - step)
        at = (pair + r * THREADS) & (stride - 1)
        base = (pair + r * THREADS - at) * 2
        other = base + T.Select(step == 0, 2 * stride - 1 - at, stride + at)
        near[r] = keys[base + at]
        near_id[r] = ids[base + at]
        far[r] = keys[other]
        far_id[r] = ids[other]
    for r in T.serial(PAIRS):
        stride = T.int32(1) << (level - step)
        at = (pair + r * THREADS) & (stride - 1)
        base = (pair + r * THREADS - at) * 2
        other = base + T.Select(step == 0, 2 * stride - 1 - at, stride + at)
        swap = far[r] > near[r] or (far[r] == near[r] and far_id[r] < near_id[r])
        keys[base + at] = T.Select(swap, far[r], near[r])
        ids[base + at] = T.Select(swap, far_id[r], near_id[r])
        keys[other] = T.Select(swap, near[r], far[r])
        ids[other] = T.Select(swap, near_id[r], far_id[r])


@T.prim_func(s_tir=True)
def sort_probs(var_probs: T.handle, var_keys: T.handle, var_ids: T.handle):  # noqa: C901  three kernels and their loops
    """Probabilities [1, v], highest first, and their token ids; of equals the lower id first.

    A bitonic network in which each level begins by comparing every element with its mirror image,
    so that all comparisons put the higher one first. Elements beyond v would be the lowest: they
    never move, and v needn't be a power of two. A level of 2^(level+1) elements is done within
    tiles in shared memory where it fits, else its wide steps go over the whole array.
    """
    T.func_attr({"tirx.noalias": True, "tirx.is_scheduled": True})
    v = T.int32()
    probs = T.match_buffer(var_probs, (1, v), "float32")
    keys = T.match_buffer(var_keys, (1, v), "float32")
    ids = T.match_buffer(var_ids, (1, v), "int32")
    with T.sblock("root"):
        T.reads()
        T.writes()
        for block in T.thread_binding((v + TILE - 1) // TILE, thread="blockIdx.x"):
            tile = T.alloc_buffer((TILE,), "float32", scope="shared")
            tile_ids = T.alloc_buffer((TILE,), "int32", scope="shared")
            for thread in T.thread_binding(THREADS, thread="threadIdx.x"):
                for r in T.serial(2 * PAIRS):
                    i = block * TILE + r * THREADS + thread
                    tile[r * THREADS + thread] = T.if_then_else(i < v, probs[0, i], T.float32(-1))
                    tile_ids[r * THREADS + thread] = i
                for level in T.serial(TILE_LEVELS):
                    for step in T.serial(level + 1):
                        compare_in_tile(tile, tile_ids, thread, level, step)
                for r in T.serial(2 * PAIRS):
                    i = block * TILE + r * THREADS + thread
                    if i < v:
                        keys[0, i] = tile[r * THREADS + thread]
                        ids[0, i] = tile_ids[r * THREADS + thread]
        for level in T.serial(TILE_LEVELS, T.max(32 - T.clz(v - 1), TILE_LEVELS)):
            for step in T.serial(level - TILE_LEVELS + 1):
                # A pair for two elements, the level's last block counted whole.
                for block in T.thread_binding(
                    ((v - 1) // (T.int32(2) << level) + 1) * (T.int32(1) << level) // THREADS,
                    thread="blockIdx.x",
                ):
                    for thread in T.thread_binding(THREADS, thread="threadIdx.x"):
                        stride = T.int32(1) << (level - step)
                        at = (block * THREADS + thread) & (stride - 1)
                        base = (block * THREADS + thread - at) * 2
                        other = base + T.Select(step == 0, 2 * stride - 1 - at, stride + at)
                        if other < v:
                            near = keys[0, base + at]
                            far = keys[0, other]
                            near_id = ids[0, base + at]
                            far_id = ids[0, other]
                            if far > near or (far == near and far_id < near_id):
                                keys[0, base + at] = far
                                ids[0, base + at] = far_id
                                keys[0, other] = near
                                ids[0, other] = near_id
            for block in T.thread_binding((v + TILE - 1) // TILE, thread="blockIdx.x"):
                tile = T.alloc_buffer((TILE,), "float32", scope="shared")
                tile_ids = T.alloc_buffer((TILE,), "int32", scope="shared")
                for thread in T.thread_binding(THREADS, thread="threadIdx.x"):
                    for r in T.serial(2 * PAIRS):
                        i = block * TILE + r * THREADS + thread
                        tile[r * THREADS + thread] = T.if_then_else(
                            i < v, keys[0, i], T.float32(-1)
                        )
                        tile_ids[r * THREADS + thread] = T.if_then_else(i < v, ids[0, i], i)
                    for step in T.serial(TILE_LEVELS):
                        # Any level above the tile's will do: step 0, the mirror, is over.
                        compare_in_tile(
                            tile, tile_ids, thread, level, level - TILE_LEVELS + 1 + step
                        )
                    for r in T.serial(2 * PAIRS):
                        i = block * TILE + r * THREADS + thread
                        if i < v:
                            keys[0, i] = tile[r * THREADS + thread]
                            ids[0, i] = tile_ids[r * THREADS + thread]


@T.prim_func(s_tir=True)
def choose_token(
    var_probs: T.handle,
    var_ids: T.handle,
    uniform: T.Buffer((1,), "float32"),
    top_p: T.Buffer((1,), "float32"),
    chosen: T.Buffer((1,), "int32"),
):
    """One token of the smallest set of the likeliest whose probability reaches top_p, by a uniform
    number of [0, 1). `probs` [1, v] are sorted, highest first.

    Each thread adds up one stretch; then they walk over the stretches' sums to those two in which
    the set ends and the number falls, and over the elements of these alone.
    """
    T.func_attr({"tirx.noalias": True, "tirx.is_scheduled": True})
    v = T.int32()
    probs = T.match_buffer(var_probs, (1, v), "float32")
    ids = T.match_buffer(var_ids, (1, v), "int32")
    with T.sblock("root"):
        T.reads()
        T.writes()
        for _block in T.thread_binding(1, thread="blockIdx.x"):
            sums = T.alloc_buffer((THREADS,), "float32", scope="shared")
            own = T.alloc_buffer((1,), "float32", scope="local")
            before = T.alloc_buffer((1,), "float32", scope="local")
            within = T.alloc_buffer((1,), "float32", scope="local")
            goal = T.alloc_buffer((1,), "float32", scope="local")
            at = T.alloc_buffer((1,), "int32", scope="local")
            for thread in T.thread_binding(THREADS, thread="threadIdx.x"):
                own[0] = T.float32(0)
                for k in T.serial((v + THREADS - 1) // THREADS):
                    i = thread * ((v + THREADS - 1) // THREADS) + k
                    own[0] = own[0] + T.if_then_else(i < v, probs[0, i], T.float32(0))
                sums[thread] = own[0]
                T.tvm_storage_sync("shared")
                goal[0] = top_p[0]
                # First the probability of the whole set, then the number's place in it. All threads
                # walk alike: TVM allows no shared memory where only some of them come by.
                for _pass in T.serial(2):
                    before[0] = T.float32(0)
                    at[0] = 0
                    for stretch in T.serial(THREADS - 1):
                        with_it = before[0] + sums[stretch]
                        following = (stretch + 1) * ((v + THREADS - 1) // THREADS)
                        if at[0] == stretch and with_it < goal[0] and following < v:
                            before[0] = with_it
                            at[0] = stretch + 1
                    at[0] = at[0] * ((v + THREADS - 1) // THREADS)
                    within[0] = probs[0, at[0]]
                    while at[0] < v - 1 and before[0] + within[0] < goal[0]:
                        at[0] = at[0] + 1
                        within[0] = within[0] + probs[0, at[0]]
                    goal[0] = (before[0] + within[0]) * uniform[0]
                if thread == 0:
                    chosen[0] = ids[0, at[0]]
