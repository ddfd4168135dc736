"""A checkpoint counts only when every byte is there."""

from pathlib import Path

from retort_trainer.job.checkpoints import find_checkpoint, keep_checkpoint


def keep(folder: Path, step: int) -> Path:
    draft = folder / ".draft" / f"checkpoint-{step}"
    draft.mkdir(parents=True)
    (draft / "weights").write_bytes(bytes([step]) * 100)
    return keep_checkpoint(draft, folder, step, step * 10).path


def test_the_newest_is_found_and_only_two_are_kept(tmp_path: Path) -> None:
    for step in (2, 4, 10):
        keep(tmp_path, step)
    found = find_checkpoint(tmp_path)
    assert found is not None
    assert (found.step, found.trained_tokens) == (10, 100)
    assert sorted(p.name for p in tmp_path.glob("step-*")) == ["step-10", "step-4"]


def test_a_damaged_one_is_passed_over(tmp_path: Path) -> None:
    keep(tmp_path, 4)
    weights = keep(tmp_path, 8) / "weights"
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    found = find_checkpoint(tmp_path)
    assert found is not None
    assert found.step == 4


def test_one_without_a_manifest_or_a_file_is_none(tmp_path: Path) -> None:
    (keep(tmp_path, 4) / "manifest.json").unlink()
    (keep(tmp_path, 8) / "weights").unlink()
    assert find_checkpoint(tmp_path) is None
