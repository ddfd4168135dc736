"""The command: builds a library, says what is in one, compares two."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "trainer"))

from retort_library.build import build_library
from retort_library.compare import compare_libraries
from retort_library.errors import LibraryError
from retort_library.wasm import read_wasm


def main() -> int:
    """0 when all went well, 1 with a message on stderr."""
    arguments = _parser().parse_args()
    try:
        return arguments.run(arguments)
    except LibraryError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m retort_library", description=__doc__)
    commands = parser.add_subparsers(required=True)
    build = commands.add_parser("build", help="build the library of a model's shape")
    build.add_argument("model", type=Path, help="a folder with config.json, or that file")
    build.add_argument("folder", type=Path, help="where <key>.wasm and libraries.json go")
    build.set_defaults(run=_build)
    show = commands.add_parser("show", help="say what a library holds, as JSON")
    show.add_argument("library", type=Path)
    show.set_defaults(run=_show)
    compare = commands.add_parser("compare", help="say whether one can stand for the other")
    compare.add_argument("library", type=Path)
    compare.add_argument("other", type=Path)
    compare.set_defaults(run=_compare)
    return parser


def _build(arguments: argparse.Namespace) -> int:
    given: Path = arguments.model
    config = given / "config.json" if given.is_dir() else given
    if not config.exists():
        raise LibraryError(f"Expected a config.json, got {given}, where there is none.")

    def say(message: str) -> None:
        print(message, file=sys.stderr, flush=True)

    print(build_library(json.loads(config.read_text()), arguments.folder, say))
    return 0


def _show(arguments: argparse.Namespace) -> int:
    print(json.dumps(asdict(read_wasm(arguments.library)), indent=1))
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    differences = compare_libraries(read_wasm(arguments.library), read_wasm(arguments.other))
    for difference in differences:
        print(difference)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
