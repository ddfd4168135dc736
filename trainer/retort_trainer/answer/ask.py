"""The lines that service and answering process exchange: what is asked, what is answered."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter


class Message(BaseModel):
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class Ask(BaseModel):
    """A conversation to go on with. Temperature 0 takes the likeliest token each time."""

    kind: Literal["ask"] = "ask"
    number: int
    messages: list[Message]
    max_tokens: int | None = None
    temperature: float = 0
    top_p: float = 1
    seed: int = 0
    stop: list[str] = []


class Cancel(BaseModel):
    """Nobody waits for this one any more."""

    kind: Literal["cancel"] = "cancel"
    number: int


class Ready(BaseModel):
    """The student is loaded, and computes on `device`."""

    kind: Literal["ready"] = "ready"
    device: str


class Piece(BaseModel):
    """More of an answer's text."""

    kind: Literal["piece"] = "piece"
    number: int
    text: str


class End(BaseModel):
    """An answer's end, in tokens; the end token isn't counted."""

    kind: Literal["end"] = "end"
    number: int
    finish: Literal["stop", "length"]
    prompt_tokens: int
    completion_tokens: int


class Refusal(BaseModel):
    """Why there is no answer; without a number it holds for all that are asked."""

    kind: Literal["refusal"] = "refusal"
    number: int | None
    code: str
    message: str


Question = Annotated[Ask | Cancel, Field(discriminator="kind")]
Reply = Annotated[Ready | Piece | End | Refusal, Field(discriminator="kind")]
QUESTION: TypeAdapter[Ask | Cancel] = TypeAdapter(Question)
REPLY: TypeAdapter[Ready | Piece | End | Refusal] = TypeAdapter(Reply)
