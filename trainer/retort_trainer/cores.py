"""How many processor cores this process may use, which in a container are fewer than there are."""

import os
from math import floor
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
OWN_CGROUP = Path("/proc/self/cgroup")


def usable_cores(cgroups: Path = CGROUPS, own_cgroup: Path = OWN_CGROUP) -> int:
    """Returns the whole cores that affinity and the quotas of cgroup v2 leave, at least 1."""
    cores = float(_affine_cores())
    for folder in _with_parents(cgroups, _path_in_cgroups(own_cgroup)):
        cores = min(cores, _quota_cores(folder / "cpu.max"))
    return max(1, floor(cores))


def _affine_cores() -> int:
    # Not on macOS.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _path_in_cgroups(own_cgroup: Path) -> str:
    """Where this process stands in the tree of v2, as its own cgroup namespace shows it."""
    try:
        lines = own_cgroup.read_text().splitlines()
    except OSError:
        return ""
    return next((line[3:].strip("/") for line in lines if line.startswith("0::")), "")


def _with_parents(root: Path, path: str) -> list[Path]:
    folder = root / path
    is_inside = ".." not in Path(path).parts
    return [folder, *(p for p in folder.parents if p.is_relative_to(root))] if is_inside else [root]


def _quota_cores(cpu_max: Path) -> float:
    """What "QUOTA PERIOD" (microseconds) comes to; without a quota, or without the file, no end."""
    try:
        quota, period = cpu_max.read_text().split()
        return float("inf") if quota == "max" else int(quota) / int(period)
    except (OSError, ValueError, ZeroDivisionError):
        return float("inf")
