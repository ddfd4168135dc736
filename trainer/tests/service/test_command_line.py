"""The command line as a start script meets it: lines, files and exit codes."""

import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from retort_trainer.cli import main
from retort_trainer.settings import Patience
from retort_trainer.store.database import Database
from tests.service.running import ROOT, RunningTrainer, write_bases

Run = Callable[..., tuple[str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line to its end, checks its code, returns its stdout and stderr."""

    def run_with(*arguments: str, code: int = 0) -> tuple[str, str]:
        assert main(arguments) == code
        return capfd.readouterr()

    return run_with


def test_a_busy_port_is_exit_code_3_and_says_so(
    run: Run, shared_trainer: RunningTrainer, tmp_path: Path
) -> None:
    bases = str(write_bases(tmp_path))
    port = str(shared_trainer.port)
    out, err = run("serve", "--data", str(tmp_path / "d"), "--port", port, "--bases", bases, code=3)
    assert out == ""
    assert f"Port {port} on 127.0.0.1 is in use" in err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "127.0.0.1.evil.example"])
def test_other_machines_are_kept_out_unless_asked_for(run: Run, host: str, tmp_path: Path) -> None:
    _, err = run("serve", "--data", str(tmp_path), "--host", host, code=2)
    assert "--allow-remote" in err


def test_an_origin_must_be_one(run: Run, tmp_path: Path) -> None:
    for origin in ("localhost:4747", "http://localhost:4747/", "*", "http://*.example"):
        _, err = run("serve", "--data", str(tmp_path), "--origin", origin, code=2)
        assert "expected something like" in err


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{}", "KeyError('bases')"),
        ('{"bases": {}}', "dict as bases"),
        ("[", "JSONDecodeError"),
        (None, "No such file"),
    ],
)
def test_bases_that_can_not_be_read_end_the_start(
    run: Run, tmp_path: Path, content: str | None, reason: str
) -> None:
    bases = tmp_path / "bases.json"
    if content is not None:
        bases.write_text(content)
    _, err = run("serve", "--data", str(tmp_path), "--bases", str(bases), code=2)
    assert str(bases) in err
    assert reason in err


def test_a_data_folder_of_a_newer_version_ends_the_start(run: Run, tmp_path: Path) -> None:
    database = Database(tmp_path / "trainer.sqlite3")
    database.execute("PRAGMA user_version = 99")
    database.close()
    _, err = run("token", "list", "--data", str(tmp_path), code=2)
    assert "schema 99" in err


def test_the_start_script_waits_until_a_stopped_service_has_ended_its_job() -> None:
    script = runpy.run_path(str(ROOT.parent / "scripts" / "serve-trainer.py"))
    patience = Patience()
    assert patience.pause_s + patience.shutdown_s + 5 < script["PATIENCE_S"]


def test_the_openapi_document_needs_no_server_and_no_torch(run: Run) -> None:
    out, _ = run("openapi")
    document = json.loads(out)
    assert "/v1/trainer" in document["paths"]
    assert "HTTPValidationError" not in document["components"]["schemas"]
    extensions = ("TrainerInfo", "Student", "Job", "Event", "Token", "ErrorEnvelope")
    assert set(extensions) <= set(document["components"]["schemas"])
    probe = "import retort_trainer.server.serve, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], cwd=ROOT).returncode == 0


def test_tokens_are_made_listed_and_revoked(run: Run, trainer: RunningTrainer) -> None:
    data = ("--data", str(trainer.data))
    secret = run("token", "create", "--name", "laptop", *data)[0].strip()
    headers = {"authorization": f"Bearer {secret}"}
    url = f"{trainer.url}/v1/trainer/tokens"
    listed = httpx.get(url, headers=headers).json()["data"]
    assert [(token["name"], token["current"]) for token in listed] == [
        ("laptop", True),
        ("this machine", False),
    ]
    assert secret not in json.dumps(listed)

    run("token", "revoke", listed[0]["id"], *data)
    assert httpx.get(url, headers=headers).status_code == 401
    assert f"{listed[0]['id']}\trevoked\tlaptop" in run("token", "list", *data)[0]
    _, err = run("token", "revoke", "tok-none", *data, code=2)
    assert "No such token" in err


def test_the_link_file_keeps_its_token_until_that_is_revoked(trainer: RunningTrainer) -> None:
    first = trainer.token
    trainer.stop()
    trainer.start()
    assert trainer.token == first

    revoked = trainer.http.delete("/v1/trainer/tokens/self").json()
    assert revoked["revoked_at"] is not None
    assert trainer.http.get("/v1/trainer").status_code == 401
    trainer.stop()
    trainer.start()
    assert trainer.token != first
    assert trainer.http.get("/v1/trainer").status_code == 200
