"""Runs the trainer service for as long as the start script lives: its end closes our input."""

import os
import runpy
import signal
import sys
import threading
import time

# The service lets a job that trains save a checkpoint before it ends it (8 and 5 s, settings.py);
# after so many seconds it is ended hard itself.
PATIENCE_S = 25.0


def end_with_parent() -> None:
    """Ends this process, politely first, once standard input has closed."""
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_S)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.argv[0] = "retort_trainer"
    runpy.run_module("retort_trainer", run_name="__main__", alter_sys=True)
