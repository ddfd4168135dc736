"""The errors of the protocol: one class for what a caller did wrong, and OpenAI's envelope around
every error.
"""

from collections.abc import Mapping

from pydantic import BaseModel

TYPES_BY_STATUS: Mapping[int, str] = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}


class ErrorBody(BaseModel):
    """What went wrong, in OpenAI's words: `code` is for programs, `message` for people."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorEnvelope(BaseModel):
    """The body of every reply with a status of 400 or more."""

    error: ErrorBody


class ApiError(Exception):
    """A refusal with its HTTP status, a stable code and, where one is at fault, the parameter's
    path.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.param = param
        self.headers = dict(headers or {})


def envelope(
    status: int, code: str | None, message: str, param: str | None = None
) -> ErrorEnvelope:
    """Returns the error body for a status; the type follows from the status as at OpenAI."""
    fallback = "server_error" if status >= 500 else "invalid_request_error"
    kind = TYPES_BY_STATUS.get(status, fallback)
    return ErrorEnvelope(error=ErrorBody(message=message, type=kind, param=param, code=code))


def invalid(code: str, message: str, param: str | None = None) -> ApiError:
    """A request that can never succeed as it is: 400, which clients don't retry (they do retry
    409).
    """
    return ApiError(400, code, message, param)


def not_found(what: str, identifier: str, param: str | None = None) -> ApiError:
    """404 for an id that isn't (or is no longer) here."""
    return ApiError(404, "not_found", f"No such {what}: '{identifier}'", param)
