"""Files and lists as OpenAI's SDK reads them."""

from typing import Literal

from pydantic import BaseModel

PURPOSE = "fine-tune"


class File(BaseModel):
    """An uploaded training file. `created_at` is unix seconds."""

    id: str
    object: Literal["file"] = "file"
    bytes: int
    created_at: int
    filename: str
    purpose: str
    status: Literal["uploaded", "processed", "error"] = "processed"


class FileList(BaseModel):
    """A page of files; the next one starts after `last_id`."""

    object: Literal["list"] = "list"
    data: list[File]
    has_more: bool
    first_id: str | None = None
    last_id: str | None = None


class Deleted(BaseModel):
    """The answer to a DELETE of a file or a model."""

    id: str
    object: str
    deleted: bool = True


class Model(BaseModel):
    """A base or a student, as far as OpenAI's type goes."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ModelList(BaseModel):
    """Every model that a job can start from."""

    object: Literal["list"] = "list"
    data: list[Model]
