"""Processes of jobs: gated at their start, told apart by birth, swept up in groups."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from retort_trainer.engine import inline
from retort_trainer.engine.base import Launch
from retort_trainer.engine.inline import InlineEngine, scrubbed_environment
from retort_trainer.engine.process import birth_of
from retort_trainer.queue.job_folder import LOG_LIMIT_BYTES, JobFolder
from tests.service.running import ROOT, eventually, pids_with

TOUCH = (sys.executable, "-c", "import sys, pathlib; pathlib.Path(sys.argv[2], 'ran').touch()")
PARENT = (sys.executable, "-c", "import subprocess, time; subprocess.Popen(['sleep', '61.5'])")
SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


def launch(folder: Path) -> Launch:
    return Launch(folder, threads=1, may_download=False)


def test_a_worker_waits_until_it_is_released(tmp_path: Path) -> None:
    worker = InlineEngine(TOUCH).launch(launch(tmp_path))
    assert not worker.has_ended()
    worker.release()
    eventually(worker.has_ended, "the end")
    assert (tmp_path / "ran").exists()


def test_a_service_that_dies_before_it_wrote_a_worker_down_leaves_none(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path\n"
        "from tests.service.test_inline_engine import InlineEngine, TOUCH, launch\n"
        "InlineEngine(TOUCH).launch(launch(Path(sys.argv[1])))\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, check=True)
    eventually(lambda: not pids_with(str(tmp_path)), "the worker's end")
    assert not (tmp_path / "ran").exists()


def test_a_worker_is_found_again_only_while_it_is_the_same(tmp_path: Path) -> None:
    engine = InlineEngine(SLEEP)
    worker = engine.launch(launch(tmp_path))
    worker.release()
    found = engine.find(worker.ref)
    assert found and not found.has_ended()
    other_birth = worker.ref.replace('"birth": "', '"birth": "x')
    assert engine.find(other_birth) is None

    found.terminate()
    # Nobody has reaped it yet: a zombie is no living worker.
    eventually(found.has_ended, "the end")
    assert engine.find(worker.ref) is None
    assert worker.has_ended()


def test_killing_takes_the_children_along(tmp_path: Path) -> None:
    worker = InlineEngine(PARENT).launch(launch(tmp_path))
    worker.release()
    eventually(worker.has_ended, "the end of the parent")
    assert pids_with("sleep 61.5")
    worker.kill()
    eventually(lambda: not pids_with("sleep 61.5"), "the child's end")


def test_killing_a_worker_that_never_began_is_harmless(tmp_path: Path) -> None:
    worker = InlineEngine(TOUCH).launch(launch(tmp_path))
    worker.kill()
    eventually(worker.has_ended, "the end")
    worker.release()
    worker.kill()
    assert not (tmp_path / "ran").exists()


def test_a_birth_is_stable_and_of_one_process(tmp_path: Path) -> None:
    own = birth_of(os.getpid())
    assert own
    assert own == birth_of(os.getpid())
    child = subprocess.Popen(["sleep", "60"])
    assert birth_of(child.pid) not in (None, own)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert birth_of(child.pid) is None


def test_a_birth_is_known_also_where_the_boot_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_text

    def hide_boot(path: Path, *args: Any) -> str:
        if path.name == "boot_id":
            raise FileNotFoundError(path)
        return read(path, *args)

    monkeypatch.setattr(Path, "read_text", hide_boot)
    own = birth_of(os.getpid())
    assert own
    assert own == birth_of(os.getpid())


def test_a_worker_that_ended_before_it_was_looked_at_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_too_late(pid: int) -> str | None:
        os.kill(pid, signal.SIGKILL)
        return eventually(lambda: birth_of(pid) is None, "its death") and birth_of(pid)

    monkeypatch.setattr(inline, "birth_of", look_too_late)
    worker = InlineEngine(TOUCH).launch(launch(tmp_path))
    monkeypatch.undo()
    assert json.loads(worker.ref)["birth"] is None
    assert InlineEngine().find(worker.ref) is None
    worker.release()
    eventually(worker.has_ended, "the end")


def test_a_worker_that_could_not_be_found_again_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inline, "birth_of", lambda _: None)
    with pytest.raises(OSError, match="when process"):
        InlineEngine(TOUCH).launch(launch(tmp_path))
    eventually(lambda: not pids_with(str(tmp_path)), "its end")
    assert not (tmp_path / "ran").exists()


def test_a_job_gets_named_variables_only(tmp_path: Path) -> None:
    given = {"PATH": "/bin", "OPENAI_API_KEY": "k", "HF_TOKEN": "t", "HTTPS_PROXY": "p"}
    offline = scrubbed_environment(given, launch(tmp_path))
    assert offline["PATH"] == "/bin"
    assert offline["HF_HUB_OFFLINE"] == offline["OMP_NUM_THREADS"] == "1"
    assert not {"OPENAI_API_KEY", "HF_TOKEN", "HTTPS_PROXY"} & set(offline)

    online = scrubbed_environment(given, Launch(tmp_path, threads=4, may_download=True))
    assert "HF_HUB_OFFLINE" not in online
    assert (online["HTTPS_PROXY"], online["OMP_NUM_THREADS"]) == ("p", "4")
    assert not {"OPENAI_API_KEY", "HF_TOKEN"} & set(online)


def test_a_job_that_downloads_finds_the_hub_and_its_cache_as_the_service_does(
    tmp_path: Path,
) -> None:
    proxies = [f"{name}_proxy" for name in ("http", "https", "all", "no")]
    names = [
        *proxies,
        *map(str.upper, proxies),
        *("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_ENDPOINT", "XDG_CACHE_HOME"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"),
    ]
    given = {name: f"my {name}" for name in names}
    online = scrubbed_environment(given, Launch(tmp_path, threads=1, may_download=True))
    assert {name: online.get(name) for name in names} == given


def test_a_log_is_cut_to_its_end_while_it_is_written(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    with folder.log.open("ab", buffering=0) as log:
        log.write(b"early\n" + b"x" * LOG_LIMIT_BYTES)
        log.write(b"late\n")
        folder.trim_log()
        log.write(b"after\n")
    content = folder.log.read_bytes()
    assert content.startswith(b"[earlier lines dropped]\n")
    assert content.endswith(b"xlate\nafter\n")
    assert len(content) < LOG_LIMIT_BYTES / 10
    assert folder.log_tail(size_bytes=6) == "after\n"
