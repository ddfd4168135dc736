"""Processes by identity: a pid alone may have been given to somebody else since."""

import os
import signal
import subprocess
import sys
from pathlib import Path


def birth_of(pid: int) -> str | None:
    """Returns what tells this process from a later one with the same pid, or None if it is gone.

    A zombie counts as gone: where nobody reaps orphans, a dead job would else look alive for ever.
    """
    if sys.platform == "linux":
        return _birth_in_proc(pid)
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-o", "lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return None if not listed or listed.startswith("Z") else listed.split(maxsplit=1)[1]


def signal_group(leader: int, number: signal.Signals) -> None:
    """Sends a signal to the process group that `leader` began; an empty group is fine."""
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        return
    except PermissionError:
        # macOS says this of a group in which only zombies are left.
        return


def _birth_in_proc(pid: int) -> str | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The command's name may hold spaces and brackets; the fields begin after its last ')'.
    fields = stat.rpartition(")")[2].split()
    state, start_ticks = fields[0], fields[19]
    return None if state in "ZX" else f"{_boot_id()}:{start_ticks}"


def _boot_id() -> str:
    """Tells one start of the machine from another; where a sandbox hides it, ticks do alone."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
