"""Reads chat JSONL: conversations in OpenAI's fine-tuning format, checked line by line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

Messages = list[dict[str, str]]

ROLES = ("system", "user", "assistant")


class RowError(ValueError):
    """A line of the file can't be used; the message begins with its row number, counted from 1."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(f"Row {row}: {reason}")


@dataclass(frozen=True)
class ChatRow:
    """One answer to train on: the messages before it, and the line it stands in, from 1."""

    number: int
    prompt: Messages
    answer: str


class ChatRows(Protocol):
    """Answers that can be counted, and gone through again and again: a list, or a file."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[ChatRow]: ...


@dataclass(frozen=True)
class ChatFile:
    """The `count` trained answers of a file, read anew each time: a million rows are a lot of
    memory.
    """

    path: Path
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[ChatRow]:
        return _read_file(self.path)


def read_rows(path: Path) -> ChatFile:
    """Checks every line; gives the trained answers in order; blank lines don't count as rows.

    A conversation gives a row for each assistant turn whose weight isn't 0. Raises RowError at
    the first line that isn't valid, ValueError if the file is empty or not UTF-8, OSError.
    """
    count = sum(1 for _ in _read_file(path))
    if count == 0:
        raise ValueError("The file has no rows")
    return ChatFile(path, count)


def _read_file(path: Path) -> Iterator[ChatRow]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield from _read_line(number, line)


def _read_line(number: int, line: str) -> Iterator[ChatRow]:
    try:
        given = json.loads(line)
    except ValueError as error:
        raise RowError(number, f"expected a JSON object, got invalid JSON ({error})") from error
    if not isinstance(given, dict) or not isinstance(given.get("messages"), list):
        raise RowError(number, 'expected {"messages": […]}')
    if given.get("tools") or given.get("functions"):
        raise RowError(number, "tools can't be trained")
    messages = [_check(number, at, message) for at, message in enumerate(given["messages"])]
    if not messages or messages[-1]["role"] != "assistant":
        raise RowError(number, "the last message must be the assistant's answer")
    weights = [message.get("weight", 1) for message in given["messages"]]
    for at, message in enumerate(messages):
        if message["role"] == "assistant" and weights[at] != 0:
            yield ChatRow(number, messages[:at], message["content"])


def _check(number: int, at: int, message: Any) -> dict[str, str]:
    where = f"message {at + 1}"
    if not isinstance(message, dict):
        raise RowError(number, f"{where}: expected an object")
    role, content = message.get("role"), message.get("content")
    if role not in ROLES:
        raise RowError(number, f"{where}: expected a role of {', '.join(ROLES)}, got {role!r}")
    if role == "system" and at > 0:
        raise RowError(number, f"{where}: a system message can only come first")
    if role == "assistant" and at == 0:
        raise RowError(number, "an answer needs a message before it")
    if not isinstance(content, str):
        raise RowError(number, f"{where}: expected text as content, got {type(content).__name__}")
    if not content.strip():
        raise RowError(number, f"{where}: the {role}'s content is empty")
    if message.get("weight", 1) not in (0, 1):
        raise RowError(number, f"{where}: expected a weight of 0 or 1")
    return {"role": role, "content": content}
