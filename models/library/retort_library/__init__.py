"""Builds web-llm model libraries from packages of the registries."""
