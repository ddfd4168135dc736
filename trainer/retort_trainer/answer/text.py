"""An answer's text as its tokens come: whole characters only, up to the first stop string."""

from collections.abc import Sequence

from transformers.tokenization_utils_base import PreTrainedTokenizerBase

# What a decoder writes for a character of which bytes are missing.
_UNFINISHED = "�"


class GrowingText:
    """Gives out what is certain: no half of a character, no beginning of a stop string."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, stop: Sequence[str]) -> None:
        self._tokenizer = tokenizer
        self._stop = [text for text in stop if text]
        self._ids: list[int] = []
        self._given = 0
        self.is_stopped = False

    def add(self, token: int) -> str:
        """Takes the next token; returns what may be shown now."""
        self._ids.append(token)
        text = self._whole()
        found = min((at for s in self._stop if (at := text.find(s)) >= 0), default=-1)
        if found >= 0:
            self.is_stopped = True
            return self._give(text[:found])
        return self._give(text[: len(text) - self._doubtful(text)])

    def finish(self) -> str:
        """The rest, when no more tokens come."""
        return "" if self.is_stopped else self._give(self._whole())

    def _whole(self) -> str:
        return str(self._tokenizer.decode(self._ids, skip_special_tokens=True))

    def _give(self, text: str) -> str:
        piece = text[self._given :]
        self._given = max(self._given, len(text))
        return piece

    def _doubtful(self, text: str) -> int:
        """How many characters at the end may still change or belong to a stop string."""
        unfinished = len(text) - len(text.rstrip(_UNFINISHED))
        begun = max(
            (n for s in self._stop for n in range(1, len(s)) if text.endswith(s[:n])), default=0
        )
        return max(unfinished, begun)
