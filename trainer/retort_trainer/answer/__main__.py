"""`python -m retort_trainer.answer --folder DIR`: answers lines of JSON until its input ends."""

import argparse
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from retort_trainer.answer.ask import QUESTION, Ask, Cancel, End, Piece, Ready, Refusal

# More rows at once give more answers a minute, but each token of them comes later.
BATCH_ROWS = 32


def main(arguments: list[str] | None = None) -> int:
    """Loads the student and answers; returns 0 at the end of the input, 1 when it can't load."""
    parser = argparse.ArgumentParser(prog="retort_trainer.answer", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="the student's folder")
    folder: Path = parser.parse_args(arguments).folder
    say = _own_stdout()
    inbox = Inbox()
    threading.Thread(target=inbox.read, name="input", daemon=True).start()
    try:
        # Imports torch, which takes seconds: the input is being read meanwhile.
        from retort_trainer.answer.student import AnsweringStudent

        student = AnsweringStudent(folder)
    except Exception as error:  # the edge of the process: whoever asks must hear why
        say(Refusal(number=None, code="model_not_loadable", message=str(error)))
        return 1
    say(Ready(device=student.device))
    while (asked := inbox.take(BATCH_ROWS)) is not None:
        _answer(student, asked, inbox, say)
    return 0


Say = Callable[[Ready | Piece | End | Refusal], None]


class Inbox:
    """What has been asked and not been taken yet, and which of it nobody waits for any more."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Ask | None] = SimpleQueue()
        self._gone: set[int] = set()

    def read(self) -> None:
        """Reads lines until there are no more; then `take` gives None."""
        for line in sys.stdin.buffer:
            question = QUESTION.validate_json(line)
            if isinstance(question, Cancel):
                self._gone.add(question.number)
            else:
                self._waiting.put(question)
        self._waiting.put(None)

    def take(self, most: int) -> list[Ask] | None:
        """Waits for something, and takes what else is there; None: nothing comes any more."""
        first = self._waiting.get()
        if first is None:
            return None
        asked = [first]
        while len(asked) < most and not self._waiting.empty():
            following = self._waiting.get()
            if following is None:
                self._waiting.put(None)
                break
            asked.append(following)
        return [ask for ask in asked if not self.is_gone(ask.number)]

    def is_gone(self, number: int) -> bool:
        """Whether nobody waits for this one any more."""
        return number in self._gone


def _answer(student, asked: list[Ask], inbox: Inbox, say: Say) -> None:
    rows = []
    for ask in asked:
        try:
            rows.append(student.row(ask))
        except ValueError as error:
            say(Refusal(number=ask.number, code="context_length_exceeded", message=str(error)))

    def hear(row, text: str) -> None:
        if text:
            say(Piece(number=row.number, text=text))
        if row.finish is not None:
            say(
                End(
                    number=row.number,
                    finish=row.finish,
                    prompt_tokens=len(row.prompt),
                    completion_tokens=row.tokens,
                )
            )

    if rows:
        student.batch.run(rows, hear, lambda row: inbox.is_gone(row.number))


def _own_stdout() -> Say:
    """Keeps the real stdout for answers: whatever a library prints goes to the log."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)

    def say(reply: Ready | Piece | End | Refusal) -> None:
        out.write(reply.model_dump_json().encode() + b"\n")

    return say


if __name__ == "__main__":
    sys.exit(main())
