"""Wakes those who wait for something about a job to change."""

import asyncio


class Changes:
    """One bell for all jobs: whoever wakes looks at the store and waits again."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self.is_closed = False

    def announce(self) -> None:
        """Wakes everybody."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    def close(self) -> None:
        """Wakes everybody for good: the service is about to stop."""
        self.is_closed = True
        self.announce()

    async def wait(self, timeout_s: float) -> None:
        """Returns at the next announcement, or after `timeout_s`."""
        if self.is_closed:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait_for(future, timeout_s)
        except TimeoutError:
            return
        finally:
            self._waiting.discard(future)
