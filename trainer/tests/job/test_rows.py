"""Reading chat JSONL: every refusal names its row."""

import json
import tracemalloc
from pathlib import Path

import pytest

from retort_trainer.job.rows import ChatRow, RowError, read_rows
from tests.job.running import make_chat, write_jsonl

USER = {"role": "user", "content": "Hello"}
ANSWER = {"role": "assistant", "content": "Hi"}
GOOD = make_chat("Hello", "Hi")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "invalid JSON"),
        ("[]", 'expected {"messages"'),
        ({"messages": []}, "the last message must be the assistant's answer"),
        ({"messages": [USER]}, "the last message must be the assistant's answer"),
        ({"messages": [ANSWER]}, "an answer needs a message before it"),
        ({"messages": [{**USER, "role": "tool"}, ANSWER]}, "message 1: expected a role of"),
        ({"messages": [USER, {**ANSWER, "content": " "}]}, "the assistant's content is empty"),
        ({"messages": [USER, {**ANSWER, "content": None}]}, "expected text as content"),
        ({"messages": [USER, {**ANSWER, "weight": 2}]}, "expected a weight of 0 or 1"),
        ({"messages": [USER, ANSWER, {**USER, "role": "system"}]}, "can only come first"),
        ({"messages": [USER, ANSWER], "tools": [{}]}, "tools can't be trained"),
    ],
)
def test_a_bad_line_is_named(line: object, reason: str, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "t.jsonl", [GOOD, "", line])
    with pytest.raises(RowError) as caught:
        read_rows(path)
    assert str(caught.value).startswith("Row 3: ")
    assert reason in str(caught.value)


def test_each_assistant_turn_gives_a_row_unless_its_weight_is_0(tmp_path: Path) -> None:
    skipped = {"role": "assistant", "content": "What?", "weight": 0}
    chat = {"messages": [USER, skipped, USER, ANSWER, USER, {**ANSWER, "content": "Bye"}]}
    rows = read_rows(write_jsonl(tmp_path / "t.jsonl", [chat]))
    before = [USER, {"role": "assistant", "content": "What?"}, USER]
    expected = [ChatRow(1, before, "Hi"), ChatRow(1, [*before, ANSWER, USER], "Bye")]
    assert len(rows) == 2
    # Again and again: it is read at each time.
    assert [list(rows), list(rows)] == [expected, expected]


def test_a_large_file_is_not_held_in_memory(tmp_path: Path) -> None:
    count = 10_000
    path = write_jsonl(tmp_path / "t.jsonl", [json.dumps(GOOD)] * count)
    tracemalloc.start()
    rows = read_rows(path)
    assert len(rows) == sum(1 for _ in rows) == count
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < path.stat().st_size / 2


def test_a_file_without_rows_and_one_that_is_not_utf_8_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no rows"):
        read_rows(write_jsonl(tmp_path / "empty.jsonl", [""]))
    (tmp_path / "latin.jsonl").write_bytes(b'{"messages": "\xe9"}\n')
    with pytest.raises(ValueError, match="utf-8"):
        read_rows(tmp_path / "latin.jsonl")
