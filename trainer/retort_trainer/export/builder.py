"""Runs onnxruntime-genai's model builder in this process, offline, on a local folder."""

import contextlib
import importlib
import io
import logging
from pathlib import Path
from typing import Literal

import onnx

Precision = Literal["fp32", "q4", "q8"]

_BUILDER_PRECISION = {"fp32": "fp32", "q4": "int4", "q8": "int8"}
# Symmetric blocks of 32 are what MatMulNBits reads in the browser. A quantised table shared by the
# embedding and the output needs GatherBlockQuantized, which not every browser build has.
# Accuracy level 1 keeps activations in float32. The builder's 4 rounds them to 8 bits, each backend
# in its own way: the browser's WASM then differed from this machine's by 0.1 in the logits, and was
# no faster.
_QUANTISED = [
    "block_size=32",
    "is_symmetric=true",
    "shared_embeddings=false",
    "accuracy_level=1",
]


def build_graph(model_dir: Path, scratch: Path, precision: Precision) -> onnx.ModelProto:
    """The builder's graph of `model_dir` (config, safetensors, tokenizer), weights loaded.

    Inputs and cache stay float32 in every precision. `scratch` holds the builder's files, as large
    as the model. Raises whatever the builder raises, for instance NotImplementedError for an
    architecture it doesn't know.
    """
    builder = _import_builder()
    options = ["hf_remote=false", *([] if precision == "fp32" else _QUANTISED)]
    source, target, cache = str(model_dir), str(scratch / "built"), str(scratch / "cache")
    builds = _BUILDER_PRECISION[precision]
    # The builder narrates each layer on stdout, draws bars on stderr and logs each node.
    logging.getLogger("onnxruntime.quantization").setLevel(logging.WARNING)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        prepared = builder.parse_extra_options("", source, target, builds, "cpu", cache, options)
        builder.create_model("", source, target, builds, "cpu", cache, **prepared)
    return onnx.load(str(scratch / "built" / "model.onnx"))


def _import_builder():
    # The package puts its own folder on sys.path when imported; its builder is written as a script
    # that finds its parts there. In this process it saves a second import of torch: 5 s.
    importlib.import_module("onnxruntime_genai.models")
    return importlib.import_module("onnxruntime_genai.models.builder")
