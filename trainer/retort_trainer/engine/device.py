"""What jobs can compute on, found out without importing torch."""

import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

MIB = 1024**2


@dataclass(frozen=True)
class GpuCard:
    """A graphics card; memory in bytes."""

    name: str
    memory_bytes: int


@cache
def find_gpus() -> tuple[GpuCard, ...]:
    """Returns the cards that the installed torch can use; none when it was built for the CPU."""
    try:
        if version("torch").endswith("+cpu"):
            return ()
        listed = subprocess.run(
            ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        ).stdout
    except (PackageNotFoundError, OSError, subprocess.SubprocessError):
        return ()
    return tuple(_parse(line) for line in listed.splitlines() if line.strip())


def _parse(line: str) -> GpuCard:
    name, _, memory_mib = line.rpartition(",")
    return GpuCard(name.strip(), int(memory_mib) * MIB)
