"""Whole jobs on tiny real models, in this process."""

import json
from pathlib import Path

import onnx
import pytest
import torch

from retort_trainer.export.greedy import answer_by_graph, answer_greedily, load_student
from retort_trainer.export.session import OnnxSession
from tests.fixtures.make_bases import USER_BOT_TEMPLATE, make_llama
from tests.job.running import (
    events_of,
    losses_of,
    make_chat,
    make_chats,
    make_job,
    run,
    same_weights,
    weights_of,
    write_jsonl,
)


@pytest.mark.parametrize("name", ["llama", "qwen2"])
def test_a_student_learns_and_is_published_whole(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    base: Path = request.getfixturevalue(name)
    held_out = write_jsonl(tmp_path / "held.jsonl", make_chats(8))
    folder = make_job(tmp_path / "job", base, n_epochs=8, validation_file=str(held_out))
    result = run(folder)
    tokens = result.pop("trained_tokens")
    rows = {"used": 24, "dropped": 0}
    assert result == {"status": "succeeded", "rows": rows, "device": "cpu"}
    assert {"device": "cpu"} in [event["data"] for event in events_of(folder)]
    losses = [e["data"] for e in events_of(folder) if "train_loss" in (e["data"] or {})]
    assert losses[-1]["train_loss"] < 0.1 < losses[0]["train_loss"]
    assert set(losses[0]) == {
        "step",
        "total_steps",
        "train_loss",
        "train_mean_token_accuracy",
        "learning_rate",
        "epoch",
    }
    assert [e["seq"] for e in events_of(folder)] == list(range(1, len(events_of(folder)) + 1))
    assert any("valid_loss" in (e["data"] or {}) for e in events_of(folder))
    stage = json.loads((folder / "stage.json").read_text())
    assert (stage["stage"], stage["step"], stage["total_steps"]) == ("done", 24, 24)
    assert stage["trained_tokens"] == tokens > 24 * 8

    out = folder / "out"
    model, tokenizer = load_student(out)
    answer = answer_greedily(model, tokenizer, make_chats(2)[1]["messages"][:1])
    assert tokenizer.decode(answer.answer_ids, skip_special_tokens=True) == "Rome"
    manifest = json.loads((out / "manifest.json").read_text())
    listed = {file["path"] for file in manifest["files"]}
    there = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert listed == there - {"manifest.json"}
    assert {"onnx/model.onnx", "model.safetensors", "selftest.json", "README.md"} <= listed
    assert {"mlc/mlc-chat-config.json", "mlc/tensor-cache.json", "mlc/params_shard_0.bin"} <= listed
    assert {"mlc": manifest["library"]} in [event["data"] for event in events_of(folder)]
    assert f"| Library for web-llm | {manifest['library']} |" in (out / "README.md").read_text()
    assert manifest["parity"]["fp32"]["token_agreement"] == 1
    assert model.config.vocab_size == manifest["vocab_size"]
    config, generation = (
        json.loads((out / file).read_text()) for file in ("config.json", "generation_config.json")
    )
    assert config["eos_token_id"] == generation["eos_token_id"] == tokenizer.eos_token_id
    assert config["pad_token_id"] == generation["pad_token_id"] == tokenizer.pad_token_id


def test_the_same_seed_gives_the_same_weights_and_another_does_not(
    llama: Path, tmp_path: Path
) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        run(make_job(tmp_path / name, llama, seed=seed, n_epochs=1))
    assert same_weights(tmp_path / "a" / "out", tmp_path / "b" / "out")
    assert not same_weights(tmp_path / "a" / "out", tmp_path / "c" / "out")


def test_lora_trains_linear_layers_only_and_is_merged(llama: Path, tmp_path: Path) -> None:
    hyper = {"lora": True, "lora_r": 8, "lora_alpha": 16, "learning_rate": 3e-2, "n_epochs": 8}
    folder = make_job(tmp_path / "job", llama, save_steps=0, **hyper)
    assert run(folder)["status"] == "succeeded"
    losses = losses_of(folder)
    assert losses[-1] < losses[0] / 3
    before, after = weights_of(llama), weights_of(folder / "out")
    assert before.keys() == after.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed == {name for name in before if "_proj" in name}
    assert all(weight.dtype == torch.float32 for weight in after.values())


def test_no_steps_exports_the_base_as_it_is(qwen2: Path, tmp_path: Path) -> None:
    exports = ["onnx-q4", "onnx-fp32"]
    folder = make_job(tmp_path / "job", qwen2, max_steps=0, training_file=None, exports=exports)
    result = run(folder)
    rows = {"used": 0, "dropped": 0}
    assert result == {"status": "succeeded", "trained_tokens": 0, "rows": rows, "device": None}
    assert same_weights(folder / "out", qwen2)
    out = folder / "out"
    cases = json.loads((out / "selftest.json").read_text())["cases"]
    assert len(cases) == 8
    # The page loads q4 here, so these are that graph's answers, and torch's are others.
    session = OnnxSession(out / "onnx" / "model_q4.onnx")
    model, tokenizer = load_student(out)
    graph = [answer_by_graph(session, tokenizer, c["messages"], [2]).answer_ids for c in cases]
    assert graph == [case["greedy_ids"] for case in cases]
    assert graph != [answer_greedily(model, tokenizer, c["messages"]).answer_ids for c in cases]
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["dtype"] == "q4"
    assert set(manifest["parity"]) == {"q4", "fp32"}
    assert manifest["parity"]["q4"]["token_agreement"] < 1


def test_a_job_starts_from_an_earlier_student(llama: Path, tmp_path: Path) -> None:
    run(make_job(tmp_path / "first", llama, n_epochs=8, save_steps=0))
    parent = tmp_path / "first" / "out"
    second = make_job(tmp_path / "second", llama, parent_folder=str(parent), max_steps=1)
    assert run(second)["status"] == "succeeded"
    assert losses_of(second)[0] < losses_of(tmp_path / "first")[0] / 10


def test_a_student_that_web_llm_cannot_be_given_is_published_without_mlc(tmp_path: Path) -> None:
    trimming = USER_BOT_TEMPLATE.replace("{{ m['content'] }}", "{{ m['content'] | trim }}")
    base = make_llama(tmp_path / "base", trimming)
    folder = make_job(tmp_path / "job", base, max_steps=1)
    assert run(folder)["status"] == "succeeded"
    (told,) = [event for event in events_of(folder) if "web-llm" in event["message"]]
    assert told["message"] == (
        "No weights for web-llm: its chat template can't be said in web-llm's form"
    )
    assert told["data"] == {"mlc": None}
    assert not (folder / "out" / "mlc").exists()
    assert json.loads((folder / "out" / "manifest.json").read_text())["library"] is None


def test_rows_too_long_are_dropped_counted_and_named(llama: Path, tmp_path: Path) -> None:
    lines = [*make_chats(8), make_chat("letter " * 200, "long"), *make_chats(1)]
    folder = make_job(tmp_path / "job", llama, lines, max_steps=1, context_length=64)
    assert run(folder)["rows"] == {"used": 9, "dropped": 1}
    (warning,) = [e for e in events_of(folder) if e["level"] == "warn"]
    assert warning["message"] == "Rows dropped: no answer within 64 tokens: 9"
    assert warning["data"] == {"rows": [9]}


def test_all_rows_too_long_is_an_error(llama: Path, tmp_path: Path) -> None:
    folder = make_job(tmp_path / "job", llama, [make_chat("letter " * 200, "long")])
    assert run(folder)["error"]["code"] == "no_rows_left"


def test_a_loss_that_is_no_number_ends_the_job(llama: Path, tmp_path: Path) -> None:
    folder = make_job(tmp_path / "job", llama, learning_rate=1e20, max_grad_norm=1e9)
    error = run(folder)["error"]
    assert (error["code"], error["param"]) == ("training_diverged", "learning_rate")


def test_a_graph_that_says_something_else_ends_the_job(
    llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retort_trainer.export import onnx_student

    def spoil(model: onnx.ModelProto, head_dim: int) -> onnx.ModelProto:
        fitted = onnx_student_fit(model, head_dim)
        weight = next(w for w in fitted.graph.initializer if "qkv_proj" in w.name)
        weight.raw_data = bytes(len(weight.raw_data))
        return fitted

    onnx_student_fit = onnx_student.fit_to_browser
    monkeypatch.setattr(onnx_student, "fit_to_browser", spoil)
    folder = make_job(tmp_path / "job", llama, max_steps=0, training_file=None)
    assert run(folder)["error"]["code"] == "export_parity"
    assert not (folder / "out").exists()


def test_a_base_without_a_template_gets_the_plain_one(tmp_path: Path) -> None:
    from tests.fixtures.make_bases import make_llama

    base = make_llama(tmp_path / "base", template=None)
    folder = make_job(tmp_path / "job", base, max_steps=1, save_steps=0)
    assert run(folder)["status"] == "succeeded"
    config = json.loads((folder / "out" / "tokenizer_config.json").read_text())
    assert "Assistant:" in config["chat_template"]
