"""The MLC weights are the model's, tensor for tensor, in the shards that the list names."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

from retort_trainer.export import mlc_student, mlc_weights
from retort_trainer.export.mlc_shape import MlcUnsupportedError, read_shape
from retort_trainer.export.mlc_student import export_mlc
from retort_trainer.export.mlc_weights import tensors_of
from tests.fixtures.make_bases import SHAPE, save


@pytest.fixture(params=["llama", "qwen2", "untied"])
def student(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "student"
    shutil.copytree(
        request.getfixturevalue("llama" if request.param == "untied" else request.param), folder
    )
    if request.param == "untied":
        config = LlamaConfig(vocab_size=387, tie_word_embeddings=False, eos_token_id=3, **SHAPE)
        save(LlamaForCausalLM, config, folder)
    return folder


def read_back(folder: Path) -> dict[str, torch.Tensor]:
    """The tensors by tensor-cache.json alone."""
    tensors: dict[str, torch.Tensor] = {}
    for shard in json.loads((folder / "tensor-cache.json").read_text())["records"]:
        content = (folder / shard["dataPath"]).read_bytes()
        assert shard["nbytes"] == len(content)
        assert shard["md5sum"] == hashlib.md5(content, usedforsecurity=False).hexdigest()
        for record in shard["records"]:
            assert (record["format"], record["dtype"]) == ("raw", "float32")
            part = content[record["byteOffset"] : record["byteOffset"] + record["nbytes"]]
            values = np.frombuffer(part, "<f4").reshape(record["shape"])
            tensors[record["name"]] = torch.from_numpy(values.copy())
    return tensors


def in_parts(model: torch.nn.Module, name: str) -> torch.Tensor:
    """What MLC names so, put together from the torch model."""
    names = {
        "qkv_proj": ("q_proj", "k_proj", "v_proj"),
        "c_attn": ("q_proj", "k_proj", "v_proj"),
        "gate_up_proj": ("gate_proj", "up_proj"),
    }
    weights = dict(model.named_parameters())
    for fused, parts in names.items():
        if fused in name:
            return torch.cat([weights[name.replace(fused, part)] for part in parts])
    return weights[name]


def test_every_tensor_is_the_models(student: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(str(student))
    export = export_mlc(student)
    tensors = read_back(student / "mlc")
    assert export.tensors == len(tensors)
    assert all(torch.equal(tensor, in_parts(model, name)) for name, tensor in tensors.items())
    assert sum(t.numel() for t in tensors.values()) == sum(p.numel() for p in model.parameters())


def test_the_config_names_the_library_of_the_shape_and_what_web_llm_needs(student: Path) -> None:
    export = export_mlc(student)
    config = json.loads((student / "mlc" / "mlc-chat-config.json").read_text())
    shape = read_shape(json.loads((student / "config.json").read_text()))
    assert config["model_lib"] == export.library == shape.key
    assert config["context_window_size"] == config["prefill_chunk_size"] == 128
    assert config["vocab_size"] == shape.vocab_size >= config["active_vocab_size"]
    assert config["tokenizer_files"] == ["tokenizer.json"]
    assert config["conv_template"]["stop_token_ids"] == [config["eos_token_id"]]


def test_weights_that_no_tab_has_room_for_are_refused_and_leave_nothing(
    student: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mlc_student, "_LARGEST_BYTES", 100_000)
    with pytest.raises(MlcUnsupportedError, match="its weights take"):
        export_mlc(student)
    assert not (student / "mlc").exists()


def test_a_tensor_of_half_a_shard_or_more_has_one_of_its_own(
    llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mlc_weights, "SHARD_BYTES", 64_000)
    shape = read_shape(json.loads((llama / "config.json").read_text()))
    mlc_weights.write_weights(llama, tmp_path, shape)
    cache = json.loads((tmp_path / "tensor-cache.json").read_text())
    sizes = [[record["nbytes"] for record in shard["records"]] for shard in cache["records"]]
    assert sizes[0] == [387 * 64 * 4]
    assert all(len(shard) == 1 or sum(shard) <= 64_000 for shard in sizes)
    assert all(len(shard) == 1 for shard in sizes if max(shard) >= 32_000)
    assert {name for name, _ in tensors_of(shape)} == read_back(tmp_path).keys()
    paths = [shard["dataPath"] for shard in cache["records"]]
    assert paths == [f"params_shard_{index}.bin" for index in range(len(paths))]
    assert cache["metadata"]["ParamBytes"] == sum(map(sum, sizes))
