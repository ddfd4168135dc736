"""/v1/chat/completions: a base or a student answers here, for pools that are too big for a tab."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from retort_trainer.answer.answerer import AnsweringError
from retort_trainer.answer.ask import Ask, End, Message, Piece
from retort_trainer.bases import find_hub_folder
from retort_trainer.protocol.chat import (
    ChatChunk,
    ChatCompletion,
    ChatRequest,
    Choice,
    ChunkChoice,
    Delta,
    Usage,
)
from retort_trainer.protocol.errors import ApiError, invalid, not_found
from retort_trainer.server.service import Service, ServiceDep
from retort_trainer.store.database import unix_now

router = APIRouter(prefix="/v1", tags=["chat"])

# How soon an answer that nobody waits for is given up, in seconds.
LOOK_EVERY_S = 0.5
Replies = AsyncGenerator[Piece | End]


@router.post(
    "/chat/completions", operation_id="createChatCompletion", response_model=ChatCompletion
)
async def create_completion(
    body: ChatRequest, request: Request, service: ServiceDep
) -> ChatCompletion | StreamingResponse:
    """Answers greedily at temperature 0; sampled answers depend on the seed alone."""
    folder = _folder_of(service, body.model)
    replies = _replies(service, folder, _ask_of(body))
    if not body.stream:
        return await _whole(body, replies, request)
    # The first reply is waited for: a refusal can't be a status once the stream has begun.
    first = await anext(replies)
    return StreamingResponse(
        _lines(body, first, replies),
        media_type="text/event-stream",
        headers={"cache-control": "no-store"},
    )


def _folder_of(service: Service, model_id: str) -> Path:
    student = service.store.students.find(model_id)
    if student:
        return service.settings.students / student.id
    base = service.find_base(model_id)
    if base is None:
        raise not_found("model", model_id, "model")
    if base.problem:
        raise invalid("base_unsupported", base.problem, "model")
    folder = base.folder or find_hub_folder(base.hub or "", base.revision)
    if folder is None:
        raise invalid(
            "model_not_ready", f"'{model_id}' hasn't been downloaded yet: a job does it", "model"
        )
    return folder


def _ask_of(body: ChatRequest) -> Ask:
    stop = [body.stop] if isinstance(body.stop, str) else body.stop or []
    return Ask(
        number=0,
        messages=body.messages,
        max_tokens=body.max_completion_tokens or body.max_tokens,
        temperature=body.temperature,
        top_p=body.top_p,
        seed=body.seed,
        stop=stop,
    )


async def _replies(service: Service, folder: Path, ask: Ask) -> Replies:
    try:
        async for reply in service.answerer.answer(folder, ask):
            yield reply
    except AnsweringError as error:
        status = 400 if error.is_callers else 500
        raise ApiError(status, error.code, str(error)) from error


async def _whole(body: ChatRequest, replies: Replies, request: Request) -> ChatCompletion:
    text: list[str] = []
    end: End | None = None
    reading = asyncio.ensure_future(_collect(replies, text))
    try:
        while not (await asyncio.wait({reading}, timeout=LOOK_EVERY_S))[0]:
            if await request.is_disconnected():
                raise ApiError(499, "client_gone", "Nobody waits for this answer any more")
        end = await reading
    finally:
        if not reading.done():
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading
    message = Message(role="assistant", content="".join(text))
    return ChatCompletion(
        id=_new_id(),
        created=unix_now(),
        model=body.model,
        choices=[Choice(message=message, finish_reason=end.finish)],
        usage=_usage(end),
    )


async def _collect(replies: Replies, text: list[str]) -> End:
    async with contextlib.aclosing(replies):
        async for reply in replies:
            if isinstance(reply, End):
                return reply
            text.append(reply.text)
    raise ApiError(500, "answering_failed", "The answer has no end")


async def _lines(body: ChatRequest, first: Piece | End, replies: Replies) -> AsyncIterator[str]:
    completion, created = _new_id(), unix_now()

    def chunk(choices: list[ChunkChoice], usage: Usage | None = None) -> str:
        return _line(
            ChatChunk(
                id=completion, created=created, model=body.model, choices=choices, usage=usage
            )
        )

    yield chunk([ChunkChoice(delta=Delta(role="assistant", content=""))])
    try:
        async with contextlib.aclosing(_from_first(first, replies)) as all_replies:
            async for reply in all_replies:
                if isinstance(reply, Piece):
                    yield chunk([ChunkChoice(delta=Delta(content=reply.text))])
                    continue
                yield chunk([ChunkChoice(delta=Delta(), finish_reason=reply.finish)])
                if body.stream_options and body.stream_options.include_usage:
                    yield chunk([], _usage(reply))
    except ApiError as error:
        # The status is gone; OpenAI's SDK throws what a line calls an error.
        yield f'data: {{"error": {_error_json(error)}}}\n\n'
        return
    yield "data: [DONE]\n\n"


async def _from_first(first: Piece | End, replies: Replies) -> Replies:
    async with contextlib.aclosing(replies):
        yield first
        async for reply in replies:
            yield reply


def _error_json(error: ApiError) -> str:
    from retort_trainer.protocol.errors import envelope

    return envelope(error.status, error.code, error.message).error.model_dump_json()


def _line(chunk: BaseModel) -> str:
    return f"data: {chunk.model_dump_json(exclude_none=True)}\n\n"


def _usage(end: End) -> Usage:
    return Usage(
        prompt_tokens=end.prompt_tokens,
        completion_tokens=end.completion_tokens,
        total_tokens=end.prompt_tokens + end.completion_tokens,
    )


def _new_id() -> str:
    return f"chatcmpl-{secrets.token_hex(12)}"
