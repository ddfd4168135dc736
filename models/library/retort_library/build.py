"""Builds the library of a model's shape, and lists it."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from retort_library.emcc import emcc_version, find_emcc
from retort_library.errors import LibraryError
from retort_trainer.export.mlc_shape import QUANTISATION, MlcShape, MlcUnsupportedError, read_shape

WEBLLM = "0.2.86"
LIST = "libraries.json"

Say = Callable[[str], None]


def build_library(config: Mapping[str, Any], folder: Path, say: Say) -> Path:
    """Writes `folder`/<key>.wasm for the model of a config.json, and notes it in libraries.json.

    Raises LibraryError: no emcc, a model it doesn't know, a compiler that fails.
    """
    shape = _shape_of(config)
    emcc = find_emcc()
    started = time.monotonic()
    versions = f"emscripten {emcc_version(emcc)} and TVM {version('apache-tvm')}"
    say(f"Building {shape.key} with {versions}.")
    out = folder / f"{shape.key}.wasm"
    folder.mkdir(parents=True, exist_ok=True)
    _compile_and_link(shape, emcc, out, say)
    _note(folder, shape, emcc, out)
    megabytes = out.stat().st_size / 1e6
    say(f"Wrote {out} ({megabytes:.1f} MB) in {time.monotonic() - started:.0f} s.")
    return out


def _compile_and_link(shape: MlcShape, emcc: str, out: Path, say: Say) -> None:
    # These import TVM: a second, and a traceback where its wheel doesn't fit the machine.
    from retort_library.compile import compile_shape
    from retort_library.link import link
    from retort_library.runtime import runtime_objects

    runtime = runtime_objects(emcc, say)
    say("Compiling the model's kernels (a few seconds) …")
    executable = compile_shape(shape)
    say("Linking …")
    draft = out.with_suffix(".new.wasm")
    try:
        link(emcc, executable, runtime, draft)
        # emcc marks it as a program.
        draft.chmod(0o644)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)


def _shape_of(config: Mapping[str, Any]) -> MlcShape:
    try:
        return read_shape(config)
    except MlcUnsupportedError as error:
        raise LibraryError(f"No library can be built for this model: {error}.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise LibraryError(f"This config.json can't be used: {error!r}") from error


def _note(folder: Path, shape: MlcShape, emcc: str, out: Path) -> None:
    """Puts the library into the list, in place of an earlier one of its key."""
    path = folder / LIST
    listed = json.loads(path.read_text())["libraries"] if path.exists() else []
    entry = {
        "key": shape.key,
        "file": out.name,
        "bytes": out.stat().st_size,
        "sha256": hashlib.sha256(out.read_bytes()).hexdigest(),
        "shape": shape.as_json(),
        "quantization": QUANTISATION,
        "contextTokens": shape.context_tokens,
        "prefillChunk": shape.prefill_chunk,
        "webllm": WEBLLM,
        "tvm": version("apache-tvm"),
        "emscripten": emcc_version(emcc),
    }
    others = [library for library in listed if library["key"] != shape.key]
    libraries = sorted([*others, entry], key=lambda library: library["key"])
    path.write_text(json.dumps({"libraries": libraries}, indent="\t") + "\n")
