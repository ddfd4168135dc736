"""What the service is told at its start, and where things lie in its data folder."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from retort_trainer.cores import usable_cores

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
GIB = 1024**3


class SettingsError(Exception):
    """A setting that the service refuses to run with."""


@dataclass(frozen=True)
class Limits:
    """How much the service takes in. Bytes, and lines of a training file."""

    max_file_bytes: int = 512 * 1024**2
    max_examples: int = 1_000_000
    quota_bytes: int = 50 * GIB
    free_floor_bytes: int = 2 * GIB


@dataclass(frozen=True)
class Patience:
    """How long the queue waits, in seconds, before it looks again or becomes less polite.

    A stop takes at most `pause_s` and `shutdown_s`; scripts/serve-trainer.py waits longer.
    """

    poll_s: float = 0.25
    cancel_s: float = 30.0
    terminate_s: float = 10.0
    pause_s: float = 8.0
    shutdown_s: float = 5.0


@dataclass(frozen=True)
class Settings:
    """All of them. `origins` are the pages that may speak to the service, exactly as browsers send
    them.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 4748
    origins: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset(LOOPBACK_HOSTS)
    public_url: str | None = None
    bases_file: Path | None = None
    link_file: Path | None = None
    threads: int = field(default_factory=lambda: default_threads())
    max_attempts: int = 3
    limits: Limits = Limits()
    patience: Patience = Patience()

    @property
    def url(self) -> str:
        """Returns the address that pages use, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def database(self) -> Path:
        """Returns where the SQLite file lies."""
        return self.data / "trainer.sqlite3"

    @property
    def files(self) -> Path:
        """Returns the folder of uploaded files, each named by its id."""
        return self.data / "files"

    @property
    def jobs(self) -> Path:
        """Returns the folder of job folders."""
        return self.data / "jobs"

    @property
    def students(self) -> Path:
        """Returns the folder of finished students."""
        return self.data / "students"


def default_threads() -> int:
    """Returns one thread less than there are cores to use: torch's threads spin, and the page needs
    a core too.
    """
    return max(1, usable_cores() - 1)


def make_data_folders(settings: Settings) -> None:
    """Makes the data folder and its parts, readable by their owner only."""
    for folder in (settings.data, settings.files, settings.jobs, settings.students):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def check_bind(host: str, *, is_remote_allowed: bool) -> None:
    """Raises SettingsError when other machines could reach `host` and that wasn't asked for."""
    if is_remote_allowed or _is_loopback(host):
        return
    raise SettingsError(
        f"--host {host} would let other machines reach the trainer; use an ssh tunnel to"
        " 127.0.0.1, or say --allow-remote (and put TLS in front)"
    )


def check_origin(origin: str) -> str:
    """Returns an origin as browsers send it, or raises SettingsError: scheme://host[:port], nothing
    more.
    """
    scheme, separator, rest = origin.partition("://")
    is_plain = rest and not set(rest) & set("/?#@* ") and origin == origin.lower()
    if scheme not in ("http", "https") or not separator or not is_plain:
        raise SettingsError(f"--origin {origin}: expected something like http://localhost:4747")
    return origin


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
