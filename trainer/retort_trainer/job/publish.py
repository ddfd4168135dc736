"""Export, checks and papers of a student folder: what makes weights loadable in the browser."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from retort_trainer.export.builder import Precision
from retort_trainer.export.card import Origin, write_card, write_manifest
from retort_trainer.export.greedy import GreedyAnswer, answer_by_graph, end_ids, load_student
from retort_trainer.export.mlc_shape import MlcUnsupportedError
from retort_trainer.export.mlc_student import export_mlc
from retort_trainer.export.onnx_student import export_onnx
from retort_trainer.export.parity import Parity, measure_parity
from retort_trainer.export.selftest import (
    find_clear_answers,
    pick_clear,
    with_room,
    write_cases,
)
from retort_trainer.export.session import OnnxSession
from retort_trainer.job.errors import JobError
from retort_trainer.job.journal import Journal
from retort_trainer.job.rows import ChatRows, Messages
from retort_trainer.job.spec import Spec


def publish(
    spec: Spec,
    out_dir: Path,
    rows: ChatRows,
    results: Mapping[str, float],
    dropped: int,
    journal: Journal,
) -> None:
    """Completes `out_dir`, which holds weights, configs and tokenizer: adds ONNX, MLC weights where
    web-llm can have them, selftest, card and manifest.

    Raises JobError export_parity when a graph and the torch model disagree: in float32 at all, in
    fewer bits when a logit is no number.
    """
    journal.enter("export")
    paths: dict[Precision, Path] = {}
    for precision in spec.exports:
        paths[precision] = export_onnx(out_dir, out_dir, precision)
        journal.check_asked()
    library = _export_mlc(out_dir, journal)
    parity = _verify(spec, out_dir, paths, rows, journal)
    journal.enter("publish")
    origin = _make_origin(spec, len(rows) - dropped, dropped, results, parity, library)
    write_card(out_dir, origin)
    write_manifest(out_dir, origin)


def _export_mlc(out_dir: Path, journal: Journal) -> str | None:
    """Writes the MLC weights, or says why there are none; returns the key of their library."""
    try:
        export = export_mlc(out_dir)
    except MlcUnsupportedError as error:
        journal.say(f"No weights for web-llm: {error}", data={"mlc": None})
        return None
    journal.say(
        f"MLC weights for web-llm: {export.tensors} tensors, library {export.library}",
        data={"mlc": export.library},
    )
    return export.library


def _verify(
    spec: Spec,
    out_dir: Path,
    paths: Mapping[Precision, Path],
    rows: ChatRows,
    journal: Journal,
) -> dict[str, Parity]:
    """Compares each graph with the torch model, and writes the selftest for the first of them."""
    journal.enter("verify")
    model, tokenizer = load_student(out_dir)
    prompts = _spread(rows)
    answers = find_clear_answers(model, tokenizer, prompts)
    pad_id = int(tokenizer.pad_token_id)  # pyright: ignore[reportArgumentType]
    parity = {p: _check(p, path, answers, pad_id, spec, journal) for p, path in paths.items()}
    first = spec.exports[0]
    if first != "fp32":
        # The page loads this graph first: it repeats the graph's answers, not the torch model's.
        session = OnnxSession(paths[first], spec.threads)
        ending = end_ids(model)
        fitting = with_room(model, tokenizer, prompts)
        answers = pick_clear(lambda m: answer_by_graph(session, tokenizer, m, ending), fitting)
    write_cases(out_dir, end_ids(model), answers)
    return dict(parity)


def _make_origin(
    spec: Spec,
    used: int,
    dropped: int,
    results: Mapping[str, float],
    parity: Mapping[str, Parity],
    library: str | None,
) -> Origin:
    return Origin(
        student_id=spec.student_id,
        base=spec.base.id,
        licence=spec.base.license,
        parent=spec.parent_folder.name if spec.parent_folder else None,
        job_id=spec.job_id,
        made_on=datetime.now(UTC).date().isoformat(),
        rows_used=used,
        rows_dropped=dropped,
        training_sha256=_sha256(spec.training_file) if spec.trains else None,
        hyperparameters=asdict(spec.hyperparameters) if spec.trains else {},
        results={name: f"{value:.4f}" for name, value in results.items()},
        parity=parity,
        library=library,
    )


def _check(
    precision: Precision,
    path: Path,
    answers: list[GreedyAnswer],
    pad_id: int,
    spec: Spec,
    journal: Journal,
) -> Parity:
    parity = measure_parity(path, answers, pad_id, spec.threads)
    told = (
        f"{precision}: {parity.token_agreement:.1%} of {parity.tokens} tokens as in torch,"
        f" logits off by at most {parity.max_logit_gap:.2g}"
    )
    is_good = parity.is_exact if precision == "fp32" else parity.is_finite
    if not is_good:
        raise JobError("export_parity", f"The exported student isn't the trained one. {told}")
    journal.say(told)
    return parity


def _spread(rows: ChatRows) -> list[Messages]:
    """Up to 64 prompts from all over the file, in its order."""
    stride = max(1, len(rows) // 64)
    return [row.prompt for row in islice(rows, 0, 64 * stride, stride)]


def _sha256(path: Path | None) -> str | None:
    if path is None:
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
