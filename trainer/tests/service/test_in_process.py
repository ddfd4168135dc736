"""Limits of uploads, failed logins, unexpected faults and the capability document."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from retort_trainer.server.service import Service
from retort_trainer.settings import Limits
from tests.service.in_process import FakeEngine, FakeWorker, make_client, make_service
from tests.service.running import BASE

pytestmark = pytest.mark.anyio


def run_on(_: FakeWorker) -> None:
    return


@pytest.fixture
def service(tmp_path: Path) -> Service:
    limits = Limits(max_file_bytes=1000, max_examples=3, free_floor_bytes=0)
    return make_service(tmp_path, FakeEngine(run_on), limits)


def form(content: bytes, purpose: str = "fine-tune", tail: str = "--") -> bytes:
    return (
        (
            f'--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\n{purpose}\r\n'
            '--b\r\ncontent-disposition: form-data; name="file"; filename="t.jsonl"\r\n\r\n'
        ).encode()
        + content
        + f"\r\n--b{tail}\r\n".encode()
    )


async def post_form(service: Service, body: bytes | AsyncIterator[bytes]) -> httpx.Response:
    async with make_client(service) as client:
        kind = {"content-type": "multipart/form-data; boundary=b"}
        return await client.post("/v1/files", content=body, headers=kind)


async def test_an_upload_may_be_as_large_as_the_limit_and_not_a_byte_more(
    service: Service,
) -> None:
    fits = await post_form(service, form(b"x" * 1000))
    assert (fits.status_code, fits.json()["bytes"]) == (200, 1000)
    too_large = await post_form(service, form(b"x" * 1001))
    assert too_large.status_code == 413
    assert too_large.json()["error"]["code"] == "file_too_large"
    stored = [path.name for path in service.settings.files.iterdir()]
    assert stored == [fits.json()["id"]]


async def test_an_upload_without_a_length_is_stopped_while_it_flows(service: Service) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield form(b"x")[:-8]
        while sent < 10_000:
            sent += 1
            yield b"x" * 100
            await asyncio.sleep(0)

    reply = await post_form(service, endless())
    assert reply.status_code == 413
    assert list(service.settings.files.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (form(b""), "empty_file"),
        (form(b"x", purpose="assistants"), "invalid_purpose"),
        (form(b"x", tail=""), "invalid_form"),
        (form(b"x")[:-10], "invalid_form"),
        (b"nonsense", "invalid_form"),
        (b"", "invalid_form"),
        (
            b'--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nx\r\n--b--',
            "missing_parameter",
        ),
    ],
)
async def test_a_form_that_is_none_leaves_nothing_behind(
    service: Service, body: bytes, code: str
) -> None:
    reply = await post_form(service, body)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, code)
    assert list(service.settings.files.iterdir()) == []


async def test_lines_are_counted_with_or_without_a_last_line_feed(service: Service) -> None:
    for content, lines in ((b"a\nb\n", 2), (b"a\nb", 2), (b"a", 1), (b"\n", 1)):
        file_id = (await post_form(service, form(content))).json()["id"]
        row = service.store.files.find(file_id)
        assert row and row.lines == lines


async def test_a_file_of_too_many_examples_is_refused(service: Service) -> None:
    file_id = (await post_form(service, form(b"{}\n" * 4))).json()["id"]
    async with make_client(service) as client:
        body = {"model": BASE, "training_file": file_id}
        reply = await client.post("/v1/fine_tuning/jobs", json=body)
    error = reply.json()["error"]
    assert (error["code"], error["param"]) == ("too_many_examples", "training_file")
    assert error["message"] == "The file has 4 lines, this trainer takes at most 3"


def test_a_file_may_lay_out_the_rows_of_many_epochs() -> None:
    assert Limits().max_examples == 1_000_000


async def test_a_full_quota_refuses_files_and_jobs(tmp_path: Path) -> None:
    limits = Limits(quota_bytes=100, free_floor_bytes=0)
    service = make_service(tmp_path, FakeEngine(run_on), limits)
    file_id = (await post_form(service, form(b"x" * 100))).json()["id"]
    assert (await post_form(service, form(b"x"))).json()["error"]["code"] == "insufficient_storage"
    async with make_client(service) as client:
        body = {"model": BASE, "training_file": file_id}
        reply = await client.post("/v1/fine_tuning/jobs", json=body)
        assert reply.json()["error"]["code"] == "insufficient_storage"
        assert (await client.delete(f"/v1/files/{file_id}")).json()["deleted"]
    assert (await post_form(service, form(b"x"))).status_code == 200


async def test_what_jobs_keep_counts_towards_the_quota(tmp_path: Path) -> None:
    limits = Limits(quota_bytes=100, free_floor_bytes=0)
    service = make_service(tmp_path, FakeEngine(run_on), limits)
    (service.settings.jobs / "ftjob-1" / "checkpoints").mkdir(parents=True)
    (service.settings.jobs / "ftjob-1" / "checkpoints" / "weights").write_bytes(bytes(70))
    (service.settings.jobs / "ftjob-1" / "job.log").write_bytes(bytes(7))
    async with make_client(service) as client:
        limits_told = (await client.get("/v1/trainer")).json()["limits"]
    assert (limits_told["used_bytes"], limits_told["free_bytes"]) == (77, 23)
    assert (await post_form(service, form(b"x" * 24))).status_code == 413
    assert (await post_form(service, form(b"x" * 23))).status_code == 200


async def test_a_file_that_a_waiting_job_reads_stays(service: Service) -> None:
    file_id = (await post_form(service, form(b"{}\n"))).json()["id"]
    async with make_client(service) as client:
        body = {"model": BASE, "training_file": file_id}
        job = (await client.post("/v1/fine_tuning/jobs", json=body)).json()
        reply = await client.delete(f"/v1/files/{file_id}")
        assert reply.json()["error"]["code"] == "file_in_use"
        await client.post(f"/v1/fine_tuning/jobs/{job['id']}/cancel")
        assert (await client.delete(f"/v1/files/{file_id}")).status_code == 200


async def test_guessing_tokens_is_slowed_but_never_locks_the_owner_out(service: Service) -> None:
    secret = service.store.tokens.create("owner", 0)[1]
    async with make_client(service, secret) as client:
        wrong = {"authorization": "Bearer wrong"}
        codes = [(await client.get("/v1/models", headers=wrong)).status_code for _ in range(22)]
        assert codes == [401] * 20 + [429] * 2
        slowed = await client.get("/v1/models", headers=wrong)
        assert 0 < int(slowed.headers["retry-after"]) <= 60
        assert slowed.json()["error"]["code"] == "too_many_failed_logins"
        assert (await client.get("/v1/models")).status_code == 200


async def test_an_unexpected_fault_is_an_envelope_without_its_reason(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the secret reason")

    monkeypatch.setattr(service.store.students, "all", fail)
    async with make_client(service) as client:
        reply = await client.get("/v1/models")
    assert reply.status_code == 500
    assert reply.json()["error"]["code"] == "server_error"
    assert "secret" not in reply.text
    assert reply.headers["x-request-id"]


async def test_the_capability_document_says_what_can_be_asked_for(service: Service) -> None:
    async with make_client(service) as client:
        document = (await client.get("/v1/trainer")).json()
    assert document["object"] == "trainer"
    assert document["engine"] == {"kind": "fake", "workers": 1, "device": "cpu", "gpus": []}
    assert document["base_models"] == [
        {
            "id": BASE,
            "name": "Tiny base",
            "source": "folder",
            "revision": None,
            "ready": True,
            "problem": None,
            "runs": 0,
            "params": 6,
            "context": 512,
            "license": "MIT",
            "vocab_size": 3,
            "exports": ["onnx-fp32"],
        }
    ]
    assert document["limits"]["max_file_bytes"] == 1000
    assert document["hyperparameters"]["max_steps"] == {
        "type": "integer",
        "min": -1,
        "max": 1_000_000,
        "default": -1,
    }
