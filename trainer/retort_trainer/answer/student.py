"""The loaded student of an answering process: turns what is asked into rows of a batch."""

from pathlib import Path

from retort_trainer.answer.ask import Ask
from retort_trainer.answer.batch import Batch, Row
from retort_trainer.answer.sampling import Sampler
from retort_trainer.answer.text import GrowingText
from retort_trainer.export.greedy import end_ids, load_student, prompt_ids_of
from retort_trainer.job.device import find_device


class AnsweringStudent:
    """The folder's model on the best device there is."""

    def __init__(self, folder: Path) -> None:
        """Raises TokenizerError and what transformers raises for a folder that is no model."""
        found = find_device()
        self.device = found.kind
        self._model, self._tokenizer = load_student(folder, found.kind)
        self._context = int(self._model.config.max_position_embeddings)
        ends = {*end_ids(self._model), int(self._tokenizer.eos_token_id)}  # pyright: ignore
        self.batch = Batch(self._model, self._tokenizer, sorted(ends))

    def row(self, ask: Ask) -> Row:
        """Returns the row of a batch. Raises ValueError when the prompt leaves no room."""
        messages = [message.model_dump() for message in ask.messages]
        prompt = prompt_ids_of(self._tokenizer, messages)
        room = self._context - len(prompt)
        if room < 1:
            raise ValueError(
                f"The prompt has {len(prompt)} tokens, the model's context {self._context}"
            )
        return Row(
            number=ask.number,
            prompt=prompt,
            most_tokens=min(room, ask.max_tokens or room),
            sampler=Sampler(ask.temperature, ask.top_p, ask.seed),
            text=GrowingText(self._tokenizer, ask.stop),
        )
