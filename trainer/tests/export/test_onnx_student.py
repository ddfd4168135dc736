"""The exported graph says what torch says, and the folder holds what transformers.js reads."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from retort_trainer.export.builder import Precision
from retort_trainer.export.greedy import GreedyAnswer, load_student
from retort_trainer.export.onnx_student import ONNX_FILES, export_onnx
from retort_trainer.export.parity import Parity, measure_parity
from retort_trainer.export.selftest import find_clear_answers, write_selftest
from retort_trainer.export.session import OnnxSession, pad_left


def answers_of(base: Path) -> list[GreedyAnswer]:
    model, tokenizer = load_student(base)
    return find_clear_answers(model, tokenizer, [])


@pytest.mark.parametrize("name", ["llama", "qwen2"])
def test_left_padded_batches_through_the_cache_equal_torch(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    base: Path = request.getfixturevalue(name)
    answers = answers_of(base)
    assert len({len(a.prompt_ids) for a in answers}) > 3, "the batch must be padded"
    parity = measure_parity(export_onnx(base, tmp_path, "fp32"), answers, pad_id=0)
    assert parity.token_agreement == 1
    assert parity.max_logit_gap < 1e-4
    assert parity.is_exact


def test_parity_sees_a_wrong_weight(llama: Path, tmp_path: Path) -> None:
    path = export_onnx(llama, tmp_path, "fp32")
    model = onnx.load(str(path))
    weight = next(w for w in model.graph.initializer if "q_proj" in w.name or "qkv" in w.name)
    weight.raw_data = bytes(len(weight.raw_data))
    onnx.save_model(model, str(path))
    assert not measure_parity(path, answers_of(llama), pad_id=0).is_exact


def test_nan_is_never_exact(llama: Path, tmp_path: Path) -> None:
    path = export_onnx(llama, tmp_path, "fp32")
    answers = answers_of(llama)
    broken = replace(answers[0], logits=torch.full_like(answers[0].logits, torch.nan))
    assert not measure_parity(path, [broken, *answers[1:]], pad_id=0).is_exact
    assert not Parity(float("nan"), 1.0, 1).is_exact


def test_quantised_graphs_run_and_8_bits_agree_more_than_4(qwen2: Path, tmp_path: Path) -> None:
    answers = answers_of(qwen2)
    q4, q8 = (
        measure_parity(export_onnx(qwen2, tmp_path, p), answers, pad_id=0) for p in ("q4", "q8")
    )
    assert 0 < q4.token_agreement < q8.token_agreement < 1
    assert q8.max_logit_gap < q4.max_logit_gap
    files = {p.name for p in (tmp_path / "onnx").iterdir()}
    assert files == {ONNX_FILES["q4"], ONNX_FILES["q8"]}
    config = json.loads((tmp_path / "config.json").read_text())
    assert config["transformers.js_config"] == {"dtype": "q4"}


def test_the_folder_holds_what_transformers_js_reads(llama: Path, tmp_path: Path) -> None:
    path = export_onnx(llama, tmp_path, "fp32")
    graph = onnx.load(str(path), load_external_data=False).graph
    shapes = {
        v.name: [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim]
        for v in [*graph.input, *graph.output]
    }
    assert shapes["past_key_values.1.value"] == ["batch_size", 2, "past_sequence_length", 16]
    assert shapes["present.0.key"] == ["batch_size", 2, "total_sequence_length", 16]
    assert shapes["num_logits_to_keep"] == []
    assert shapes["logits"] == ["batch_size", "kept_length", 387]
    assert "position_ids" not in shapes
    config = json.loads((tmp_path / "config.json").read_text())
    assert (config["model_type"], config["head_dim"], config["vocab_size"]) == ("llama", 16, 387)
    tokenizer = json.loads((tmp_path / "tokenizer_config.json").read_text())
    assert "generation %}" not in tokenizer["chat_template"]
    generation = json.loads((tmp_path / "generation_config.json").read_text())
    ids = {"bos_token_id": 1, "eos_token_id": 3, "pad_token_id": 0}
    assert generation == {**ids, "do_sample": False}
    assert not list(tmp_path.glob(".export-*"))


def test_a_folder_may_be_exported_into_itself_twice(llama: Path, tmp_path: Path) -> None:
    for file in llama.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    answers = answers_of(llama)
    for _ in range(2):
        path = export_onnx(tmp_path, tmp_path, "fp32")
        assert measure_parity(path, answers, pad_id=0).is_exact


def test_weights_too_large_for_one_file_lie_beside_it(
    llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retort_trainer.export.onnx_student._INLINE_BYTES", 1000)
    path = export_onnx(llama, tmp_path, "fp32")
    assert (tmp_path / "onnx" / "model.onnx_data").exists()
    assert measure_parity(path, answers_of(llama), pad_id=0).is_exact
    config = json.loads((tmp_path / "config.json").read_text())
    external = {"dtype": "fp32", "use_external_data_format": {"model.onnx": 1}}
    assert config["transformers.js_config"] == external


@pytest.mark.parametrize("precision", ["fp32", "q8"])
def test_logits_of_some_last_tokens_are_those_among_all(
    llama: Path, tmp_path: Path, precision: Precision
) -> None:
    session = OnnxSession(export_onnx(llama, tmp_path, precision))
    ids, mask = pad_left([[5, 6, 7, 8, 9, 10], [11, 12, 13]], 0)
    whole, _ = session.run(ids, mask, session.empty_cache(2), keep=0)
    for keep in (1, 2):
        some, cache = session.run(ids, mask, session.empty_cache(2), keep=keep)
        assert some.shape == (2, keep, 387)
        np.testing.assert_allclose(some, whole[:, -keep:], atol=1e-5)
        assert all(value.shape[2] == 6 for value in cache.values())


def test_selftest_holds_eight_answers_that_won_clearly(llama: Path, tmp_path: Path) -> None:
    prompts = [[{"role": "user", "content": "Name a colour."}]]
    content = json.loads(write_selftest(llama, tmp_path, prompts).read_text())
    assert content["version"] == 1
    assert content["eos_token_ids"] == [3]
    assert len(content["cases"]) == 8
    assert content["cases"][0]["messages"] == prompts[0]
    model, _ = load_student(llama)
    for case in content["cases"]:
        # Independent of our loop: transformers' own generate.
        ids = torch.tensor([case["prompt_ids"]])
        out = model.generate(ids, do_sample=False, max_new_tokens=32)  # pyright: ignore
        assert out[0, ids.shape[1] :].tolist() == case["greedy_ids"]


def test_prompts_that_fill_the_context_are_left_out(qwen2: Path) -> None:
    model, tokenizer = load_student(qwen2)
    long = [{"role": "user", "content": "name " * model.config.max_position_embeddings}]
    answers = find_clear_answers(model, tokenizer, [long])
    assert all(answer.messages != long for answer in answers)
    room = model.config.max_position_embeddings
    assert all(len(a.prompt_ids) + len(a.answer_ids) <= room for a in answers)
