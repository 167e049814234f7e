"""Which exchanges an oracle reads that is made of others: sources that an inner one does not name are passed down to it."""

from dataclasses import fields, replace
from typing import Any

from firesale.market.oracles.base import Oracle


def exchanges_read(oracle: Oracle, around: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Every exchange that is read anywhere in it, each once; `around` are the sources of the oracle around it."""
    own = oracle.sources or around
    if not oracle.inside:
        return own
    return tuple(dict.fromkeys(name for inner in oracle.inside for name in exchanges_read(inner, own)))


def without_sources(oracle: Oracle) -> Oracle:
    """The same rules reading fundamental prices only."""
    values = {field.name: getattr(oracle, field.name) for field in fields(oracle)}
    return replace(oracle, **{name: _without(value) for name, value in values.items()} | {"sources": ()})


def _without(value: Any) -> Any:
    if isinstance(value, Oracle):
        return without_sources(value)
    return tuple(_without(one) for one in value) if isinstance(value, tuple) else value
