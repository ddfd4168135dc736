"""Loads a folder's tokenizer as the browser will: from tokenizer.json, not from a Python class."""

import json
from pathlib import Path
from typing import Any

from transformers import PreTrainedTokenizerFast

# For bases that come without a template (raw pretrained ones). Each turn is its role, a colon and
# its text; the end token closes every turn, so that it ends the answer and keeps turns apart.
PLAIN_TEMPLATE = (
    "{% for message in messages %}"
    "{{ message['role'] | capitalize }}: {{ message['content'] }}{{ eos_token }}\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}Assistant:{% endif %}"
)


class TokenizerError(ValueError):
    """The folder's tokenizer can't be used in the browser."""


def load_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """The tokenizer with its special tokens and chat template; `folder` needs tokenizer.json.

    Without a template it gets PLAIN_TEMPLATE, without a padding token the end token pads: nothing
    is ever added to the vocabulary. Raises TokenizerError.
    """
    path = folder / "tokenizer.json"
    if not path.exists():
        raise TokenizerError("The base has no tokenizer.json")
    config = read_tokenizer_config(folder)
    tokens = {name: _text(config.get(name)) for name in ("bos_token", "eos_token", "pad_token")}
    if tokens["eos_token"] is None:
        raise TokenizerError("The base's tokenizer names no end token (eos_token)")
    tokens["pad_token"] = tokens["pad_token"] or tokens["eos_token"]
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(path),
        clean_up_tokenization_spaces=False,
        **{name: token for name, token in tokens.items() if token is not None},
    )
    tokenizer.chat_template = read_template(folder, config) or PLAIN_TEMPLATE
    return tokenizer


def read_tokenizer_config(folder: Path) -> dict[str, Any]:
    """tokenizer_config.json, filled up from the older special_tokens_map.json."""
    merged: dict[str, Any] = {}
    for name in ("special_tokens_map.json", "tokenizer_config.json"):
        if (folder / name).exists():
            given = json.loads((folder / name).read_text())
            merged.update({key: value for key, value in given.items() if value is not None})
    return merged


def read_template(folder: Path, config: dict[str, Any]) -> str | None:
    """The folder's chat template; of several named ones the one named default."""
    file = folder / "chat_template.jinja"
    template = file.read_text() if file.exists() else config.get("chat_template")
    if isinstance(template, list):
        template = next((t["template"] for t in template if t["name"] == "default"), None)
    return template


def _text(token: Any) -> str | None:
    return token.get("content") if isinstance(token, dict) else token
