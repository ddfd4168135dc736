"""The tiny bases, for what answers without a service."""

from tests.fixtures.bases import llama, qwen2

__all__ = ["llama", "qwen2"]
