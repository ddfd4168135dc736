"""The link file: a token in clear, by which the local start script links its page without asking
anybody.
"""

import os
from pathlib import Path

from retort_trainer.store.database import unix_now
from retort_trainer.store.tokens import Tokens

LINK_NAME = "this machine"


def ensure_link_file(path: Path, tokens: Tokens) -> None:
    """Leaves a valid token in `path`, readable by its owner only.

    The token that is there stays, unless it is unknown here or was revoked.
    """
    if path.exists():
        path.chmod(0o600)
        secret = path.read_text().strip()
        if secret and tokens.check(secret, unix_now()):
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    _, secret = tokens.create(LINK_NAME, unix_now())
    draft = path.with_name(f".{path.name}.tmp")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret + "\n")
    draft.replace(path)
