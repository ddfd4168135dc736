"""Which pages may speak to the service: an exact list of origins, and the CORS replies for them."""

import re
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retort_trainer.security.replies import refusal

METHODS = "GET, HEAD, POST, PUT, DELETE, OPTIONS"
# `Access-Control-Allow-Headers: *` doesn't cover Authorization, and the SDK's own headers vary by
# version.
ALLOWED_HEADER = re.compile(
    r"authorization|content-type|range|if-range|if-none-match|last-event-id|idempotency-key|cache-control"
    r"|(openai|x-stainless)-[a-z0-9-]+"
)
EXPOSED = (
    "x-request-id, retry-after, retry-after-ms, x-should-retry, content-range, accept-ranges,"
    " content-length, etag"
)
PREFLIGHT_MAX_AGE_S = 7200  # Chromium's cap


class CrossOrigin:
    """Refuses a page that isn't listed, on every request: without CORS headers it would still run.

    A request without Origin (the command line, a same-origin GET) passes; HostCheck guards against
    rebinding.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app = app
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None:
            await self._app(scope, receive, send)
            return
        if origin not in self._origins:
            message = f"This trainer doesn't know the origin {origin[:200]}"
            await refusal(403, "origin_not_allowed", message)(scope, receive, send)
            return

        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                reply = MutableHeaders(scope=message)
                reply["access-control-allow-origin"] = origin
                reply["access-control-expose-headers"] = EXPOSED
                reply.add_vary_header("Origin")
            await send(message)

        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _preflight(headers)(scope, receive, send_readable)
        else:
            await self._app(scope, receive, send_readable)


def _preflight(headers: Headers) -> Response:
    asked = headers.get("access-control-request-headers", "")
    names = [name.strip().lower() for name in asked.split(",") if name.strip()]
    unknown = [name for name in names if not ALLOWED_HEADER.fullmatch(name)]
    if unknown:
        return refusal(400, "header_not_allowed", f"Not allowed: {', '.join(unknown)[:200]}")
    return Response(
        status_code=204,
        headers={
            "access-control-allow-methods": METHODS,
            "access-control-allow-headers": ", ".join(names),
            "access-control-max-age": str(PREFLIGHT_MAX_AGE_S),
            "vary": "Access-Control-Request-Headers",
        },
    )
