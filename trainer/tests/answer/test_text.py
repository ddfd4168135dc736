"""Text that grows: whole characters, nothing of a stop string, and all of it in the end."""

from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from retort_trainer.answer.text import GrowingText


def make_bytes() -> PreTrainedTokenizerFast:
    """A token a byte, so that characters come in pieces."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({c: n for n, c in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, clean_up_tokenization_spaces=False)


BYTES = make_bytes()


def pieces(text: str, *stop: str) -> list[str]:
    growing = GrowingText(BYTES, stop)
    said: list[str] = []
    for token in BYTES(text)["input_ids"]:  # pyright: ignore
        said.append(growing.add(token))
        if growing.is_stopped:
            return said
    return [*said, growing.finish()]


def test_a_character_is_given_out_when_its_last_byte_is_there() -> None:
    assert pieces("a€b") == ["a", "", "", "€", "b", ""]


def test_what_may_become_a_stop_string_is_held_back_until_it_is_not() -> None:
    assert pieces("a<en>", "<end>") == ["a", "", "", "", "<en>", ""]
    assert pieces("a<en", "<end>") == ["a", "", "", "", "<en"]


def test_nothing_is_given_out_from_a_stop_string_on() -> None:
    assert "".join(pieces("one<end>two", "<end>", "zzz")) == "one"
    assert "".join(pieces("one two", "e t", "ne")) == "o"


def test_an_unfinished_character_at_the_end_is_given_out_as_it_is() -> None:
    growing = GrowingText(BYTES, [])
    first = BYTES("€")["input_ids"][0]  # pyright: ignore
    assert growing.add(first) == ""
    assert growing.finish() == "�"
