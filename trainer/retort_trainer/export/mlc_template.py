"""A chat template in web-llm's form, which knows roles and separators but no Jinja."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import TemplateError
from transformers import PreTrainedTokenizerFast

from retort_trainer.export.greedy import Messages, prompt_ids_of
from retort_trainer.export.mlc_shape import MlcUnsupportedError

# Texts that no template brings along: what stands around them is the template's.
_USER, _ANSWER, _NEXT, _SYSTEM = "Qusrq", "Qanswq", "Qnextq", "Qsysq"
# Contents of the conversations by which a found template is proved.
_PROBES = (
    ("Be brief.", "halve 12", "6", "and 8?"),
    (" two\nlines \n", "a  b\n", " c", "\td "),
    ("Émile says: «oui» $& {x}", 'what\'s 3+4, "please"?', "7!", "<b>1,000</b>"),
)


def derive_conversation(tokenizer: PreTrainedTokenizerFast, end_ids: list[int]) -> dict[str, Any]:
    """The conv_template of mlc-chat-config.json that gives the very tokens of the tokenizer's own
    template for [user], [system, user], [user, assistant, user] and all four.

    web-llm encodes each turn by itself, so the turns are parted where that makes no difference.
    Raises MlcUnsupportedError when there is no such template.
    """
    if "strftime_now" in str(tokenizer.chat_template):
        raise MlcUnsupportedError("its chat template tells the date")
    try:
        ways = sorted(_candidates(tokenizer), key=lambda way: _doubtful_parts(tokenizer, way))
        found = next((way for way in ways if _holds(tokenizer, way)), None)
    except TemplateError as error:
        raise MlcUnsupportedError(f"its chat template refuses a conversation: {error}") from error
    if found is None:
        raise MlcUnsupportedError("its chat template can't be said in web-llm's form")
    return {**found, "name": "retort", "messages": [], "stop_str": [], "stop_token_ids": end_ids}


def prompt_pieces(conversation: dict[str, Any], messages: Messages) -> list[str]:
    """What web-llm 0.2.86 encodes, text by text, for `messages`, with the answer's opening."""
    turns = [m for m in messages if m["role"] != "system"]
    given = [m["content"] for m in messages if m["role"] == "system"]
    system = given[0] if given else conversation["system_message"]
    pieces: list[str] = []
    if system or conversation.get("render_empty_system_message", True):
        text = conversation["system_template"].replace("{system_message}", system, 1)
        pieces += [text] if text else []
    for index, turn in enumerate(turns):
        header = conversation["roles"][turn["role"]] + conversation["role_content_sep"]
        separator = conversation["seps"][index % len(conversation["seps"])]
        pieces.append(header + turn["content"] + separator)
    return [*pieces, conversation["roles"]["assistant"] + conversation["role_empty_sep"]]


def _candidates(tokenizer: PreTrainedTokenizerFast) -> Iterator[dict[str, Any]]:
    """All ways to part what stands between contents into a turn's end and the next one's header."""
    start, opening = _around(tokenizer, [("user", _USER)])
    turns = [("user", _USER), ("assistant", _ANSWER), ("user", _NEXT)]
    first, to_answer, to_user, last = _around(tokenizer, turns)
    if (first, last) != (start, opening):
        raise MlcUnsupportedError("its chat template treats the last turn in its own way")
    bos = str(tokenizer.bos_token or "")
    if not (bos and start.startswith(bos)):
        bos = ""
    header_end = _common_start([to_answer, opening])
    content_separator = to_answer[len(header_end) :]
    system = _system_parts(tokenizer, opening)
    headed = [start[len(bos) :], to_user, *([system[1]] if system else [])]
    longest = _common_start(text[::-1] for text in headed)[::-1]
    for skipped, cut in itertools.product(range(len(longest) + 1), range(len(header_end) + 1)):
        header = longest[skipped:]
        if not header.endswith(content_separator):
            return
        before = _system_of(start, bos, header, system)
        if before is None:
            continue
        user = header.removesuffix(content_separator)
        yield {
            **before,
            "system_prefix_token_ids": [tokenizer.bos_token_id] if bos else None,
            "roles": {"user": user, "assistant": header_end[cut:], "tool": user},
            "role_content_sep": content_separator,
            "role_empty_sep": opening[len(header_end) :],
            "seps": [header_end[:cut], to_user.removesuffix(header)],
        }


def _system_parts(tokenizer: PreTrainedTokenizerFast, opening: str) -> tuple[str, str] | None:
    """What stands before and after a system message; None when the template leaves it out."""
    parts = _around(tokenizer, [("system", _SYSTEM), ("user", _USER)])
    if len(parts) == 2:
        return None
    if parts[2] != opening:
        raise MlcUnsupportedError("its chat template repeats the system message")
    return parts[0], parts[1]


def _system_of(
    start: str, bos: str, header: str, system: tuple[str, str] | None
) -> dict[str, Any] | None:
    """The system fields when `header` opens a user's turn; None when they can't say it."""
    always = start.removeprefix(bos).removesuffix(header)
    if system is None:
        return {"system_template": always, "system_message": ""}
    before, end = system[0].removeprefix(bos), system[1].removesuffix(header)
    fields: dict[str, Any] = {"system_template": f"{before}{{system_message}}{end}"}
    if not always:
        return {**fields, "system_message": "", "render_empty_system_message": False}
    if not (always.startswith(before) and always.endswith(end)):
        return None
    return {**fields, "system_message": always[len(before) : len(always) - len(end)]}


def _around(tokenizer: PreTrainedTokenizerFast, turns: list[tuple[str, str]]) -> list[str]:
    """The template's text before, between and after the contents; a system message that it leaves
    out leaves no gap."""
    messages = [{"role": role, "content": content} for role, content in turns]
    text = str(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))
    parts: list[str] = []
    for role, content in turns:
        if text.count(content) != 1:
            if role == "system" and content not in text:
                continue
            raise MlcUnsupportedError(f"its chat template doesn't render the {role}'s text once")
        before, text = text.split(content)
        parts.append(before)
    return [*parts, text]


def _doubtful_parts(tokenizer: PreTrainedTokenizerFast, conversation: dict[str, Any]) -> int:
    """How many of the places where turns are parted don't touch a token that is never merged."""
    kept = tuple(tokenizer.get_added_vocab())
    user, assistant = (conversation["roles"][role] for role in ("user", "assistant"))
    after_user, after_answer = conversation["seps"]
    system = conversation["system_template"]
    places = [(after_user, assistant), (after_answer, user), *([(system, user)] if system else [])]
    return sum(not (left.endswith(kept) or right.startswith(kept)) for left, right in places)


def _common_start(texts: Iterable[str]) -> str:
    columns = itertools.takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False))
    return "".join(letters[0] for letters in columns)


def _holds(tokenizer: PreTrainedTokenizerFast, conversation: dict[str, Any]) -> bool:
    """Whether it gives the tokenizer's own tokens for all conversations that it should."""
    prefix = conversation["system_prefix_token_ids"] or []
    for messages in _conversations():
        pieces = prompt_pieces(conversation, messages)
        encoded = [tokenizer(piece, add_special_tokens=False)["input_ids"] for piece in pieces]
        ids = [*prefix, *itertools.chain.from_iterable(encoded)]  # pyright: ignore
        if ids != prompt_ids_of(tokenizer, messages):
            return False
    return True


def _conversations() -> Iterator[Messages]:
    for system, user, answer, following in _PROBES:
        told = {"role": "system", "content": system}
        asks = {"role": "user", "content": user}
        answers = {"role": "assistant", "content": answer}
        goes_on = {"role": "user", "content": following}
        yield from (
            [asks],
            [told, asks],
            [asks, answers, goes_on],
            [told, asks, answers, goes_on],
        )
