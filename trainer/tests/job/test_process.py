"""The job as the service starts it: a process, its exit code, and a base from the hub."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from retort_trainer.bases import load_bases
from tests.fixtures.hub import COMMIT, Hub
from tests.job.running import events_of, make_chats, make_job

ROOT = Path(__file__).parents[2]


def start(folder: Path, **environment: str) -> int:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    command = [sys.executable, "-m", "retort_trainer.job", "--dir", str(folder)]
    env = {**inherited, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, env=env, cwd=folder, check=False).returncode


def result_of(folder: Path) -> dict[str, object]:
    return json.loads((folder / "result.json").read_text())


def test_a_bad_row_fails_the_job_and_names_the_row(llama: Path, tmp_path: Path) -> None:
    folder = make_job(tmp_path / "job", llama, [*make_chats(2), "{"])
    assert start(folder) == 1
    error = result_of(folder)["error"]
    assert isinstance(error, dict)
    assert (error["code"], error["param"]) == ("training_file_invalid", "training_file")
    assert error["message"].startswith("Row 3: ")


def test_a_job_cancelled_before_it_began_ends_with_2(llama: Path, tmp_path: Path) -> None:
    folder = make_job(tmp_path / "job", llama)
    (folder / "control.json").write_text('{"want": "cancel"}')
    assert start(folder) == 2
    assert result_of(folder)["status"] == "cancelled"


def test_a_spec_without_a_base_is_refused(llama: Path, tmp_path: Path) -> None:
    folder = make_job(tmp_path / "job", llama)
    (folder / "spec.json").write_text('{"job_id": "x"}')
    assert start(folder) == 1
    assert "spec_invalid" in json.dumps(result_of(folder))


def test_a_base_comes_from_the_hub_by_id_and_is_then_ready(llama: Path, tmp_path: Path) -> None:
    repo = tmp_path / "hub" / "owner" / "tiny"
    shutil.copytree(llama, repo)
    (repo / "pytorch_model.bin").write_bytes(b"pickled")
    base = {"id": "owner/tiny", "hub": "owner/tiny", "revision": COMMIT}
    folder = make_job(tmp_path / "job", llama, base=base, max_steps=1)
    home = str(tmp_path / "home")
    with Hub(tmp_path / "hub") as hub:
        assert start(folder, HF_HOME=home, HF_ENDPOINT=hub.endpoint) == 0
    assert "model.safetensors" in hub.asked
    assert "pytorch_model.bin" not in hub.asked
    told = [event["message"] for event in events_of(folder)]
    assert told[0] == f"Downloading owner/tiny at {COMMIT}"
    assert f"Downloaded owner/tiny at {COMMIT}" in told
    config = tmp_path / "bases.json"
    config.write_text(json.dumps({"bases": [base]}))
    check = "import sys, pathlib; from retort_trainer.bases import load_bases; "
    check += "b = load_bases(pathlib.Path(sys.argv[1]))[0]; print(b.ready, b.params, b.context)"
    env = {**os.environ, "HF_HOME": home, "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", check, str(config)]
    shown = subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout
    (local,) = load_bases(_list_folder(llama, tmp_path))
    assert shown.split() == ["True", str(local.params), "128"]


def _list_folder(folder: Path, tmp_path: Path) -> Path:
    path = tmp_path / "folder.json"
    path.write_text(json.dumps({"bases": [{"id": "a", "folder": str(folder)}]}))
    return path


@pytest.mark.parametrize("hub", ["owner/missing", "owner/weightless"])
def test_a_base_that_cannot_be_had_is_named(hub: str, llama: Path, tmp_path: Path) -> None:
    weightless = tmp_path / "hub" / "owner" / "weightless"
    weightless.mkdir(parents=True)
    (weightless / "config.json").write_text("{}")
    base = {"id": hub, "hub": hub, "revision": COMMIT}
    folder = make_job(tmp_path / "job", llama, base=base, max_steps=0, training_file=None)
    with Hub(tmp_path / "hub") as server:
        home = str(tmp_path / "home")
        assert start(folder, HF_HOME=home, HF_ENDPOINT=server.endpoint) == 1
    error = result_of(folder)["error"]
    assert isinstance(error, dict)
    assert error["code"] == "base_unavailable"
    assert f"{hub} at {COMMIT}" in error["message"]


def test_the_default_bases_are_listed_and_describe_themselves() -> None:
    bases = {base.id: base for base in load_bases()}
    practice = bases["retort/practice-student"]
    assert practice.folder is not None
    assert practice.folder.parts[-2:] == ("models", "practice-student")
    qwen = bases["Qwen/Qwen2.5-0.5B-Instruct"]
    assert (qwen.hub, qwen.folder, qwen.license) == (qwen.id, None, "Apache-2.0")
    assert (qwen.params, qwen.context, qwen.vocab_size) == (494_032_768, 32_768, 151_936)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"id": "a", "folder": ".", "hub": "b"}, "either folder or hub"),
        ({"id": "a", "hub": "b"}, "expected the revision"),
        ({"folder": "."}, "id"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_reason(
    entry: dict[str, str], reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "bases.json"
    path.write_text(json.dumps({"bases": [entry]}))
    (base,) = load_bases(path)
    assert (base.id, base.ready) == (entry.get("id", "bases.json#1"), False)
    assert reason in str(base.problem)


def test_a_folder_is_relative_to_the_file_and_read(llama: Path, tmp_path: Path) -> None:
    shutil.copytree(llama, tmp_path / "here")
    path = tmp_path / "bases.json"
    path.write_text(json.dumps({"bases": [{"id": "a", "folder": "here"}]}))
    (base,) = load_bases(path)
    assert (base.ready, base.context, base.vocab_size) == (True, 128, 387)
    # Per layer: q and o, k and v, the MLP's three, two norms.
    per_layer = 2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 128 + 2 * 64
    assert base.params == 387 * 64 + 2 * per_layer + 64
