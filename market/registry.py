"""A family's list of members by the name that a scenario uses."""

from collections.abc import Mapping
from types import MappingProxyType

Registry = Mapping[str, type]


def registry(**members: type) -> Registry:
    """A read-only table from kind to class."""
    return MappingProxyType(dict(members))
