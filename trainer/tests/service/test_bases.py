"""The list of bases: an entry that can't be used is listed so, and takes no other one along."""

import json
import logging
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from retort_trainer.bases import Base, BaseList, load_bases
from tests.service.in_process import FakeEngine, make_client, make_service
from tests.service.queued import Names, job, run_until, succeed
from tests.service.running import BASE, write_bases

WEIGHTS = "model.safetensors"


def list_with(bases: Path, *entries: object) -> None:
    """Puts entries before the good one."""
    good = {"id": BASE, "folder": "tiny-base"}
    bases.write_text(json.dumps({"bases": [*entries, good]}))


def of_length(header_bytes: int) -> bytes:
    return struct.pack("<Q", header_bytes) + b"{}" + bytes(100)


def of_header(header: Any) -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text


@pytest.fixture
def bases(tmp_path: Path) -> Path:
    """A list of one good base, and beside it the folder `bad`, equal to the good one's."""
    path = write_bases(tmp_path)
    shutil.copytree(tmp_path / "tiny-base", tmp_path / "bad")
    return path


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (WEIGHTS, b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
        (WEIGHTS, b"", "cut short: 0 bytes"),
        (WEIGHTS, b"\x08\x00\x00", "cut short: 3 bytes"),
        (WEIGHTS, of_length(2**63), "a header of 9223372036854775808 bytes in a file of 110"),
        (WEIGHTS, of_length(500), "a header of 500 bytes in a file of 110"),
        (WEIGHTS, of_length(1), "no header of safetensors"),
        (WEIGHTS, of_header([1]), "no header of safetensors"),
        (WEIGHTS, of_header({"a": {"shape": [2]}}), "no header of safetensors"),
        (WEIGHTS, of_header({"a": {"shape": [2], "data_offsets": [0, 8]}}), "cut short"),
        (WEIGHTS, None, "has no *.safetensors"),
        ("tokenizer.json", None, "has no tokenizer.json"),
        ("config.json", b"{", "config.json is no JSON"),
        ("config.json", b"[]", "config.json is no JSON object"),
        ("config.json", b'{"vocab_size": 3}', "as max_position_embeddings, got nothing"),
        (
            "config.json",
            b'{"max_position_embeddings": 8, "vocab_size": "3"}',
            "as vocab_size, got '3'",
        ),
        (
            "model.safetensors.index.json",
            b'{"weight_map": {"a": "model-2.safetensors", "b": "model.safetensors"}}',
            "has no model-2.safetensors",
        ),
    ],
)
def test_a_folder_that_can_not_be_used_says_why_and_the_other_base_stays(
    bases: Path, name: str, content: bytes | None, reason: str
) -> None:
    place = bases.parent / "bad" / name
    if content is None:
        place.unlink()
    else:
        place.write_bytes(content)
    list_with(bases, {"id": "bad", "name": "Bad", "folder": "bad", "context": 64})
    bad, good = load_bases(bases)
    assert (bad.id, bad.name, bad.ready, good.ready, good.problem) == (
        *("bad", "Bad"),
        *(False, True, None),
    )
    assert reason in str(bad.problem)


def make_loop(folder: Path) -> None:
    (folder / "loop").symlink_to(folder / "loop")


def make_locked(folder: Path) -> None:
    (folder / "locked").mkdir()
    (folder / "locked" / "config.json").mkdir()
    (folder / "locked" / "tokenizer.json").touch()
    (folder / "locked" / WEIGHTS).touch()


@pytest.mark.parametrize(
    ("entry", "reason", "prepare"),
    [
        ("text", "valid dictionary", None),
        ({"id": 3, "folder": "bad"}, "id: Input should be a valid string", None),
        ({"id": "", "folder": "bad"}, "id: String should have at least 1", None),
        ({"id": "x", "folder": "bad", "license": []}, "license: ", None),
        ({"id": "x", "folder": "bad", "params": "many"}, "params: ", None),
        ({"id": "x", "folder": "bad", "context": -1}, "context: ", None),
        ({"id": "x", "folder": "none"}, "has no config.json", None),
        ({"id": "x", "folder": "nu\x00ll"}, "", None),
        ({"id": "x", "folder": "loop"}, "", make_loop),
        ({"id": "x", "folder": "locked"}, "config.json can't be read", make_locked),
        ({"id": "x", "hub": "a/b/c/d", "revision": "0"}, "Repo id", None),
        ({"id": "x", "hub": "nobody/none", "revision": "0"}, "expected params and context", None),
    ],
)
def test_an_entry_that_can_not_be_used_says_why_and_the_other_base_stays(
    bases: Path, entry: object, reason: str, prepare: Callable[[Path], None] | None
) -> None:
    if prepare:
        prepare(bases.parent)
    list_with(bases, entry)
    bad, good = load_bases(bases)
    assert (bad.ready, good.ready, good.problem) == (False, True, None)
    assert bad.problem
    assert reason in bad.problem
    assert bad.id in ("x", "bases.json#1")


def test_of_two_with_one_id_the_first_counts(bases: Path) -> None:
    list_with(bases, {"id": BASE, "folder": "bad", "name": "First"})
    first, second = load_bases(bases)
    assert (first.id, first.name, first.ready) == (BASE, "First", True)
    assert (second.id, second.ready) == ("bases.json#2", False)
    assert second.problem == f"the id '{BASE}' stands earlier in the list"


def test_a_list_that_became_unreadable_is_logged_once_and_the_one_before_counts(
    bases: Path, caplog: pytest.LogCaptureFixture
) -> None:
    listed = BaseList(bases)
    before = listed.read()
    good = bases.read_text()
    with caplog.at_level(logging.WARNING):
        bases.write_text(good[:-2])
        assert listed.read() == before
        assert listed.read() == before
        (line,) = caplog.messages
        assert f"{bases}: expected a list of bases" in line
        bases.unlink()
        assert listed.read() == before
        assert "No such file" in caplog.messages[-1]
        bases.write_text(good)
        assert listed.read() == before
        bases.write_text("{}")
        listed.read()
    assert len(caplog.messages) == 3


def test_a_base_that_broke_is_logged_and_comes_back_when_it_is_mended(
    bases: Path, caplog: pytest.LogCaptureFixture
) -> None:
    listed = BaseList(bases)
    config = bases.parent / "tiny-base" / "config.json"
    good = config.read_text()
    with caplog.at_level(logging.WARNING):
        config.write_text("{")
        assert [base.ready for base in listed.read()] == [False]
        config.write_text(good)
        assert [base.ready for base in listed.read()] == [True]
    (line,) = caplog.messages
    assert f"{BASE} can't be used: config.json is no JSON" in line


@pytest.mark.anyio
async def test_a_bad_edit_stops_neither_the_pages_nor_the_queue(tmp_path: Path) -> None:
    service = make_service(tmp_path, FakeEngine(succeed))
    job_id = Names(service).add()
    (tmp_path / "bases.json").write_text("{")
    async with make_client(service) as client:
        listed = (await client.get("/v1/trainer")).json()["base_models"]
    assert [base["id"] for base in listed] == [BASE]
    assert (await run_until(service, job_id, "succeeded", "failed")).status == "succeeded"


@pytest.mark.anyio
async def test_no_job_starts_from_a_base_with_a_problem(tmp_path: Path) -> None:
    engine = FakeEngine(succeed)
    service = make_service(tmp_path, engine)
    job_id = Names(service).add()
    (tmp_path / "tiny-base" / "config.json").write_text("{")
    async with make_client(service) as client:
        (base,) = (await client.get("/v1/trainer")).json()["base_models"]
        body = {"model": BASE, "hyperparameters": {"max_steps": 0}}
        reply = await client.post("/v1/fine_tuning/jobs", json=body)
    assert base["problem"].startswith("config.json is no JSON")
    error = reply.json()["error"]
    assert (reply.status_code, error["code"], error["param"]) == (400, "model_not_ready", "model")
    assert base["problem"] in error["message"]
    await run_until(service, job_id, "failed", "succeeded")
    failed = job(service, job_id).error
    assert failed and failed["code"] == "base_unavailable"
    assert base["problem"] in failed["message"]
    assert engine.workers == []


def test_a_base_by_id_that_is_not_here_yet_has_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "bases.json"
    entry = {"id": "x", "hub": "nobody/none", "revision": "0", "params": 5, "context": 64}
    path.write_text(json.dumps({"bases": [entry]}))
    assert load_bases(path) == [
        Base("x", "x", None, "nobody/none", "0", 5, 64, "unknown", 0, ready=False, problem=None)
    ]
