"""The engine that runs a job as a process on this machine, in a session of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from retort_trainer.engine.base import LOG_NAME, Launch, Worker
from retort_trainer.engine.process import birth_of, signal_group

JOB_COMMAND: tuple[str, ...] = (sys.executable, "-m", "retort_trainer.job")
PACKAGE_PARENT = Path(__file__).resolve().parents[2]

# What a job may inherit. No keys, no tokens: not even by accident.
INHERITED = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TMPDIR",
    "TZ",
    "LD_LIBRARY_PATH",
    "CUDA_VISIBLE_DEVICES",
    "XDG_CACHE_HOME",
)
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
# Where the hub is, by which way, whom to trust there, and the folders that the service itself looks
# for downloads in: a job must find what it finds.
INHERITED_TO_DOWNLOAD = (
    "HF_HOME",
    "HF_HUB_CACHE",
    "HUGGINGFACE_HUB_CACHE",
    "HF_ENDPOINT",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    *PROXIES,
    *(name.lower() for name in PROXIES),
)

# The shell waits for a line before it becomes the job (same pid, same birth). So the service can
# write down
# whom it started before anything runs; if it dies first, the pipe closes and the shell ends by
# itself.
WAIT_THEN_EXEC = 'read -r go && exec "$@"'


class InlineEngine:
    """Starts `command --dir <job folder>`; stdout and stderr go to the folder's log."""

    kind = "inline"

    def __init__(self, command: Sequence[str] = JOB_COMMAND) -> None:
        self._command = tuple(command)

    def launch(self, launch: Launch) -> Worker:
        """Starts the process, waiting for `release`.

        Raises OSError also for one that lives but can't be told from others: after a restart of
        the service nobody would find it.
        """
        with (launch.job_dir / LOG_NAME).open("ab") as log:
            process = subprocess.Popen(
                [
                    *("/bin/sh", "-c", WAIT_THEN_EXEC, "retort-job"),
                    *self._command,
                    *("--dir", str(launch.job_dir)),
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=launch.job_dir,
                env=scrubbed_environment(os.environ, launch),
                start_new_session=True,
                umask=0o077,
            )
        child = _Child(process, birth_of(process.pid))
        if child.birth is None and not child.has_ended():
            child.kill()
            raise OSError(f"the system doesn't say when process {process.pid} began")
        return child

    def find(self, ref: str) -> Worker | None:
        """Returns the worker if its pid is alive and was born when ours was.

        One without a birth had ended when it was written down.
        """
        known = json.loads(ref)
        if known["birth"] is None:
            return None
        worker = _Adopted(known["pid"], known["birth"])
        return None if worker.has_ended() else worker


def scrubbed_environment(
    environment: "os._Environ[str] | dict[str, str]", launch: Launch
) -> dict[str, str]:
    """Returns the job's environment: a few inherited names, threads, and no way online unless it
    may.
    """
    names = INHERITED + (INHERITED_TO_DOWNLOAD if launch.may_download else ())
    threads = str(launch.threads)
    return {
        **{name: environment[name] for name in names if name in environment},
        "PYTHONPATH": str(PACKAGE_PARENT),
        "PYTHONUNBUFFERED": "1",
        "OMP_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        **({} if launch.may_download else {"HF_HUB_OFFLINE": "1"}),
    }


class _Child:
    """A worker that this service started and must reap."""

    def __init__(self, process: "subprocess.Popen[bytes]", birth: str | None) -> None:
        self._process = process
        self.birth = birth
        self.ref = json.dumps({"pid": process.pid, "birth": birth})

    def release(self) -> None:
        stdin = self._process.stdin
        if stdin is None or stdin.closed:
            return
        try:
            stdin.write(b"go\n")
            stdin.close()
        except BrokenPipeError:
            return  # it was killed before it began; has_ended tells

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def terminate(self) -> None:
        signal_group(self._process.pid, signal.SIGTERM)

    def kill(self) -> None:
        signal_group(self._process.pid, signal.SIGKILL)


class _Adopted:
    """A worker that an earlier run of the service started."""

    def __init__(self, pid: int, birth: str) -> None:
        self._pid = pid
        self._birth = birth
        self.ref = json.dumps({"pid": pid, "birth": birth})

    def release(self) -> None:
        return

    def has_ended(self) -> bool:
        return birth_of(self._pid) != self._birth

    def terminate(self) -> None:
        if not self.has_ended():
            signal_group(self._pid, signal.SIGTERM)

    def kill(self) -> None:
        if not self.has_ended():
            signal_group(self._pid, signal.SIGKILL)
