"""Runs an exported graph on this machine's processor the way transformers.js runs it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort

Cache = dict[str, np.ndarray]


class OnnxSession:
    """A graph loaded by ONNX Runtime; the cache is handed in and out, as in the browser."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def empty_cache(self, batch: int) -> Cache:
        """Keys and values of no tokens, [batch, heads, 0, head dimension] each."""
        inputs = self._session.get_inputs()
        past = [i for i in inputs if i.name.startswith("past_key_values.")]
        return {i.name: np.zeros((batch, i.shape[1], 0, i.shape[3]), np.float32) for i in past}

    def run(
        self, ids: np.ndarray, mask: np.ndarray, cache: Cache, keep: int
    ) -> tuple[np.ndarray, Cache]:
        """Logits [batch, kept tokens, vocab] and the longer cache.

        `ids` [batch, new tokens], `mask` [batch, all tokens], both int64; `keep` last positions
        have logits, 0 = all.
        """
        feeds = {"input_ids": ids, "attention_mask": mask, **cache}
        feeds["num_logits_to_keep"] = np.array(keep, np.int64)
        names = [output.name for output in self._session.get_outputs()]
        results = dict(zip(names, self._session.run(names, feeds), strict=True))
        logits = np.asarray(results.pop("logits"))
        past = {
            name.replace("present.", "past_key_values."): np.asarray(value)
            for name, value in results.items()
        }
        return logits, past


def pad_left(rows: Sequence[list[int]], pad_id: int) -> tuple[np.ndarray, np.ndarray]:
    """Ids and mask, both [batch, longest row]."""
    length = max(len(row) for row in rows)
    ids = [[pad_id] * (length - len(row)) + row for row in rows]
    mask = [[0] * (length - len(row)) + [1] * len(row) for row in rows]
    return np.array(ids, np.int64), np.array(mask, np.int64)
