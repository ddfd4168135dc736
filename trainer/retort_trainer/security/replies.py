"""Replies that the outer layers send without reaching the application."""

from collections.abc import Mapping

from starlette.responses import Response

from retort_trainer.protocol.errors import envelope


def refusal(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Returns an error in the protocol's envelope. Clients shall not send the same again."""
    return Response(
        envelope(status, code, message).model_dump_json(),
        status_code=status,
        headers={"x-should-retry": "false", **(headers or {})},
        media_type="application/json",
    )
