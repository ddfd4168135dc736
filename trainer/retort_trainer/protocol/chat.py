"""Chat completions as OpenAI's SDK asks for them and reads them, as far as a small student goes."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from retort_trainer.answer.ask import Message


class StreamOptions(BaseModel):
    """What a stream says beside the answer."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """A conversation to go on with. What isn't listed here is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")

    model: str = Field(max_length=200)
    messages: Annotated[list[Message], Field(min_length=1, max_length=1000)]
    max_tokens: Annotated[int | None, Field(ge=1)] = None
    max_completion_tokens: Annotated[int | None, Field(ge=1)] = None
    # OpenAI's default; the page always says what it wants.
    temperature: Annotated[float, Field(ge=0, le=2)] = 1
    top_p: Annotated[float, Field(gt=0, le=1)] = 1
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] = 0
    stop: str | Annotated[list[str], Field(max_length=4)] | None = None
    n: Literal[1] = 1
    stream: bool = False
    stream_options: StreamOptions | None = None
    user: str | None = None


class Usage(BaseModel):
    """Tokens of prompt and answer."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Choice(BaseModel):
    """The answer; the only one."""

    index: Literal[0] = 0
    message: Message
    finish_reason: Literal["stop", "length"]
    logprobs: None = None


class ChatCompletion(BaseModel):
    """A whole answer. `created` is unix seconds."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage


class Delta(BaseModel):
    """What a chunk adds to the answer."""

    role: Literal["assistant"] | None = None
    content: str | None = None


class ChunkChoice(BaseModel):
    """The answer so far goes on; the last one says how it ended."""

    index: Literal[0] = 0
    delta: Delta
    finish_reason: Literal["stop", "length"] | None = None


class ChatChunk(BaseModel):
    """A piece of a streamed answer; the one with `usage` has no choices."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: Usage | None = None
