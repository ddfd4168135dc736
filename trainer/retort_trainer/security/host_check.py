"""Refuses requests for another host's name: a page whose name was rebound to 127.0.0.1 still sends
its own.
"""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from retort_trainer.security.replies import refusal


class HostCheck:
    """Lets requests pass whose Host, without its port, is one of `hosts`."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _name(Headers(scope=scope)) in self._hosts:
            await self._app(scope, receive, send)
            return
        await refusal(403, "host_not_allowed", "This trainer doesn't answer to that host name")(
            scope, receive, send
        )


def _name(headers: Headers) -> str | None:
    given = headers.getlist("host")
    if len(given) != 1:
        return None
    host = given[0].lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
