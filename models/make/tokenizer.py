"""The practice student's tokenizer: words of its world are tokens, all else is single bytes."""

import json
from pathlib import Path

PAD, USER, BOT, END = SPECIAL = ["<|pad|>", "<|user|>", "<|bot|>", "<|end|>"]

# Single turn: one user message and its answer are what this student knows. The markers tell TRL
# which tokens are the answer, so that the loss is on it alone; the page's template has none.
TRAINING_CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{% if message['role'] == 'user' %}<|user|> {{ message['content'] }}"
    "{% elif message['role'] == 'assistant' %}"
    "<|bot|>{% generation %}{{ message['content'] }}<|end|>{% endgeneration %}"
    "{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|bot|>{% endif %}"
)
CHAT_TEMPLATE = TRAINING_CHAT_TEMPLATE.replace("{% generation %}", "").replace(
    "{% endgeneration %}", ""
)


def printable_bytes() -> list[str]:
    """The character that stands for each byte in a byte-level BPE vocabulary (GPT-2's table)."""
    kept = {*range(33, 127), *range(161, 173), *range(174, 256)}
    moved = iter(range(256, 512))
    return [chr(byte if byte in kept else next(moved)) for byte in range(256)]


def prefix_chains(words: list[str], vocabulary: dict[str, int]) -> list[list[str]]:
    """
    Adds every beginning of " word" to the vocabulary; returns the merges that build it by letters.
    All merges begin with a space, so digits and words in quotes stay single characters: the
    student can see their letters.
    """
    merges = []
    for word in words:
        beginning = "Ġ"  # the space
        for letter in word:
            if beginning + letter not in vocabulary:
                vocabulary[beginning + letter] = len(vocabulary)
                merges.append([beginning, letter])
            beginning += letter
    return merges


def write_tokenizer(folder: Path, words: list[str], positions: int) -> None:
    """Writes tokenizer.json, tokenizer_config.json and training_chat_template.jinja."""
    vocabulary = {token: id for id, token in enumerate([*SPECIAL, *printable_bytes()])}
    merges = prefix_chains(words, vocabulary)
    byte_level = {"type": "ByteLevel", "trim_offsets": True, "use_regex": True}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": id,
                "content": token,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for id, token in enumerate(SPECIAL)
        ],
        "normalizer": None,
        "pre_tokenizer": {**byte_level, "add_prefix_space": False},
        "post_processor": None,
        "decoder": {**byte_level, "add_prefix_space": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": vocabulary,
            "merges": merges,
        },
    }
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "pad_token": PAD,
        "eos_token": END,
        "clean_up_tokenization_spaces": False,
        "model_max_length": positions,
        "chat_template": CHAT_TEMPLATE,
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "tokenizer.json", tokenizer)
    write_json(folder / "tokenizer_config.json", config)
    (folder / "training_chat_template.jinja").write_text(TRAINING_CHAT_TEMPLATE)


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
