"""Supervised fine-tuning, full or LoRA: sets TRL up and keeps the service informed."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import torch
from datasets import Dataset
from peft import LoraConfig, PeftModel
from transformers import PreTrainedModel
from transformers.trainer_callback import PrinterCallback
from trl.trainer.sft_config import SFTConfig

from retort_trainer.job.checkpoints import find_checkpoint
from retort_trainer.job.device import find_device
from retort_trainer.job.encode import IGNORED, EncodedRows
from retort_trainer.job.journal import Journal
from retort_trainer.job.reporter import Reporter
from retort_trainer.job.spec import Hyperparameters, Spec
from retort_trainer.job.start import Start
from retort_trainer.job.trainer import StudentTrainer


@dataclass(frozen=True)
class Trained:
    """The model after training, adapters merged; the last loss and accuracy that were logged."""

    model: PreTrainedModel
    trained_tokens: int
    results: dict[str, float]


def train(
    spec: Spec,
    start: Start,
    rows: EncodedRows,
    validation: EncodedRows,
    folder: Path,
    journal: Journal,
) -> Trained:
    """Trains `start.model` on `rows`, going on from the newest whole checkpoint in `folder`.

    Metrics go to the journal every logging_steps. Raises JobCancelledError after the step in
    which cancellation was asked for, JobPausedError after a checkpoint of the step in which a pause
    was, JobError training_diverged when the loss is no number.
    """
    params = spec.hyperparameters
    checkpoint = find_checkpoint(folder)
    draft = folder / ".draft"
    shutil.rmtree(draft, ignore_errors=True)
    reporter = Reporter(journal, folder)
    trainer = StudentTrainer(
        model=start.model,
        args=_make_config(spec, draft),
        train_dataset=_make_dataset(rows),
        eval_dataset=_make_dataset(validation) if validation else None,
        processing_class=start.tokenizer,
        peft_config=_make_lora(params) if params.lora else None,
        callbacks=[reporter],
    )
    trainer.remove_callback(PrinterCallback)
    reporter.trainer = trainer
    if checkpoint is not None:
        journal.say(f"Going on from the checkpoint after step {checkpoint.step}")
        trainer.trained_tokens = checkpoint.trained_tokens
    trainer.train(resume_from_checkpoint=str(checkpoint.path) if checkpoint else None)
    reporter.check_ended()
    results = {**reporter.results, **_evaluate(trainer, journal)}
    shutil.rmtree(draft, ignore_errors=True)
    return Trained(_merge(trainer, journal), trainer.trained_tokens, results)


def _make_config(spec: Spec, draft: Path) -> SFTConfig:
    params = spec.hyperparameters
    has_cuda = find_device().kind == "cuda"
    return SFTConfig(
        output_dir=str(draft),
        seed=spec.seed,
        data_seed=spec.seed,
        num_train_epochs=params.n_epochs,
        max_steps=params.max_steps,
        per_device_train_batch_size=params.batch_size,
        per_device_eval_batch_size=params.batch_size,
        learning_rate=params.learning_rate,
        lr_scheduler_type="cosine",
        # A float below 1 is a share of all steps; exactly 1 would be a single step.
        warmup_steps=min(params.warmup_ratio, 0.999),
        weight_decay=params.weight_decay,
        max_grad_norm=params.max_grad_norm,
        max_length=params.context_length,
        packing=False,
        dataset_kwargs={"skip_prepare_dataset": True},
        pad_to_multiple_of=None if not has_cuda else 8,
        use_cpu=not has_cuda,
        bf16=has_cuda and torch.cuda.is_bf16_supported(),
        gradient_checkpointing=False,
        logging_steps=params.logging_steps,
        logging_first_step=True,
        logging_nan_inf_filter=False,
        save_strategy="steps" if params.save_steps > 0 else "no",
        save_steps=max(1, params.save_steps),
        eval_strategy="no",
        prediction_loss_only=True,
        dataloader_num_workers=0,
        dataloader_pin_memory=has_cuda,
        disable_tqdm=True,
        report_to=[],
    )


def _make_lora(params: Hyperparameters) -> LoraConfig:
    # "all-linear" leaves out the output layer: tied to the embedding, it must stay as it is.
    return LoraConfig(
        r=params.lora_r,
        lora_alpha=params.lora_alpha,  # pyright: ignore[reportArgumentType]
        lora_dropout=params.lora_dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )


def _make_dataset(rows: EncodedRows) -> Dataset:
    """Columns input_ids and labels; the ids are those of `rows`, not copied."""
    ids = np.frombuffer(rows.ids, dtype=np.int32)  # [tokens of all rows]
    starts = np.concatenate(([0], np.frombuffer(rows.ends, dtype=np.int64)))  # [rows + 1]
    labels = ids.copy()
    for start, unlabelled in zip(starts[:-1], rows.unlabelled, strict=True):
        labels[start : start + unlabelled] = IGNORED
    offsets = pa.array(starts.astype(np.int32))
    columns = {"input_ids": pa.array(ids), "labels": pa.array(labels)}
    lists = {name: pa.ListArray.from_arrays(offsets, flat) for name, flat in columns.items()}
    # Any name will do; without one, the whole table is pickled to make it up.
    return Dataset(pa.table(lists), fingerprint="rows")


def _evaluate(trainer: StudentTrainer, journal: Journal) -> dict[str, float]:
    """The loss on the validation file, once, at the end."""
    if trainer.eval_dataset is None:
        return {}
    journal.check_asked()
    measured = trainer.evaluate()
    results = {
        "valid_loss": float(measured["eval_loss"]),
        "valid_mean_token_accuracy": float(measured["eval_mean_token_accuracy"]),
    }
    step = trainer.state.global_step
    journal.measure(f"Validation loss {results['valid_loss']:.4f}", {"step": step, **results})
    return results


def _merge(trainer: StudentTrainer, journal: Journal) -> PreTrainedModel:
    journal.enter("merge")
    model: Any = trainer.accelerator.unwrap_model(trainer.model).to("cpu")
    if isinstance(model, PeftModel):
        # In float32, the dtype the base was loaded in; merging into fewer bits loses the update.
        model = model.merge_and_unload(safe_merge=True)
    return model.eval()
