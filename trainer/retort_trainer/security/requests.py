"""The outermost layer: every request gets an id and a line in the log, every error the protocol's
envelope.
"""

import logging
import re
import secrets
from time import perf_counter

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retort_trainer.protocol.errors import envelope

CAPABILITY = re.compile(r"^/artifacts/[^/]+")
log = logging.getLogger("retort_trainer.access")


class RequestTrail:
    """Adds `x-request-id` and `nosniff`, logs method, path, status and time, and never a secret."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = f"req-{secrets.token_hex(8)}"
        started = perf_counter()
        status = 0

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                headers["x-content-type-options"] = "nosniff"
                headers["referrer-policy"] = "no-referrer"
            await send(message)

        try:
            await self._app(scope, receive, _Enveloped(send_marked, scope["method"]))
        finally:
            spent_ms = (perf_counter() - started) * 1000
            path = CAPABILITY.sub("/artifacts/***", scope["path"])
            log.info("%s %s %d %.0fms %s", scope["method"], path, status, spent_ms, request_id)


class _Enveloped:
    """Passes a reply on, but replaces a plain-text error (a framework's own) by the envelope."""

    def __init__(self, send: Send, method: str) -> None:
        self._send = send
        self._is_head = method == "HEAD"
        self._is_replaced = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._start(message)
        elif not self._is_replaced:
            await self._send(message)

    async def _start(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        kind = headers.get("content-type", "")
        if message["status"] < 400 or kind.startswith("application/json"):
            await self._send(message)
            return
        self._is_replaced = True
        status = message["status"]
        code = "range_not_satisfiable" if status == 416 else None
        body = envelope(status, code, f"The request failed with status {status}")
        content = body.model_dump_json().encode()
        headers["content-type"] = "application/json"
        headers["content-length"] = str(len(content))
        await self._send(message)
        await self._send({"type": "http.response.body", "body": b"" if self._is_head else content})
