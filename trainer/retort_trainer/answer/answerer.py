"""The service's side of answering: one process at a time, for the model that was asked last."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

from retort_trainer.answer.ask import REPLY, Ask, Cancel, End, Piece, Ready, Refusal
from retort_trainer.engine.base import Launch
from retort_trainer.engine.inline import scrubbed_environment
from retort_trainer.engine.process import signal_group
from retort_trainer.settings import Settings

ANSWER_COMMAND: tuple[str, ...] = (sys.executable, "-m", "retort_trainer.answer")
LOG_NAME = "answering.log"
_LOG_TAIL_BYTES = 2000
# A line holds one piece of text; far more than any token's.
_LONGEST_LINE = 1 << 20
_END_S = 5.0


class AnsweringError(Exception):
    """There is no answer: `code` is for programs. `is_callers`: asked again it fails again."""

    def __init__(self, code: str, message: str, *, is_callers: bool) -> None:
        super().__init__(message)
        self.code = code
        self.is_callers = is_callers


class Answerer:
    """Starts a process for a model when it is asked, and ends it when nobody has asked for a
    while. Who asks for another model waits until the open answers have ended.
    """

    def __init__(
        self, settings: Settings, command: Sequence[str] = ANSWER_COMMAND, idle_s: float = 300
    ) -> None:
        self._settings = settings
        self._command = tuple(command)
        self._idle_s = idle_s
        self._process: _Process | None = None
        self._turn = asyncio.Lock()
        self._ending: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    async def answer(self, folder: Path, ask: Ask) -> AsyncGenerator[Piece | End]:
        """Yields pieces, then the end; closed early, it is given up. Raises AnsweringError."""
        has_begun = False
        try:
            while True:
                async with self._turn:
                    process = await self._process_for(folder)
                    number = process.ask(ask)
                try:
                    async with contextlib.aclosing(process.replies(number)) as replies:
                        async for reply in replies:
                            has_begun = True
                            yield reply
                    return
                except AnsweringError as error:
                    # One that was already dying when it was asked is replaced, once each.
                    if has_begun or error.is_callers or not process.was_asked_before:
                        raise
        finally:
            self._end_later()

    async def close(self) -> None:
        """Ends the process; open answers fail."""
        if self._ending:
            self._ending.cancel()
        process, self._process = self._process, None
        if process:
            await process.close()

    async def _process_for(self, folder: Path) -> "_Process":
        if self._ending:
            self._ending.cancel()
        known = self._process
        if known and known.folder == folder and not known.has_ended:
            return known
        if known:
            await known.wait_until_idle()
        await self.close()
        self._process = await _Process.start(self._settings, self._command, folder)
        return self._process

    def _end_later(self) -> None:
        if self._ending:
            self._ending.cancel()
        loop = asyncio.get_running_loop()
        self._ending = loop.call_later(self._idle_s, self._end_if_idle)

    def _end_if_idle(self) -> None:
        if self._process and self._process.is_idle and not self._turn.locked():
            # Held on to: the loop keeps only a weak reference to a task.
            self._closing = asyncio.ensure_future(self.close())


class _Process:
    """A running answering process and the answers that are open."""

    def __init__(self, folder: Path, process: asyncio.subprocess.Process, log: Path) -> None:
        self.folder = folder
        self.has_ended = False
        self._process = process
        self._log = log
        self._numbers = 0
        self._open: dict[int, asyncio.Queue[Piece | End | Refusal]] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._reading = asyncio.create_task(self._read(), name="answers")

    @classmethod
    async def start(cls, settings: Settings, command: Sequence[str], folder: Path) -> "_Process":
        log = settings.data / LOG_NAME
        launch = Launch(settings.data, settings.threads, may_download=False)
        with log.open("wb") as out:
            process = await asyncio.create_subprocess_exec(
                *command,
                *("--folder", str(folder)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=out,
                limit=_LONGEST_LINE,
                env=scrubbed_environment(os.environ, launch),
                start_new_session=True,
            )
        return cls(folder, process, log)

    @property
    def was_asked_before(self) -> bool:
        """Whether this process has been asked more than once: it did answer then."""
        return self._numbers > 1

    @property
    def is_idle(self) -> bool:
        return not self._open

    async def wait_until_idle(self) -> None:
        await self._idle.wait()

    def ask(self, ask: Ask) -> int:
        """Sends the question under a number of its own, which is returned."""
        self._numbers += 1
        number = self._numbers
        self._open[number] = asyncio.Queue()
        self._idle.clear()
        self._send(ask.model_copy(update={"number": number}))
        return number

    async def replies(self, number: int) -> AsyncGenerator[Piece | End]:
        """Yields the answer; closed before its end, it is given up. Raises AnsweringError."""
        has_ended = False
        try:
            while not has_ended:
                reply = await self._open[number].get()
                if isinstance(reply, Refusal):
                    has_ended = True
                    is_callers = reply.code != "answering_failed"
                    raise AnsweringError(reply.code, reply.message, is_callers=is_callers)
                has_ended = isinstance(reply, End)
                yield reply
        finally:
            del self._open[number]
            if not has_ended:
                self._send(Cancel(number=number))
            if not self._open:
                self._idle.set()

    async def close(self) -> None:
        stdin = self._process.stdin
        if stdin and not stdin.is_closing():
            stdin.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), _END_S if self.is_idle else 0)
        if self._process.returncode is None:
            signal_group(self._process.pid, signal.SIGKILL)
            await self._process.wait()
        await self._reading

    def _send(self, question: Ask | Cancel) -> None:
        stdin = self._process.stdin
        # A process that is gone is seen where its replies are read.
        if stdin and not stdin.is_closing():
            stdin.write(question.model_dump_json().encode() + b"\n")

    async def _read(self) -> None:
        out = self._process.stdout
        assert out is not None
        refusal: Refusal | None = None
        async for line in out:
            reply = REPLY.validate_json(line)
            if isinstance(reply, Ready):
                continue
            if isinstance(reply, Refusal) and reply.number is None:
                refusal = reply
            elif waiting := self._open.get(reply.number or 0):
                waiting.put_nowait(reply)
        await self._process.wait()
        self.has_ended = True
        for waiting in list(self._open.values()):
            waiting.put_nowait(refusal or self._loss())

    def _loss(self) -> Refusal:
        tail = self._log.read_bytes()[-_LOG_TAIL_BYTES:].decode(errors="replace").strip()
        last = tail.splitlines()[-1] if tail else "it said nothing"
        message = f"The answering process ended ({self._process.returncode}): {last}"
        return Refusal(number=None, code="answering_failed", message=message)
