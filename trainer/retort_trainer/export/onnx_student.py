"""Writes the ONNX side of a student folder: the graph and the files transformers.js reads."""

import json
import re
import shutil
import tempfile
from pathlib import Path

import onnx

from retort_trainer.export.builder import Precision, build_graph
from retort_trainer.export.graph import fit_to_browser
from retort_trainer.export.tokenizer import load_tokenizer, read_tokenizer_config

# The names transformers.js gives to files of its dtypes.
ONNX_FILES: dict[Precision, str] = {
    "fp32": "model.onnx",
    "q4": "model_q4.onnx",
    "q8": "model_quantized.onnx",
}
# A protobuf file ends at 2 GB; above this size the weights go beside it.
_INLINE_BYTES = 1_800_000_000
# Jinja in the browser doesn't know the markers; an `if` in their place keeps the white space.
_MARKER = re.compile(r"\{%(-?)\s*(end)?generation\s*(-?)%\}")


def export_onnx(model_dir: Path, out_dir: Path, precision: Precision) -> Path:
    """Writes `out_dir`/onnx/<file of precision>, and beside it configs and tokenizer.

    `model_dir` holds a float32 Hugging Face model with tokenizer and chat template; it may be
    `out_dir`. Called again with another precision it adds a file; the first one stays what
    transformers.js takes by default. Returns the graph's path. Raises TokenizerError for a folder
    without tokenizer.json, and what the builder raises for an unknown architecture.
    """
    config = json.loads((model_dir / "config.json").read_text())
    head_dim = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    path = out_dir / "onnx" / ONNX_FILES[precision]
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out_dir, prefix=".export-") as scratch:
        model = build_graph(model_dir, Path(scratch), precision)
        is_external = _save(fit_to_browser(model, head_dim), path)
    _write_config(config, out_dir, head_dim, precision, path.name if is_external else None)
    _write_generation_config(model_dir, out_dir)
    _write_tokenizer(model_dir, out_dir)
    return path


def _save(model: onnx.ModelProto, path: Path) -> bool:
    """Writes the graph, weights inside if they fit; says whether they lie beside it."""
    for old in (path, path.with_name(f"{path.name}_data")):
        old.unlink(missing_ok=True)
    is_external = sum(len(t.raw_data) for t in model.graph.initializer) > _INLINE_BYTES
    if is_external:
        location = f"{path.name}_data"
        onnx.save_model(model, str(path), save_as_external_data=True, location=location)
    else:
        onnx.save_model(model, str(path))
    return is_external


def _write_config(
    config: dict, out_dir: Path, head_dim: int, precision: Precision, external: str | None
) -> None:
    written = out_dir / "config.json"
    earlier = json.loads(written.read_text()) if written.exists() else {}
    browser = earlier.get("transformers.js_config", {})
    # Without a dtype transformers.js asks for model_quantized.onnx on WASM, model.onnx on WebGPU.
    browser.setdefault("dtype", precision)
    if external is not None:
        browser.setdefault("use_external_data_format", {})[external] = 1
    _write_json(written, {**config, "head_dim": head_dim, "transformers.js_config": browser})


def _write_generation_config(model_dir: Path, out_dir: Path) -> None:
    """Only the special ids: a base's penalties and temperature would bend greedy answers."""
    source = model_dir / "generation_config.json"
    given = json.loads(source.read_text()) if source.exists() else {}
    config = json.loads((model_dir / "config.json").read_text())
    names = ("bos_token_id", "eos_token_id", "pad_token_id")
    ids = {name: given.get(name, config.get(name)) for name in names}
    kept = {name: value for name, value in ids.items() if value is not None}
    _write_json(out_dir / "generation_config.json", {**kept, "do_sample": False})


def _write_tokenizer(model_dir: Path, out_dir: Path) -> None:
    """Writes the tokenizer, its template inside and without the markers for trainers."""
    tokenizer = load_tokenizer(model_dir)
    template = _MARKER.sub(_as_condition, str(tokenizer.chat_template))
    config = {
        **read_tokenizer_config(model_dir),
        "eos_token": tokenizer.eos_token,
        "pad_token": tokenizer.pad_token,
        "chat_template": template,
    }
    if model_dir != out_dir:
        shutil.copy(model_dir / "tokenizer.json", out_dir / "tokenizer.json")
    _write_json(out_dir / "tokenizer_config.json", config)
    (out_dir / "chat_template.jinja").unlink(missing_ok=True)


def _as_condition(marker: re.Match[str]) -> str:
    left, is_end, right = marker.groups()
    return f"{{%{left} {'endif' if is_end else 'if true'} {right}%}}"


def _write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
