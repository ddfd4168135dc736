"""Runs the service from its start to its last signal, and leaves no process behind."""

import asyncio
import contextlib
import errno
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator

import uvicorn

from retort_trainer.bases import BasesError, load_bases
from retort_trainer.engine.base import Engine
from retort_trainer.queue.changes import Changes
from retort_trainer.queue.sweep import sweep_leftovers
from retort_trainer.security.link_file import ensure_link_file
from retort_trainer.server.app import make_app
from retort_trainer.server.service import Service
from retort_trainer.settings import Settings, SettingsError, make_data_folders
from retort_trainer.store.store import Store

EXIT_PORT_BUSY = 3
EXIT_DATA_BUSY = 4
SHUTDOWN_S = 3


def serve(settings: Settings, engine: Engine) -> int:
    """Serves until SIGINT or SIGTERM and returns the exit code: 0, 3 (port busy) or 4 (data folder
    in use).
    """
    os.umask(0o077)
    make_data_folders(settings)
    try:
        load_bases(settings.bases_file)
    except BasesError as error:
        raise SettingsError(str(error)) from error
    try:
        listener = _listen(settings.host, settings.port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(
            f"Port {settings.port} on {settings.host} is in use: stop the other program or"
            " choose another --port",
            file=sys.stderr,
        )
        return EXIT_PORT_BUSY
    with listener, _only_one(settings) as is_mine:
        if not is_mine:
            print(f"Another trainer works in {settings.data}", file=sys.stderr)
            return EXIT_DATA_BUSY
        asyncio.run(_run(settings, engine, listener))
    return 0


async def _run(settings: Settings, engine: Engine, listener: socket.socket) -> None:
    store = Store(settings.database)
    sweep_leftovers(settings, store)
    if settings.link_file:
        ensure_link_file(settings.link_file, store.tokens)
    service = Service(settings, store, engine)
    config = uvicorn.Config(
        make_app(service),
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    server = _Server(config, service.changes, settings.url)
    queue = asyncio.create_task(service.queue.run(), name="queue")
    # A service whose queue has died would take jobs and never run them.
    queue.add_done_callback(lambda _: server.stop())
    try:
        await server.serve(sockets=[listener])
    finally:
        service.changes.close()
        await queue
        await service.answerer.close()
        store.database.close()


class _Server(uvicorn.Server):
    """uvicorn, but it says when it is ready, closes streams before it waits for them, and ends with
    0.
    """

    def __init__(self, config: uvicorn.Config, changes: Changes, url: str) -> None:
        super().__init__(config)
        self._changes = changes
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(json.dumps({"ready": True, "url": self._url}), flush=True)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]
        # uvicorn's own raises the signal again at the end, which would end the queue before its
        # jobs have ended.
        assert threading.current_thread() is threading.main_thread()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        yield

    def stop(self) -> None:
        """Begins an orderly end."""
        self.should_exit = True
        self._changes.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    # A restart shall not wait for old connections to time out.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # Listening at once claims the port: with SO_REUSEADDR alone a second bind would pass.
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


@contextlib.contextmanager
def _only_one(settings: Settings) -> Iterator[bool]:
    """Yields whether this process has the data folder to itself; dying lets go of it."""
    import fcntl

    with (settings.data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
