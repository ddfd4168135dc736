"""`python -m retort_trainer.job --dir DIR`: one attempt at the job in DIR; exits 0, 1, 2 or 3."""

import argparse
import logging
import os
import sys
import warnings
from dataclasses import asdict
from pathlib import Path

from retort_trainer.job.errors import JobCancelledError, JobError, JobPausedError
from retort_trainer.job.journal import Journal
from retort_trainer.job.run import Tally, run_job
from retort_trainer.job.spec import read_spec

_EXIT_CODES = {"succeeded": 0, "failed": 1, "cancelled": 2, "paused": 3}


def main(arguments: list[str] | None = None) -> int:
    """Runs the job and writes result.json; returns 0 succeeded, 1 failed, 2 cancelled, 3 paused."""
    parser = argparse.ArgumentParser(prog="retort_trainer.job", description=__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="the job's folder")
    folder: Path = parser.parse_args(arguments).dir.resolve()
    journal = Journal(folder)
    tally = Tally()
    result: dict[str, object] = {"status": "succeeded"}
    try:
        spec = read_spec(folder / "spec.json")
        _prepare_process(spec.threads, needs_hub=spec.base.folder is None)
        journal.keep_beating()
        run_job(spec, folder, journal, tally)
    except JobCancelledError:
        result["status"] = "cancelled"
    except JobPausedError:
        result["status"] = "paused"
    except JobError as error:
        result = _failed(error.code, error.message, error.param)
    except Exception as error:  # the edge of the process: whatever it was, the user must hear of it
        logging.exception("The job failed")
        result = _failed("job_failed", f"{type(error).__name__}: {error}", None)
    journal.finish({**result, **asdict(tally)})
    return _EXIT_CODES[str(result["status"])]


def _failed(code: str, message: str, param: str | None) -> dict[str, object]:
    return {"status": "failed", "error": {"code": code, "message": message, "param": param}}


def _prepare_process(threads: int, *, needs_hub: bool) -> None:
    """Settings that libraries read when they are imported, which is why nothing is imported yet."""
    settings = {
        "OMP_NUM_THREADS": str(threads),
        "MKL_NUM_THREADS": str(threads),
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "TRANSFORMERS_VERBOSITY": "error",
        "TRL_EXPERIMENTAL_SILENCE": "1",
        # TRL refuses several visible cards in one process.
        "CUDA_VISIBLE_DEVICES": os.environ.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0],
        **({} if needs_hub else {"HF_HUB_OFFLINE": "1"}),
    }
    os.environ.update(settings)
    warnings.filterwarnings("ignore", category=FutureWarning)


if __name__ == "__main__":
    sys.exit(main())
