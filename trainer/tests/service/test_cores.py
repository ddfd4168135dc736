"""Cores are counted as a container leaves them, not as the machine has them."""

import os
from pathlib import Path

import pytest

from retort_trainer.cores import usable_cores
from retort_trainer.settings import default_threads


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Eight cores, and this process in the cgroup /box/trainer without any quota."""
    (tmp_path / "box" / "trainer").mkdir(parents=True)
    (tmp_path / "own").write_text("1:cpu:/elsewhere\n0::/box/trainer\n")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("quotas", "expected"),
    [
        ({}, 8),
        ({"box/trainer": "max 100000"}, 8),
        ({"box/trainer": "350000 100000"}, 3),
        ({"box/trainer": "50000 100000"}, 1),
        ({"box/trainer": "max 100000", "box": "200000 100000"}, 2),
        ({".": "400000 100000", "box": "1600000 100000"}, 4),
        ({"box/trainer": "nonsense"}, 8),
    ],
)
def test_the_tightest_quota_on_the_way_up_counts(
    tree: Path, quotas: dict[str, str], expected: int
) -> None:
    for folder, content in quotas.items():
        (tree / folder / "cpu.max").write_text(content)
    assert usable_cores(tree, tree / "own") == expected


def test_affinity_counts_also_where_there_are_no_cgroups(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5}, raising=False)
    assert usable_cores(tree / "none", tree / "none") == 2
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert usable_cores(tree / "none", tree / "none") == 6


def test_a_job_leaves_one_of_them_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert default_threads() == 1
