"""Asks for a token on everything but health and artifacts (their addresses are secrets)."""

from collections import deque
from time import monotonic

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from retort_trainer.security.replies import refusal
from retort_trainer.store.database import unix_now
from retort_trainer.store.tokens import Tokens

FAILURES_ALLOWED = 20
FAILURES_WINDOW_S = 60.0
TOKEN_ID_KEY = "retort_trainer.token_id"


class TokenCheck:
    """Refuses requests without a valid `Authorization: Bearer`.

    After 20 failures in a minute further ones get 429. A valid token always passes, so that nobody
    on this machine can lock the user's page out; guessing 256 bits is hopeless anyway, this keeps
    the noise down.
    """

    def __init__(self, app: ASGIApp, tokens: Tokens) -> None:
        self._app = app
        self._tokens = tokens
        self._failures: deque[float] = deque(maxlen=FAILURES_ALLOWED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        scheme, _, secret = Headers(scope=scope).get("authorization", "").partition(" ")
        token = None
        if scheme.lower() == "bearer" and secret:
            token = self._tokens.check(secret.strip(), unix_now())
        if token is None:
            await self._refuse(scope, receive, send)
            return
        scope[TOKEN_ID_KEY] = token.id
        await self._app(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        now = monotonic()
        is_full = len(self._failures) == FAILURES_ALLOWED
        if is_full and now - self._failures[0] < FAILURES_WINDOW_S:
            wait_s = max(1, round(FAILURES_WINDOW_S - (now - self._failures[0])))
            reply = refusal(
                429,
                "too_many_failed_logins",
                "Too many requests with a wrong token",
                {"retry-after": str(wait_s)},
            )
        else:
            self._failures.append(now)
            reply = refusal(
                401,
                "invalid_api_key",
                "Give this trainer's token: Authorization: Bearer …",
                {"www-authenticate": "Bearer"},
            )
        await reply(scope, receive, send)


def _is_open(path: str) -> bool:
    return path == "/healthz" or path.startswith("/artifacts/")
