"""Whether a library can stand in the place of another."""

from dataclasses import asdict

from retort_library.wasm import Library


def compare_libraries(one: Library, other: Library) -> list[str]:
    """What differs in functions, arguments, metadata, kernels, imports and exports; nothing when
    each does for a page what the other does."""
    differences: list[str] = []
    theirs = asdict(other)
    for part, ours in asdict(one).items():
        if ours == theirs[part]:
            continue
        if isinstance(ours, dict):
            keys = sorted(
                key
                for key in ours.keys() | theirs[part].keys()
                if ours.get(key) != theirs[part].get(key)
            )
        else:
            keys = sorted(set(ours) ^ set(theirs[part]))
        differences.append(f"{part} differ: {', '.join(keys)}")
    return differences
