"""The label mask, against ids worked out by hand from a vocabulary of ten words."""

import tracemalloc

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from retort_trainer.job.encode import IGNORED, EncodedRow, encode_rows
from retort_trainer.job.rows import ChatRow, Messages, RowError
from tests.fixtures.make_bases import CHATML_TEMPLATE, USER_BOT_TEMPLATE

WORDS = ["<|pad|>", "<|user|>", "<|bot|>", "<|end|>", "name", "a", "colour", "red", "or", "blue"]
QUESTION: Messages = [{"role": "user", "content": "name a colour"}]


def make_tokenizer(words: list[str], template: str) -> PreTrainedTokenizerFast:
    vocabulary = {word: i for i, word in enumerate(words)}
    model = Tokenizer(models.WordLevel(vocabulary, unk_token=words[0]))
    model.pre_tokenizer = pre_tokenizers.WhitespaceSplit()  # pyright: ignore
    model.add_special_tokens([word for word in words if word.startswith("<|")])
    return PreTrainedTokenizerFast(tokenizer_object=model, chat_template=template)


def test_the_loss_is_on_the_answer_and_its_end_token() -> None:
    tokenizer = make_tokenizer(WORDS, USER_BOT_TEMPLATE)
    rows = [ChatRow(1, QUESTION, "red or blue"), ChatRow(2, QUESTION, "red")]
    encoded = encode_rows(tokenizer, rows, {3}, 100)
    prompt = [1, 4, 5, 6, 2]
    mask = [IGNORED] * 5
    assert list(encoded.rows) == [
        EncodedRow([*prompt, 7, 8, 9, 3], [*mask, 7, 8, 9, 3]),
        EncodedRow([*prompt, 7, 3], [*mask, 7, 3]),
    ]
    assert (encoded.dropped, encoded.cut) == ([], [])


def test_earlier_answers_of_a_conversation_carry_no_loss() -> None:
    tokenizer = make_tokenizer(WORDS, USER_BOT_TEMPLATE)
    earlier: Messages = [*QUESTION, {"role": "assistant", "content": "red"}, *QUESTION]
    (row,) = encode_rows(tokenizer, [ChatRow(1, earlier, "blue")], {3}, 100).rows
    assert row.input_ids == [1, 4, 5, 6, 2, 7, 3, 1, 4, 5, 6, 2, 9, 3]
    assert row.labels == [IGNORED] * 12 + [9, 3]


def test_layout_behind_the_end_token_is_left_out() -> None:
    # ChatML puts a line break behind it; here it would be the token <nl>.
    words = ["<|pad|>", "<|im_start|>", "<|im_end|>", "<|nl|>", "user", "assistant", "red", "name"]
    template = CHATML_TEMPLATE.replace("\n", "<|nl|>")
    tokenizer = make_tokenizer(words, template)
    row = ChatRow(1, [{"role": "user", "content": "name"}], "red")
    (encoded,) = encode_rows(tokenizer, [row], {2}, 100).rows
    assert encoded.input_ids == [1, 4, 3, 7, 2, 3, 1, 5, 3, 6, 2]
    assert encoded.labels == [IGNORED] * 9 + [6, 2]


def test_rows_are_cut_at_the_context_and_dropped_when_no_answer_is_left() -> None:
    tokenizer = make_tokenizer(WORDS, USER_BOT_TEMPLATE)
    long: Messages = [{"role": "user", "content": "name a colour or a colour"}]
    short = [ChatRow(5, QUESTION, "red or blue"), ChatRow(6, QUESTION, "red")]
    encoded = encode_rows(tokenizer, [ChatRow(4, long, "red"), *short], {3}, 7)
    assert encoded.dropped == [4]
    assert encoded.cut == [5]
    assert [row.labels[5:] for row in encoded.rows] == [[7, 8], [7, 3]]
    assert all(len(row.input_ids) == len(row.labels) <= 7 for row in encoded.rows)


def test_a_large_file_keeps_some_bytes_for_each_token() -> None:
    tokenizer = make_tokenizer(WORDS, USER_BOT_TEMPLATE)
    count = 3000  # several chunks, the last one short
    tracemalloc.start()
    encoded = encode_rows(tokenizer, (ChatRow(n, QUESTION, "red") for n in range(count)), {3}, 100)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(encoded.rows) == count
    assert encoded.rows[-1] == EncodedRow([1, 4, 5, 6, 2, 7, 3], [*[IGNORED] * 5, 7, 3])
    assert kept < 12 * 7 * count


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        # A prompt that opens with what the whole conversation doesn't have there.
        (USER_BOT_TEMPLATE.replace("%}<|bot|>{% endif %}", "%}<|bot|> or{% endif %}"), "prefix"),
        (USER_BOT_TEMPLATE.replace("<|end|>", ""), "end token"),
        ("{{ raise_exception('no') }}", "the chat template refuses it"),
    ],
)
def test_a_template_that_teaches_the_wrong_thing_is_an_error(template: str, reason: str) -> None:
    tokenizer = make_tokenizer(WORDS, template)
    with pytest.raises(RowError, match=f"Row 9: .*{reason}"):
        encode_rows(tokenizer, [ChatRow(9, QUESTION, "red")], {3}, 100)
