"""Reads safetensors headers, without torch: the service does so for every base it lists."""

import json
import math
from pathlib import Path

# The format's own limit.
HEADER_LIMIT_BYTES = 100_000_000
LENGTH_BYTES = 8
LFS_POINTER = b"version https://git-lfs"


class WeightsError(ValueError):
    """A file isn't whole safetensors; the message names it and what is wrong."""


def count_params(folder: Path) -> int:
    """The number of weights in the folder's safetensors, read from their headers.

    Raises WeightsError for a file that is something else or shorter than its header says, OSError.
    """
    return sum(_count_in(path) for path in folder.glob("*.safetensors"))


def _count_in(path: Path) -> int:
    size = path.stat().st_size
    header = _read_header(path, size)
    try:
        tensors = [tensor for name, tensor in json.loads(header).items() if name != "__metadata__"]
        count = sum(math.prod(tensor["shape"]) for tensor in tensors)
        end = max((tensor["data_offsets"][1] for tensor in tensors), default=0)
        whole = LENGTH_BYTES + len(header) + int(end)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise WeightsError(f"{path.name} has no header of safetensors: {error!r}") from error
    if size < whole:
        raise WeightsError(f"{path.name} is cut short: {size} of {whole} bytes")
    return count


def _read_header(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        first = file.read(len(LFS_POINTER))
        if first == LFS_POINTER:
            raise WeightsError(
                f"{path.name} is a Git LFS pointer, not the weights: run git lfs pull"
            )
        if len(first) < LENGTH_BYTES:
            raise WeightsError(f"{path.name} is cut short: {size} bytes")
        length = int.from_bytes(first[:LENGTH_BYTES], "little")
        if length > min(HEADER_LIMIT_BYTES, size - LENGTH_BYTES):
            raise WeightsError(
                f"{path.name} is no safetensors: a header of {length} bytes in a file of {size}"
            )
        file.seek(LENGTH_BYTES)
        return file.read(length)
