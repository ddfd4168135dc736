"""Jinja templates in web-llm's form, token for token, and those that are refused."""

from pathlib import Path
from typing import Any

import pytest

from retort_trainer.export.mlc_shape import MlcUnsupportedError
from retort_trainer.export.mlc_template import derive_conversation, prompt_pieces
from retort_trainer.export.tokenizer import PLAIN_TEMPLATE, load_tokenizer
from tests.fixtures.make_bases import CHATML_TEMPLATE, USER_BOT_TEMPLATE, make_tokenizer

SPECIALS = ["<|pad|>", "<|user|>", "<|bot|>", "<|end|>", "<|im_start|>", "<|im_end|>", "<s>"]
# Qwen2.5's: without a system message it brings one of its own.
WITH_DEFAULT = (
    "{% if messages[0]['role'] != 'system' %}<|im_start|>system\nYou help.<|im_end|>\n{% endif %}"
    + CHATML_TEMPLATE
)


def tokenizer_with(template: str | None, tmp_path: Path, bos: str | None = None) -> Any:
    make_tokenizer(tmp_path, SPECIALS, "<|pad|>", "<|end|>", template)
    tokenizer = load_tokenizer(tmp_path)
    if bos:
        tokenizer.bos_token = bos
    return tokenizer


def turns(*contents: tuple[str, str]) -> list[dict[str, str]]:
    return [{"role": role, "content": content} for role, content in contents]


ASK = ("user", "halve 12")
LONG = turns(("system", "Brief."), ASK, ("assistant", "6"), ("user", "and 8"))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (
            USER_BOT_TEMPLATE.replace("{% generation %}", "").replace("{% endgeneration %}", ""),
            ["<|user|> halve 12", "<|bot|>6<|end|>", "<|user|> and 8", "<|bot|>"],
        ),
        (
            CHATML_TEMPLATE,
            [
                "<|im_start|>system\nBrief.<|im_end|>\n",
                "<|im_start|>user\nhalve 12<|im_end|>\n",
                "<|im_start|>assistant\n6<|im_end|>\n",
                "<|im_start|>user\nand 8<|im_end|>\n",
                "<|im_start|>assistant\n",
            ],
        ),
        (
            PLAIN_TEMPLATE,
            [
                "System: Brief.<|end|>\n",
                "User: halve 12<|end|>\n",
                "Assistant: 6<|end|>\n",
                "User: and 8<|end|>\n",
                "Assistant:",
            ],
        ),
    ],
    ids=["user and bot", "ChatML", "plain"],
)
def test_a_conversation_is_rendered_turn_by_turn(
    template: str, expected: list[str], tmp_path: Path
) -> None:
    tokenizer = tokenizer_with(template, tmp_path)
    conversation = derive_conversation(tokenizer, [3])
    pieces = prompt_pieces(conversation, LONG)
    assert "".join(pieces) == "".join(expected)
    whole = tokenizer.apply_chat_template(LONG, tokenize=False, add_generation_prompt=True)
    ids = [i for piece in pieces for i in tokenizer(piece, add_special_tokens=False)["input_ids"]]
    assert ids == tokenizer(whole, add_special_tokens=False)["input_ids"]
    assert conversation["stop_token_ids"] == [3]


def test_a_templates_own_system_message_is_kept_and_replaced_by_a_given_one(tmp_path: Path) -> None:
    conversation = derive_conversation(tokenizer_with(WITH_DEFAULT, tmp_path), [5])
    assert conversation["system_message"] == "You help."
    for messages, system in ((turns(ASK), "You help."), (LONG, "Brief.")):
        text = "".join(prompt_pieces(conversation, messages))
        assert text.startswith(f"<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\nhalve")


def test_no_system_message_renders_nothing_where_the_template_brings_none(tmp_path: Path) -> None:
    conversation = derive_conversation(tokenizer_with(CHATML_TEMPLATE, tmp_path), [5])
    assert prompt_pieces(conversation, turns(ASK))[0].startswith("<|im_start|>user\nhalve 12")


def test_a_beginning_token_goes_before_everything_as_an_id(tmp_path: Path) -> None:
    tokenizer = tokenizer_with("{{ bos_token }}" + CHATML_TEMPLATE, tmp_path, bos="<s>")
    conversation = derive_conversation(tokenizer, [5])
    assert conversation["system_prefix_token_ids"] == [6]
    assert "<s>" not in "".join(prompt_pieces(conversation, LONG))


def test_user_texts_go_through_no_role_template_since_web_llm_would_read_dollars_in_them(
    tmp_path: Path,
) -> None:
    conversation = derive_conversation(tokenizer_with(CHATML_TEMPLATE, tmp_path), [5])
    assert "role_templates" not in conversation


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (CHATML_TEMPLATE.replace("m['content']", "m['content'] | trim"), "can't be said"),
        ("{{ strftime_now('%d') }}" + CHATML_TEMPLATE, "tells the date"),
        ("{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}{% endif %}"
         + CHATML_TEMPLATE, "refuses a conversation: no system"),
        ("{% for m in messages %}<|user|>{{ m['content'] }}{{ m['content'] }}{% endfor %}<|bot|>",
         "render the user's text once"),
        ("{% for m in messages %}{% if loop.last %}<|user|>{% endif %}{{ m['content'] }}<|end|>"
         "{% endfor %}{% if add_generation_prompt %}{{ messages | length }}<|bot|>{% endif %}",
         "treats the last turn"),
    ],
    ids=["trims", "dates", "no system", "twice", "by length"],
)  # fmt: skip
def test_a_template_that_web_llm_cannot_say_is_refused_by_name(
    template: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(MlcUnsupportedError, match=reason):
        derive_conversation(tokenizer_with(template, tmp_path), [3])
