"""How a job ends early: by an error the user can act on, or because it was asked to stop."""


class JobError(Exception):
    """Ends the job as failed.

    `code` is one of: spec_invalid, training_file_invalid, validation_file_invalid, no_rows_left,
    base_unavailable, base_unsupported, export_parity, training_diverged. `param` names the field
    of the request that is to blame, if one is.
    """

    def __init__(self, code: str, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.param = param


class JobCancelledError(Exception):
    """The service asked for cancellation, and the job has come to a place where it can stop."""


class JobPausedError(Exception):
    """The service ends, and the job with it; what was trained so far is in a checkpoint."""
