"""Reads a multipart upload straight to disk: counted, hashed, and stopped at its limit."""

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from retort_trainer.protocol.errors import ApiError, invalid

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FIELD_LIMIT_BYTES = 4096
FIELDS_LIMIT = 8
NAME_LIMIT = 200


@dataclass
class Upload:
    """What was uploaded; the bytes are in the file that `receive_upload` was given."""

    fields: dict[str, str] = field(default_factory=dict)
    filename: str | None = None
    bytes: int = 0
    lines: int = 0
    sha256: str = ""


async def receive_upload(request: Request, target: Path, limit_bytes: int) -> Upload:
    """Writes the form's part `file` to `target` and returns the rest of the form.

    Raises ApiError: 413 beyond `limit_bytes` (content-length is only a hint, the bytes are
    counted), 400 for a form that can't be read. `target` is then left for the caller to remove.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise invalid("invalid_form", "Send multipart/form-data with a boundary")
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        receiver = _Receiver(file, limit_bytes)
        parser = MultipartParser(boundary, receiver.callbacks())
        try:
            async for chunk in request.stream():
                parser.write(chunk)
            parser.finalize()
        except FormParserError as error:
            raise invalid("invalid_form", f"The form can't be read: {error}") from error
        except ClientDisconnect as error:
            raise invalid("upload_aborted", "The upload was broken off") from error
    return receiver.finish()


class _Receiver:
    """Takes the parser's callbacks, which come piecemeal."""

    def __init__(self, file: BinaryIO, limit_bytes: int) -> None:
        self._file = file
        self._limit_bytes = limit_bytes
        self._upload = Upload()
        self._hash = hashlib.sha256()
        self._last_byte = b"\n"
        self._is_complete = False
        self._header = b""
        self._value = b""
        self._disposition = b""
        self._name = ""
        self._is_file = False
        self._content = b""
        self._parts = 0

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": self._add_to_header,
            "on_header_value": self._add_to_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._add_data,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def finish(self) -> Upload:
        if not self._is_complete:
            raise invalid("invalid_form", "The form ends before its last boundary")
        if self._upload.filename is None:
            raise invalid("missing_parameter", "The form has no file", "file")
        # A last line without its line feed is a line too.
        self._upload.lines += self._last_byte != b"\n"
        self._upload.sha256 = self._hash.hexdigest()
        return self._upload

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > FIELDS_LIMIT:
            raise invalid("invalid_form", f"The form has more than {FIELDS_LIMIT} parts")
        self._disposition, self._content = b"", b""

    def _add_to_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode(errors="replace")
        self._is_file = b"filename" in options
        if not self._is_file:
            return
        if self._name != "file" or self._upload.filename is not None:
            raise invalid("invalid_form", "Send one file, in the part named 'file'", self._name)
        self._upload.filename = _clean_name(options[b"filename"].decode(errors="replace"))

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        piece = data[start:end]
        if not self._is_file:
            self._content += piece
            if len(self._content) > FIELD_LIMIT_BYTES:
                raise invalid("invalid_form", f"{self._name} is too long", self._name)
            return
        self._upload.bytes += len(piece)
        if self._upload.bytes > self._limit_bytes:
            raise ApiError(
                413, "file_too_large", f"A file may have {self._limit_bytes} bytes", "file"
            )
        self._hash.update(piece)
        self._upload.lines += piece.count(b"\n")
        self._last_byte = piece[-1:]
        self._file.write(piece)

    def _end_part(self) -> None:
        if not self._is_file:
            self._upload.fields[self._name] = self._content.decode(errors="replace")

    def _end(self) -> None:
        self._is_complete = True


def _clean_name(name: str) -> str:
    """A file's name is only a label: no control characters, not longer than 200."""
    return "".join(letter for letter in name if letter.isprintable())[:NAME_LIMIT] or "file"
