"""Tokenises a job's rows and tells what became of them."""

from retort_trainer.job.encode import Encoded, encode_rows
from retort_trainer.job.errors import JobError
from retort_trainer.job.journal import Journal
from retort_trainer.job.rows import ChatRows, RowError
from retort_trainer.job.spec import Spec
from retort_trainer.job.start import Start

_NAMED = 20  # row numbers named in a warning; the rest are counted


def prepare_rows(start: Start, rows: ChatRows, param: str, spec: Spec, journal: Journal) -> Encoded:
    """Encodes `rows` of the file that `param` names, warning of rows dropped or cut.

    Raises JobError <param>_invalid for a row that the template can't carry, no_rows_left when all
    are too long.
    """
    if not rows:
        return Encoded()
    limit = min(spec.hyperparameters.context_length, start.model.config.max_position_embeddings)
    try:
        encoded = encode_rows(start.tokenizer, rows, start.end_ids, limit)
    except RowError as error:
        raise JobError(f"{param}_invalid", str(error), param) from error
    if not encoded.rows:
        raise JobError(
            "no_rows_left", f"No row of {param} has its answer within {limit} tokens", param
        )
    journal.say(f"{param}: {len(encoded.rows)} rows, {len(encoded.rows.ids)} tokens")
    _warn(journal, encoded.dropped, f"dropped: no answer within {limit} tokens")
    _warn(journal, encoded.cut, f"cut at {limit} tokens, so the answer has no end")
    _warn_of_lost_system_message(start, rows, journal)
    return encoded


def _warn(journal: Journal, numbers: list[int], what: str) -> None:
    if numbers:
        named = ", ".join(str(n) for n in numbers[:_NAMED])
        more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
        journal.say(f"Rows {what}: {named}{more}", "warn", {"rows": numbers[:1000]})


def _warn_of_lost_system_message(start: Start, rows: ChatRows, journal: Journal) -> None:
    row = next((r for r in rows if r.prompt[0]["role"] == "system"), None)
    if row is None or len(row.prompt) == 1:
        return
    render = start.tokenizer.apply_chat_template
    if render(row.prompt, tokenize=False) == render(row.prompt[1:], tokenize=False):
        message = "The base's chat template leaves system messages out"
        journal.say(f"{message} (row {row.number})", "warn")
