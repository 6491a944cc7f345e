"""The ``resolusjon`` command: one module a group of commands, shared options in one place."""

from resolusjon_nlp.cli.app import main

__all__ = ["main"]
