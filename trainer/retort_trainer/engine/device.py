"""What jobs can compute on, guessed without importing torch: only a job finds out for sure."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

MIB = 1024**2
NONE_VISIBLE = ("", "-1")


@dataclass(frozen=True)
class GpuCard:
    """A graphics card; memory in bytes, None where it shares the processor's."""

    name: str
    memory_bytes: int | None


def may_use_cards(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether torch was built for cards and CUDA_VISIBLE_DEVICES leaves jobs one."""
    visible = environment.get("CUDA_VISIBLE_DEVICES")
    if visible is not None and visible.split(",")[0].strip() in NONE_VISIBLE:
        return False
    try:
        return not version("torch").endswith("+cpu")
    except PackageNotFoundError:
        return False


def find_gpus() -> tuple[GpuCard, ...]:
    """Returns the cards that the driver lists, if jobs may use any; torch may yet fail on them."""
    return _ask_driver() if may_use_cards() else ()


@cache
def _ask_driver() -> tuple[GpuCard, ...]:
    try:
        listed = subprocess.run(
            ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        ).stdout
    except (OSError, ValueError, subprocess.SubprocessError):
        return ()
    return tuple(_parse(line) for line in listed.splitlines() if line.strip())


def _parse(line: str) -> GpuCard:
    """Reads "NAME, MEBIBYTES"; in place of the number there may be "[N/A]" and the like."""
    name, _, memory_mib = (part.strip() for part in line.rpartition(","))
    return GpuCard(name, int(memory_mib) * MIB if memory_mib.isdecimal() else None)
