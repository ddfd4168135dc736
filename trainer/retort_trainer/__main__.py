"""Runs the command line: `python -m retort_trainer serve|token|openapi`."""

import sys

from retort_trainer.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
