"""Links an executable with TVM's runtime into one WebAssembly file."""

from collections.abc import Sequence
from pathlib import Path

from tvm import relax

from retort_library.emcc import run_emcc
from retort_library.errors import LibraryError
from retort_library.wasm import read_wasm

_FLAGS = (
    "-O2",
    "--no-entry",
    "-sWASM_BIGINT=1",
    "-sSTANDALONE_WASM=1",
    "-sALLOW_MEMORY_GROWTH=1",
    "-sINITIAL_MEMORY=64MB",
    # Two functions are the page's; that nothing else is missing is checked below.
    "-sERROR_ON_UNDEFINED_SYMBOLS=0",
)
_GIVEN_BY_PAGE = {
    "env.TVMFFIWasmSafeCall",
    "env.TVMFFIWasmFunctionDeleter",
    "env.emscripten_notify_memory_growth",
}


def link(emcc: str, executable: relax.VMExecutable, runtime: Sequence[Path], out: Path) -> None:
    """Writes `out`. Raises LibraryError when emcc fails or the file would ask a page for more than
    web-llm gives."""

    def compile_objects(target: str, objects: Sequence[str], **_: object) -> None:
        run_emcc(emcc, [*_FLAGS, *runtime, *objects, "-o", target])

    compile_objects.object_format = "o"
    executable.export_library(str(out), fcompile=compile_objects)
    strange = {
        name
        for name in read_wasm(out).imports
        if name not in _GIVEN_BY_PAGE and not name.startswith("wasi_snapshot_preview1.")
    }
    if strange:
        raise LibraryError(f"Expected web-llm to give all imports, got also {sorted(strange)}")
