"""Tiny bases and their exports, made once for all tests of this folder."""

from pathlib import Path

import pytest
import torch

from tests.fixtures.make_bases import make_llama, make_qwen2

# More threads spin against each other on a busy machine: 10 times slower here.
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_llama(tmp_path_factory.mktemp("bases") / "tiny-llama")


@pytest.fixture(scope="session")
def qwen2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_qwen2(tmp_path_factory.mktemp("bases") / "tiny-qwen2")
