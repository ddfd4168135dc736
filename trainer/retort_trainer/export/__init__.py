"""Makes a Hugging Face folder one that transformers.js loads, and proves they say the same."""
