"""
Turns a pretrained model into the folder that ships: ONNX, MLC, self-test, card, list of files.

python models/make/finish.py TEXT_FOLDER MODEL_FOLDER STUDENT_FOLDER
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

import torch
from tokenizer import TRAINING_CHAT_TEMPLATE
from transformers import AutoTokenizer

sys.path.insert(0, str(Path(__file__).parents[2] / "trainer"))
from retort_trainer.export.card import Origin, count_params, write_manifest
from retort_trainer.export.greedy import end_ids, load_student
from retort_trainer.export.mlc_student import export_mlc
from retort_trainer.export.onnx_student import export_onnx
from retort_trainer.export.parity import Parity, measure_parity
from retort_trainer.export.selftest import find_clear_answers, write_cases

STUDENT_ID = "retort/practice-student"


def development_prompts(text: Path) -> list[list[dict[str, str]]]:
    """A conversation for each skill, known skills first: of those the student is certain."""
    rows = [json.loads(line) for line in (text / "development.jsonl").open()]
    first_of_skill = {row["skill"]: row for row in reversed(rows)}.values()
    ordered = sorted(first_of_skill, key=lambda row: (not row["known"], row["skill"]))
    return [[{"role": "user", "content": row["prompt"]}] for row in ordered]


def check_templates(folder: Path) -> None:
    """The template with generation markers must render the very text of the one without."""
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    turns = [{"role": "user", "content": "halve 12"}, {"role": "assistant", "content": "6"}]
    plain = tokenizer.apply_chat_template(turns, tokenize=False)
    marked = tokenizer.apply_chat_template(
        turns, tokenize=False, chat_template=TRAINING_CHAT_TEMPLATE
    )
    assert plain == marked == "<|user|> halve 12<|bot|>6<|end|>", (plain, marked)


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_card(folder: Path, scores: dict[str, float], parity: Parity, library: str) -> None:
    weights = ["model.safetensors", "onnx/model.onnx", "mlc/params_shard_0.bin", "tokenizer.json"]
    card = (Path(__file__).parent / "card.md").read_text()
    filled = card.format(
        **scores,
        params=count_params(folder),
        minutes=scores["cpu_seconds"] / 60,
        agreement=parity.token_agreement,
        tokens=parity.tokens,
        gap=parity.max_logit_gap,
        library=library,
        sha256="".join(f"| {name} | {sha256_of(folder / name)} |\n" for name in weights),
    )
    (folder / "README.md").write_text(filled)


def main() -> None:
    text, model, folder = map(Path, sys.argv[1:4])
    torch.set_num_threads(1)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("model.safetensors", "training_chat_template.jinja"):
        shutil.copy(model / name, folder / name)
    (folder / "model.safetensors").chmod(0o644)
    export_onnx(model, folder, "fp32")
    check_templates(folder)
    torch_model, tokenizer = load_student(folder)
    answers = find_clear_answers(torch_model, tokenizer, development_prompts(text))
    write_cases(folder, end_ids(torch_model), answers)
    parity = measure_parity(folder / "onnx" / "model.onnx", answers, tokenizer.pad_token_id)
    library = export_mlc(folder).library
    write_card(folder, json.loads((text / "scores.json").read_text()), parity, library)
    origin = Origin(
        student_id=STUDENT_ID,
        base=STUDENT_ID,
        licence="MIT",
        parity={"fp32": parity},
        library=library,
    )
    write_manifest(folder, origin)


if __name__ == "__main__":
    main()
