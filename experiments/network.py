"""Protocols from a graph."""

from typing import Any


def expand(tables: dict[str, Any]) -> dict[str, Any]:
    """Tables without a network stay as they are."""
    return tables
