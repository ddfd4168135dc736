"""The service answers in a student's place: the shipped one, through OpenAI's client."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import openai
import pytest

from tests.service.running import ROOT, RunningTrainer, eventually, pids_with

SHIPPED = ROOT.parent / "models/practice-student"
MODEL = "retort/practice-student"
COMMAND = (sys.executable, "-m", "retort_trainer")
ANSWERING = "retort_trainer.answer --folder"


@pytest.fixture(scope="module")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTrainer]:
    folder = tmp_path_factory.mktemp("answering")
    copy = {"id": "tests/copy", "folder": str(SHIPPED), "license": "MIT"}
    broken = folder / "broken"
    broken.mkdir()
    for name in ("config.json", "tokenizer.json"):
        (broken / name).write_bytes((SHIPPED / name).read_bytes())
    (broken / "model.safetensors").write_bytes((SHIPPED / "model.safetensors").read_bytes())
    bases = [
        {**copy, "id": MODEL},
        copy,
        {**copy, "id": "tests/broken", "folder": str(broken)},
        {"id": "tests/far", "hub": "tests/far", "revision": "0" * 40, "params": 1, "context": 8},
    ]
    (folder / "bases-of-chat.json").write_text(json.dumps({"bases": bases}))
    running = RunningTrainer(
        folder / "data", COMMAND, "--bases", str(folder / "bases-of-chat.json")
    )
    # Starting a process means importing torch, which a busy machine takes its time for.
    running.http.timeout = 90
    # It has no end token, which the list of bases can't see.
    (broken / "tokenizer_config.json").write_text("{}")
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def shipped_cases() -> list[dict]:
    return json.loads((SHIPPED / "selftest.json").read_text())["cases"]


def test_it_says_what_the_self_test_says(answering: RunningTrainer) -> None:
    from retort_trainer.export.tokenizer import load_tokenizer

    tokenizer = load_tokenizer(SHIPPED)
    for case in shipped_cases()[:4]:
        reply = answering.openai.chat.completions.create(
            model=MODEL, messages=case["messages"], temperature=0, max_tokens=32
        )
        expected = tokenizer.decode(case["greedy_ids"], skip_special_tokens=True)
        assert reply.choices[0].message.content == expected
        assert reply.usage is not None
        assert reply.usage.prompt_tokens == len(case["prompt_ids"])
        ends = {"stop": len(case["greedy_ids"]) - 1, "length": len(case["greedy_ids"])}
        assert reply.usage.completion_tokens == ends[str(reply.choices[0].finish_reason)]


def test_a_stream_brings_the_same_text_in_pieces(answering: RunningTrainer) -> None:
    messages = shipped_cases()[0]["messages"]
    asked = {"model": MODEL, "messages": messages, "temperature": 0, "max_tokens": 32}
    whole = answering.openai.chat.completions.create(**asked)
    chunks = list(
        answering.openai.chat.completions.create(
            **asked, stream=True, stream_options={"include_usage": True}
        )
    )
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert len([piece for piece in pieces if piece]) > 1
    assert "".join(pieces) == whole.choices[0].message.content
    assert chunks[-2].choices[0].finish_reason == whole.choices[0].finish_reason
    assert chunks[-1].usage == whole.usage


def test_many_at_once_are_answered_as_one_by_one(answering: RunningTrainer) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def answer(text: str) -> str | None:
        reply = answering.openai.chat.completions.create(
            model=MODEL,
            messages=[{"role": "user", "content": text}],
            temperature=0.8,
            seed=len(text),
            max_tokens=24,
        )
        return reply.choices[0].message.content

    texts = [case["messages"][-1]["content"] for case in shipped_cases()]
    alone = [answer(text) for text in texts]
    with ThreadPoolExecutor(len(texts)) as pool:
        assert list(pool.map(answer, texts)) == alone


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"model": "nobody"}, 404, "not_found"),
        ({"model": "tests/far"}, 400, "model_not_ready"),
        ({"model": "tests/broken"}, 400, "model_not_loadable"),
        ({"messages": []}, 400, "invalid_parameter"),
        ({"messages": [{"role": "tool", "content": "x"}]}, 400, "invalid_parameter"),
        ({"tools": []}, 400, "unknown_parameter"),
        ({"n": 2}, 400, "invalid_parameter"),
        ({"messages": [{"role": "user", "content": "a b " * 900}]}, 400, "context_length_exceeded"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_it_can_t_answer_is_named(
    answering: RunningTrainer, body: dict, status: int, code: str, stream: bool
) -> None:
    valid = {"model": MODEL, "messages": [{"role": "user", "content": "Say hello."}]}
    reply = answering.http.post("/v1/chat/completions", json={**valid, "stream": stream, **body})
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code), reply.text


def test_another_model_gets_the_process_when_the_open_answers_have_ended(
    answering: RunningTrainer,
) -> None:
    def say(model: str) -> str | None:
        reply = answering.openai.chat.completions.create(
            model=model, messages=shipped_cases()[0]["messages"], temperature=0
        )
        return reply.choices[0].message.content

    assert say(MODEL) == say("tests/copy") == say(MODEL)
    assert len(pids_with(f"{ANSWERING} {SHIPPED}")) == 1


def test_a_process_that_is_killed_fails_its_answer_by_name_and_is_replaced(
    answering: RunningTrainer,
) -> None:
    asked = {
        "model": MODEL,
        "messages": shipped_cases()[0]["messages"],
        "temperature": 2,
        "stream": True,
    }
    failed = False
    # An answer may have ended before the kill; warm ones are long.
    for seed in range(20):
        stream = answering.openai.chat.completions.create(**asked, seed=seed)
        next(iter(stream))
        for pid in pids_with(f"{ANSWERING} {SHIPPED}"):
            os.kill(pid, signal.SIGKILL)
        try:
            list(stream)
        except openai.APIError as error:
            assert error.code == "answering_failed"
            failed = True
            break
    assert failed
    assert answering.openai.chat.completions.create(**{**asked, "stream": False})


def test_an_answer_that_nobody_waits_for_is_given_up(answering: RunningTrainer) -> None:
    asked = {
        "model": MODEL,
        "messages": shipped_cases()[0]["messages"],
        "temperature": 2,
        "stream": True,
    }
    with answering.http.stream("POST", "/v1/chat/completions", json=asked) as stream:
        next(stream.iter_lines())
    # Another model is answered only when nothing is open.
    reply = answering.http.post(
        "/v1/chat/completions", json={**asked, "model": "tests/copy", "stream": False}, timeout=60
    )
    assert reply.status_code == 200


def test_without_a_token_nobody_is_answered(answering: RunningTrainer) -> None:
    reply = httpx.post(f"{answering.url}/v1/chat/completions", json={})
    assert reply.status_code == 401


def test_no_process_outlives_the_service_even_when_it_is_killed(
    answering: RunningTrainer, tmp_path: Path
) -> None:
    answering.openai.chat.completions.create(
        model=MODEL, messages=shipped_cases()[0]["messages"], temperature=0
    )
    assert pids_with(f"{ANSWERING} {SHIPPED}")
    answering.kill()
    eventually(lambda: not pids_with(f"{ANSWERING} {SHIPPED}"), "the end of the process")
    answering.start()
    answering.openai.chat.completions.create(
        model=MODEL, messages=shipped_cases()[0]["messages"], temperature=0
    )
    assert answering.stop() == 0
    assert pids_with(f"{ANSWERING} {SHIPPED}") == []
