"""Turns answers into token ids and labels: the loss is on the answer and its ending token only."""

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from retort_trainer.job.rows import ChatRow, RowError

IGNORED = -100  # the label that torch's cross entropy leaves out
_CHUNK_ROWS = 512  # tokenised at a time: texts and lists of ids take far more than is kept


@dataclass(frozen=True)
class EncodedRow:
    """`labels` are `input_ids` where the answer is and IGNORED elsewhere; equal in length."""

    input_ids: list[int]
    labels: list[int]


class EncodedRows(Sequence[EncodedRow]):
    """Rows in flat arrays of 4 bytes a token; in lists it would be 16 and more."""

    def __init__(self) -> None:
        self.ids = array("i")
        # Of each row: where it ends in `ids`, and how many of its tokens carry no loss.
        self.ends = array("q")
        self.unlabelled = array("i")

    def append(self, ids: Sequence[int], unlabelled: int) -> None:
        """Adds a row whose first `unlabelled` tokens carry no loss."""
        self.ids.extend(ids)
        self.ends.append(len(self.ids))
        self.unlabelled.append(unlabelled)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        row = range(len(self))[at]
        ids = self.ids[self.ends[row - 1] if row else 0 : self.ends[row]].tolist()
        start = self.unlabelled[row]
        return EncodedRow(ids, [IGNORED] * start + ids[start:])


@dataclass(frozen=True)
class Encoded:
    """What is trained on; the numbers of rows without a label left, and of rows cut short."""

    rows: EncodedRows = field(default_factory=EncodedRows)
    dropped: list[int] = field(default_factory=list[int])
    cut: list[int] = field(default_factory=list[int])


def encode_rows(
    tokenizer: PreTrainedTokenizerBase,
    rows: Iterable[ChatRow],
    end_ids: Collection[int],
    context_length: int,
) -> Encoded:
    """Renders each row with the chat template and keeps its first `context_length` tokens.

    The prompt must be a prefix of prompt + answer, token by token, because that is what the
    student is given to go on from; and the answer must end in one of `end_ids`, or the student
    never learns to stop. Raises RowError with the row's number otherwise.
    """
    encoded = Encoded()
    remaining = iter(rows)
    while chunk := list(islice(remaining, _CHUNK_ROWS)):
        prompts = _tokenise(tokenizer, [_render(tokenizer, r, with_answer=False) for r in chunk])
        wholes = _tokenise(tokenizer, [_render(tokenizer, r, with_answer=True) for r in chunk])
        for row, prompt, whole in zip(chunk, prompts, wholes, strict=True):
            ids = _check(row, prompt, whole, end_ids)
            if len(prompt) >= context_length:
                encoded.dropped.append(row.number)
                continue
            if len(ids) > context_length:
                encoded.cut.append(row.number)
            encoded.rows.append(ids[:context_length], len(prompt))
    return encoded


def _check(
    row: ChatRow, prompt: list[int], whole: list[int], end_ids: Collection[int]
) -> list[int]:
    """The ids up to the answer's ending token; what templates put behind it is layout."""
    if whole[: len(prompt)] != prompt:
        raise RowError(
            row.number, "the chat template's prompt is not a prefix of prompt and answer"
        )
    end = next((i for i in reversed(range(len(whole))) if whole[i] in end_ids), -1)
    if end < len(prompt):
        raise RowError(
            row.number, "the chat template doesn't end the answer with the base's end token"
        )
    return whole[: end + 1]


def _render(tokenizer: PreTrainedTokenizerBase, row: ChatRow, *, with_answer: bool) -> str:
    answer = [{"role": "assistant", "content": row.answer}] if with_answer else []
    try:
        text = tokenizer.apply_chat_template(
            [*row.prompt, *answer], tokenize=False, add_generation_prompt=not with_answer
        )
    except Exception as error:  # a template may raise anything, Jinja's errors first of all
        raise RowError(row.number, f"the chat template refuses it: {error}") from error
    return str(text)


def _tokenise(tokenizer: PreTrainedTokenizerBase, texts: list[str]) -> list[list[int]]:
    return tokenizer(texts, add_special_tokens=False)["input_ids"]  # pyright: ignore
