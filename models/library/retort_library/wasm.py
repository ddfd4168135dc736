"""Reads what a library says of itself: imports, exports, VM functions, metadata, kernels."""

import json
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retort_library.errors import LibraryError

_IMPORTS, _EXPORTS, _DATA = 2, 7, 11
_KINDS = ("function", "table", "memory", "global")
# TVM's bytecode begins with it, little-endian, then its version.
_BYTECODE = struct.pack("<Q", 0xD225DE2F4214151E)
_METADATA = b'{"model_type"'


@dataclass(frozen=True)
class Library:
    """`functions` are TVM's, each with the names of its arguments; `kernels` those of the WGSL."""

    imports: list[str]
    exports: list[str]
    functions: dict[str, list[str]]
    metadata: dict[str, Any]
    kernels: list[str]


def read_wasm(path: Path) -> Library:
    """Raises LibraryError when the file isn't a model library."""
    reader = _Reader(path.read_bytes())
    if reader.take(8) != b"\0asm\1\0\0\0":
        raise LibraryError(f"{path.name} is no WebAssembly file")
    imports: list[str] = []
    exports: list[str] = []
    memory = b""
    for kind, section in reader.sections():
        if kind == _IMPORTS:
            imports = list(section.imports())
        elif kind == _EXPORTS:
            exports = list(section.exports())
        elif kind == _DATA:
            memory = section.memory()
    return Library(
        imports=sorted(imports),
        exports=sorted(exports),
        functions=_functions(memory, path),
        metadata=_metadata(memory, path),
        kernels=sorted(name.decode() for name in re.findall(rb"\nfn (\w+_kernel\w*)\(", memory)),
    )


def _functions(memory: bytes, path: Path) -> dict[str, list[str]]:
    at = memory.find(_BYTECODE)
    if at < 0:
        raise LibraryError(f"{path.name} holds no bytecode of TVM")
    reader = _Reader(memory, at + len(_BYTECODE))
    reader.text()
    functions: dict[str, list[str]] = {}
    for _ in range(reader.u64()):
        reader.take(4)
        name = reader.text()
        reader.take(4 * 8)
        functions[name] = [reader.text() for _ in range(reader.u64())]
    return dict(sorted(functions.items()))


def _metadata(memory: bytes, path: Path) -> dict[str, Any]:
    at = memory.find(_METADATA)
    if at < 0:
        raise LibraryError(f"{path.name} holds no metadata of a model")
    text = memory[at:].split(b"\0", 1)[0].decode("utf-8", "replace")
    return json.JSONDecoder().raw_decode(text)[0]


class _Reader:
    """Walks over the bytes of a WebAssembly file, or of TVM's streams."""

    def __init__(self, content: bytes, at: int = 0) -> None:
        self._content = content
        self._at = at

    def take(self, count: int) -> bytes:
        taken = self._content[self._at : self._at + count]
        if len(taken) < count:
            raise LibraryError(f"Expected {count} bytes more, got {len(taken)}: it is cut short")
        self._at += count
        return taken

    def u64(self) -> int:
        return struct.unpack("<Q", self.take(8))[0]

    def text(self) -> str:
        return self.take(self.u64()).decode()

    def sections(self) -> Iterator[tuple[int, "_Reader"]]:
        while self._at < len(self._content):
            kind = self.take(1)[0]
            yield kind, _Reader(self.take(self._leb()))

    def imports(self) -> Iterator[str]:
        for _ in range(self._leb()):
            module, name = self._name(), self._name()
            kind = self.take(1)[0]
            if kind != 0:
                raise LibraryError(f"Expected imported functions, got a {_KINDS[kind]} {name}")
            self._leb()
            yield f"{module}.{name}"

    def exports(self) -> Iterator[str]:
        for _ in range(self._leb()):
            name = self._name()
            self.take(1)
            self._leb()
            yield name

    def memory(self) -> bytes:
        """The memory as active data segments fill it."""
        filled = bytearray()
        for _ in range(self._leb()):
            if self._leb() != 0 or self.take(1) != b"\x41":
                raise LibraryError("Expected data segments at constant places")
            place = self._leb(is_signed=True)
            self.take(1)
            content = self.take(self._leb())
            filled.extend(b"\0" * (place + len(content) - len(filled)))
            filled[place : place + len(content)] = content
        return bytes(filled)

    def _name(self) -> str:
        return self.take(self._leb()).decode()

    def _leb(self, *, is_signed: bool = False) -> int:
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        return value - (1 << shift) if is_signed and byte & 0x40 else value
