"""Runs written by hand begin as those of the attribution do."""

from tests.analysis.contagion.conftest import written

__all__ = ["written"]
