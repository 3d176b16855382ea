"""A meeting just held, as rectification has it."""

from tests.rectification.conftest import held

__all__ = ["held"]
