"""
Turns a pretrained model into the folder that ships: ONNX for the page, a self-test, the card, the list of files.

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
from retort_trainer.export.onnx_student import export_onnx
from retort_trainer.export.parity import Parity, measure_parity
from retort_trainer.export.selftest import find_clear_answers, write_cases

STUDENT_ID = "retort/practice-student"


def development_prompts(text: Path) -> list[list[dict[str, str]]]:
    """One conversation for each skill of the development set, known skills first: those have a certain answer."""
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


def write_card(folder: Path, scores: dict[str, float], parity: Parity) -> None:
    sha256 = lambda name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
    weights = ["model.safetensors", "onnx/model.onnx", "tokenizer.json"]
    (folder / "README.md").write_text(
        f"""---
license: mit
---

# The practice student

A language model of {count_params(folder):,} parameters (Llama, hidden 128, feed-forward 384, 4 layers, 4 heads, 2 KV
heads, tied embeddings, 512 positions, single turn) that speaks only Retort's practice world: 53 families of small
tasks in English with exact answers. It isn't a general language model; words outside that world reach it as bytes,
and what it says about them means nothing.

It is made to be distilled into: it has the 48 learnable skills of the world as bare lines ("half: 12"), but knows the
wordings of only 13 as instructions.

| made from | |
|---|---|
| Data | text of `src/core/practice`, written by `models/make/worksheets.mjs` (seed 1); no other text, no other model |
| Mixture | first half 80 % worksheets, 20 % answered instructions of the 13 known skills; second half 60 %, 20 %, and 20 % instructions of all skills without their answers; 65 % of the worksheets wrapped like instructions |
| Recipe | {scores["steps"]:,} steps of 64 rows, AdamW (0.9, 0.98), weight decay 0.01, peak 3e-3, 60 steps of warm-up, cosine to 3 %, prompt tokens weighted 0.1, seed 0 |
| Cost | {scores["cpu_seconds"] / 60:.0f} minutes on one shared CPU core |
| Licence | MIT, as the code that made it |

| exact answers, greedy | |
|---|---|
| Development set, all 53 skills × 20 | {scores["development"]:.3f} |
| of these, the 13 known skills | {scores["known"]:.3f} |
| Worksheets, wrapped | {scores["worksheets"]:.3f} |
| ONNX against torch, same next token | {parity.token_agreement:.4f} of {parity.tokens} tokens; logits within {parity.max_logit_gap:.1e} |

| sha256 | |
|---|---|
"""
        + "".join(f"| {name} | {sha256(name)} |\n" for name in weights)
        + "\n`models/make/README.md` says how to make it again.\n"
    )


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
    write_card(folder, json.loads((text / "scores.json").read_text()), parity)
    origin = Origin(student_id=STUDENT_ID, base=STUDENT_ID, licence="MIT", parity={"fp32": parity})
    write_manifest(folder, origin)


if __name__ == "__main__":
    main()
