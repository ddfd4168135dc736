"""TVM's runtime as WebAssembly objects, compiled once and kept in the user's cache."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

import tvm
import tvm_ffi

from retort_library.emcc import emcc_version, run_emcc

_OWN = Path(__file__).parents[1] / "runtime"
_FLAGS = ("-O2", "-std=c++17", "-Wno-ignored-attributes")
_WHEELS = ("apache-tvm", "apache-tvm-ffi")
# From the wheel: of its runtime's folders only those that the unit includes.
_SOURCES = ("include", "src/runtime/memory", "src/runtime/vm", "web/emcc")
_FFI_SOURCES = ("include", "src", "3rdparty/dlpack")
_INCLUDES = (".", "include", "ffi/include", "ffi/src", "ffi/3rdparty/dlpack/include")
_UNITS = {"retort_runtime": "retort_runtime.cc", "webgpu_runtime": "web/emcc/webgpu_runtime.cc"}


def runtime_objects(emcc: str, say: Callable[[str], None]) -> list[Path]:
    """The objects to link a library with, compiled now if the cache doesn't have them."""
    folder = cache_folder() / fingerprint(emcc)
    objects = [folder / f"{name}.o" for name in _UNITS]
    if all(path.exists() for path in objects):
        say(f"TVM's runtime is in {folder}.")
        return objects
    say(f"Compiling TVM's runtime (about a minute, kept in {folder}) …")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".building-") as building:
        _compile(emcc, Path(building) / "tvm", Path(building) / "objects")
        # Whoever comes second finds the folder there, with the same objects.
        if not folder.exists():
            (Path(building) / "objects").rename(folder)
    return objects


def cache_folder() -> Path:
    """Where compiled runtimes are kept: RETORT_LIBRARY_CACHE, else in the user's cache folder."""
    asked = os.environ.get("RETORT_LIBRARY_CACHE")
    if asked:
        return Path(asked)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "retort" / "library-runtime"


def fingerprint(emcc: str) -> str:
    """A hash of all that the objects follow from: sources, this file, the wheels, the compiler."""
    hashed = hashlib.sha256(Path(__file__).read_bytes())
    for part in (emcc_version(emcc), *(distribution(wheel).version for wheel in _WHEELS)):
        hashed.update(part.encode() + b"\0")
    for path in sorted(path for path in _OWN.rglob("*") if path.is_file()):
        hashed.update(path.relative_to(_OWN).as_posix().encode() + b"\0" + path.read_bytes())
    return hashed.hexdigest()[:16]


def _compile(emcc: str, tree: Path, objects: Path) -> None:
    _lay_out(tree)
    objects.mkdir()
    includes = [f"-I{place}" for place in _INCLUDES]
    for name, source in _UNITS.items():
        # By relative paths: messages and names of lambdas hold them, and so does the library.
        arguments = [*_FLAGS, *includes, "-c", source, "-o", objects / f"{name}.o"]
        run_emcc(emcc, arguments, folder=tree)


def _lay_out(tree: Path) -> None:
    """The wheels' sources with our headers where they look for those that are lacking."""
    wheel, ffi = Path(tvm.__file__).parent, Path(tvm_ffi.__file__).parent
    for folder in _SOURCES:
        shutil.copytree(wheel / folder, tree / folder)
    for path in (wheel / "src" / "runtime").iterdir():
        if path.is_file():
            shutil.copy(path, tree / "src" / "runtime")
    for folder in _FFI_SOURCES:
        shutil.copytree(ffi / folder, tree / "ffi" / folder)
    shutil.copytree(_OWN, tree, dirs_exist_ok=True)
