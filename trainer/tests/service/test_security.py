"""Who gets in: origins, hosts, tokens, and what an artifact's address opens."""

import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.service.running import ORIGIN, RunningTrainer

SDK_HEADERS = (
    "authorization,content-type,x-stainless-arch,x-stainless-lang,x-stainless-os,"
    "x-stainless-package-version,x-stainless-retry-count,x-stainless-runtime,openai-project"
)


def assert_envelope(reply: httpx.Response, status: int, code: str | None) -> None:
    assert reply.status_code == status, reply.text
    error = reply.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["code"] == code
    assert reply.headers["x-request-id"].startswith("req-")


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://localhost:4747.evil.example",
        "http://localhost:47470",
        "https://localhost:4747",
        "http://127.0.0.1:4747",
        "null",
    ],
)
def test_an_unknown_origin_is_refused_on_every_request(
    shared_trainer: RunningTrainer, origin: str
) -> None:
    http_client = shared_trainer.http
    for method, path in (
        ("GET", "/healthz"),
        ("GET", "/v1/trainer"),
        ("POST", "/v1/files"),
        ("GET", "/artifacts/a/b/resolve/c/d"),
        ("OPTIONS", "/v1/files"),
    ):
        asked = {"origin": origin, "access-control-request-method": "GET"}
        reply = http_client.request(method, path, headers=asked)
        assert_envelope(reply, 403, "origin_not_allowed")
        assert "access-control-allow-origin" not in reply.headers


def test_a_known_origin_can_read_replies_and_errors(shared_trainer: RunningTrainer) -> None:
    for path, status in (("/v1/trainer", 200), ("/v1/models/nope", 404), ("/nowhere", 404)):
        reply = shared_trainer.http.get(path, headers={"origin": ORIGIN})
        assert reply.status_code == status
        assert reply.headers["access-control-allow-origin"] == ORIGIN
        assert "x-request-id" in reply.headers["access-control-expose-headers"]
        assert "Origin" in reply.headers["vary"]


def test_a_preflight_allows_what_the_sdk_sends_and_nothing_else(
    shared_trainer: RunningTrainer,
) -> None:
    asked = {"origin": ORIGIN, "access-control-request-method": "POST"}
    url = f"{shared_trainer.url}/v1/fine_tuning/jobs"
    names = {"access-control-request-headers": SDK_HEADERS}
    reply = httpx.options(url, headers={**asked, **names})
    assert reply.status_code == 204
    allowed = {name.strip() for name in reply.headers["access-control-allow-headers"].split(",")}
    assert allowed == set(SDK_HEADERS.split(","))
    assert "PUT" in reply.headers["access-control-allow-methods"]
    assert reply.headers["access-control-max-age"] == "7200"

    names = {"access-control-request-headers": "authorization,x-evil"}
    assert_envelope(httpx.options(url, headers={**asked, **names}), 400, "header_not_allowed")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.evil.com:4748"])
def test_a_rebound_host_name_is_refused(shared_trainer: RunningTrainer, host: str) -> None:
    for path in ("/healthz", "/v1/trainer"):
        reply = shared_trainer.http.get(path, headers={"host": host})
        assert_envelope(reply, 403, "host_not_allowed")


def test_loopback_names_are_answered(shared_trainer: RunningTrainer) -> None:
    for host in ("localhost", f"127.0.0.1:{shared_trainer.port}", "[::1]:9"):
        assert httpx.get(f"{shared_trainer.url}/healthz", headers={"host": host}).json() == {
            "ok": True
        }


@pytest.mark.parametrize("given", [None, "Bearer", "Bearer wrong", "Basic {token}", "{token}"])
def test_without_a_valid_token_nothing_is_told(
    shared_trainer: RunningTrainer, given: str | None
) -> None:
    headers = {} if given is None else {"authorization": given.format(token=shared_trainer.token)}
    for path in ("/v1/trainer", "/v1/files", "/nowhere", "/openapi.json", "/docs"):
        reply = httpx.get(shared_trainer.url + path, headers=headers)
        # Other cases' failures count too: the limit is tested in test_in_process.
        assert reply.status_code in (401, 429)
        assert reply.headers["x-should-retry"] == "false"


def test_every_error_has_the_envelope(shared_trainer: RunningTrainer) -> None:
    client = shared_trainer.http
    jobs = "/v1/fine_tuning/jobs"
    as_json = {"content-type": "application/json"}
    assert_envelope(client.get("/nowhere"), 404, "unknown_url")
    assert_envelope(client.get("/v1/trainer/"), 404, "unknown_url")
    assert_envelope(client.put("/v1/files"), 405, "method_not_allowed")
    assert_envelope(client.get("/docs"), 404, "unknown_url")
    assert_envelope(client.get("/openapi.json"), 404, "unknown_url")
    assert_envelope(client.post(jobs, content=b"{", headers=as_json), 400, "invalid_json")
    assert_envelope(client.post(jobs, json=[]), 400, "invalid_parameter")
    assert_envelope(client.get(jobs, params={"limit": 0}), 400, "invalid_parameter")
    assert_envelope(client.get(f"{jobs}/ftjob-none"), 404, "not_found")
    assert_envelope(client.get(f"{jobs}/ftjob-none/events"), 404, "not_found")
    assert_envelope(client.post(f"{jobs}/ftjob-none/cancel"), 404, "not_found")


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"model": "/etc"}, "model_not_found", "model"),
        ({"model": "somebody/model"}, "model_not_found", "model"),
        ({"model": 3}, "invalid_parameter", "model"),
        ({"training_file": "file-none"}, "file_not_found", "training_file"),
        ({"training_file": "../../etc/passwd"}, "file_not_found", "training_file"),
        ({"training_file": None}, "missing_parameter", "training_file"),
        ({"hyperparameters": {"epochs": 1}}, "unknown_hyperparameter", "hyperparameters.epochs"),
        (
            {"method": {"type": "supervised", "supervised": {"hyperparameters": {"lr": 1}}}},
            "unknown_hyperparameter",
            "method.supervised.hyperparameters.lr",
        ),
        ({"method": {"type": "dpo"}}, "method_not_supported", "method.type"),
        ({"integrations": [{"type": "wandb"}]}, "integrations_not_supported", "integrations"),
        ({"x_export": ["gguf"]}, "export_not_supported", "x_export"),
        ({"surprise": 1}, "unknown_parameter", "surprise"),
        ({"suffix": "x" * 65}, "invalid_parameter", "suffix"),
        ({"metadata": {str(n): "" for n in range(17)}}, "invalid_metadata", "metadata"),
        ({"metadata": {"k": "v" * 513}}, "invalid_metadata", "metadata.k"),
    ],
)
def test_a_creation_that_can_not_work_names_the_parameter(
    shared_trainer: RunningTrainer, change: dict[str, Any], code: str, param: str
) -> None:
    file = shared_trainer.openai.files.create(file=("t.jsonl", b"{}\n"), purpose="fine-tune")
    body = {"model": "tests/tiny-base", "training_file": file.id, **change}
    reply = shared_trainer.http.post("/v1/fine_tuning/jobs", json=body)
    assert_envelope(reply, 400, code)
    assert reply.json()["error"]["param"] == param


@pytest.fixture(scope="module")
def student(shared_trainer: RunningTrainer) -> dict[str, Any]:
    job = shared_trainer.create_job({})
    return shared_trainer.wait_for_status(job["id"], "succeeded")


def test_artifacts_are_immutable_ranged_and_readable_by_isolated_pages(
    student: dict[str, Any],
) -> None:
    artifacts = student["x_artifacts"]
    model = next(file for file in artifacts["files"] if file["path"] == "onnx/model.onnx")
    url = artifacts["url"] + model["path"]

    whole = httpx.get(url, headers={"origin": ORIGIN})
    assert whole.status_code == 200
    assert whole.headers["etag"] == f'"{model["sha256"]}"'
    assert whole.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert whole.headers["cross-origin-resource-policy"] == "cross-origin"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["referrer-policy"] == "no-referrer"
    assert whole.headers["access-control-allow-origin"] == ORIGIN

    head = httpx.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(model["bytes"])
    first = httpx.get(url, headers={"range": "bytes=0-0"})
    assert (first.status_code, first.content) == (206, whole.content[:1])
    assert first.headers["content-range"] == f"bytes 0-0/{model['bytes']}"
    resumed = {"range": "bytes=5-", "if-range": whole.headers["etag"]}
    assert httpx.get(url, headers=resumed).content == whole.content[5:]
    stale = {"range": "bytes=5-", "if-range": '"other"'}
    assert httpx.get(url, headers=stale).content == whole.content
    assert httpx.get(url, headers={"if-none-match": whole.headers["etag"]}).status_code == 304
    assert_envelope(
        httpx.get(url, headers={"range": "bytes=999999-"}), 416, "range_not_satisfiable"
    )
    assert_envelope(httpx.post(url), 405, "method_not_allowed")


def test_a_file_that_is_not_there_is_a_404_that_pages_can_read(student: dict[str, Any]) -> None:
    url = student["x_artifacts"]["url"] + "onnx/model_q4.onnx"
    reply = httpx.get(url, headers={"origin": ORIGIN})
    assert_envelope(reply, 404, "not_found")
    assert reply.headers["access-control-allow-origin"] == ORIGIN


def test_no_part_of_an_address_can_be_guessed_or_climbed(
    shared_trainer: RunningTrainer, student: dict[str, Any]
) -> None:
    path = urlsplit(student["x_artifacts"]["url"]).path
    _, capability, name, _, revision = path.strip("/").split("/")
    (shared_trainer.data / "students" / name / "unlisted.txt").write_text("secret")
    unsafe = [
        f"/artifacts/{'x' * len(capability)}/{name}/resolve/{revision}/config.json",
        f"/artifacts/{capability}/{name}/resolve/main/config.json",
        f"/artifacts/{capability}/ft-other-1/resolve/{revision}/config.json",
        path + "unlisted.txt",
        path + "../../../trainer.sqlite3",
        path + "..%2f..%2ftrainer.sqlite3",
        path + "%2e%2e/%2e%2e/trainer.sqlite3",
        path + "onnx/../config.json",
        path + "/etc/passwd",
        path + "%2fetc%2fpasswd",
        path + "config.json%00",
        path + "onnx%5c..%5cconfig.json",
        path,
        "/artifacts/",
        "/v1/files/..%2ftrainer.sqlite3/content",
        "/v1/trainer/students/..%2f..%2flink",
    ]
    for address in unsafe:
        connection = http.client.HTTPConnection("127.0.0.1", shared_trainer.port)
        connection.putrequest("GET", address)
        connection.putheader("authorization", f"Bearer {shared_trainer.token}")
        connection.endheaders()
        reply = connection.getresponse()
        body = json.loads(reply.read())
        connection.close()
        assert (reply.status, "error" in body) == (404, True), address


def test_the_log_holds_no_secret(shared_trainer: RunningTrainer, student: dict[str, Any]) -> None:
    url = student["x_artifacts"]["url"]
    httpx.get(url + "config.json")
    log = shared_trainer.log()
    assert "/artifacts/***/" in log
    assert urlsplit(url).path.split("/")[2] not in log
    assert shared_trainer.token not in log


def test_secrets_lie_in_files_of_their_owner(shared_trainer: RunningTrainer) -> None:
    def mode(path: Path) -> int:
        return path.stat().st_mode & 0o777

    assert mode(shared_trainer.data / "link") == 0o600
    assert mode(shared_trainer.data / "trainer.sqlite3") == 0o600
    assert mode(shared_trainer.data / "students") == 0o700
    content = (shared_trainer.data / "trainer.sqlite3").read_bytes()
    assert shared_trainer.token.encode() not in content
