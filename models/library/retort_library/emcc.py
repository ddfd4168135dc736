"""Emscripten's compiler: where it is, which version, and running it."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from retort_library.errors import LibraryError

_INSTALL = (
    "Debian and Ubuntu: apt-get install --no-install-recommends emscripten. macOS: brew install "
    "emscripten. Or set EMCC to the path of an emcc."
)


def find_emcc() -> str:
    """The path of emcc: EMCC, else the first on the PATH. Raises LibraryError with what to do."""
    asked = os.environ.get("EMCC")
    if asked and not Path(asked).exists():
        raise LibraryError(f"EMCC is {asked}, where there is no file. {_INSTALL}")
    found = asked or shutil.which("emcc")
    if found is None:
        raise LibraryError(f"Building a library needs emscripten, and there is no emcc. {_INSTALL}")
    return found


def emcc_version(emcc: str) -> str:
    """For instance 3.1.6."""
    first = _run([emcc, "--version"], "emcc --version").splitlines()[0]
    found = re.search(r"\d+\.\d+\.\d+", first)
    if found is None:
        raise LibraryError(f"Expected a version from {emcc} --version, got {first!r}")
    return found.group()


def run_emcc(emcc: str, arguments: Sequence[str | Path], folder: Path | None = None) -> None:
    """Runs it silently, in `folder`; raises LibraryError with the end of what it said when it
    fails."""
    _run([emcc, *map(str, arguments)], "emcc", folder)


def _run(command: Sequence[str], label: str, folder: Path | None = None) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        end = "\n".join(done.stdout.splitlines()[-30:])
        raise LibraryError(f"{label} ended with {done.returncode}:\n{end}")
    return done.stdout
