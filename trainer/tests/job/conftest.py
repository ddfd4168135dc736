"""The tiny bases for the tests of this folder."""

from tests.fixtures.bases import llama, qwen2

__all__ = ["llama", "qwen2"]
