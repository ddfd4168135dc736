"""The real command line and server, with the scripted job in place of the one that trains."""

import sys
from pathlib import Path

from retort_trainer.cli import main
from retort_trainer.engine.inline import InlineEngine
from retort_trainer.settings import Patience

PATIENCE = Patience(poll_s=0.02, cancel_s=1.0, terminate_s=0.5, pause_s=1.0, shutdown_s=0.5)
JOB = (sys.executable, str(Path(__file__).with_name("scripted_job.py")))

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], InlineEngine(JOB), PATIENCE))
