"""Real values of a part's parameters, read off the presets."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from firesale.experiments.presets.catalogue import preset, preset_names


def real_values(kind: str, keys: tuple[str, ...]) -> str:
    """What the presets that use a part of this kind and these parameters set, one after the other; empty if none does."""
    told = []
    for name, part in _parts():
        if part["kind"] == kind and set(part) - {"kind"} <= set(keys):
            values = [f"{key} {_short(value)}" for key, value in part.items() if _short(value)]
            told.append(f"`{name}`: {', '.join(values)}" if values else f"`{name}`")
    return "; ".join(dict.fromkeys(told))


@cache
def _parts() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Every part in every preset, with the preset's name."""
    return tuple((name, part) for name in preset_names() for part in _within([preset(name).venue, preset(name).oracle]))


def _within(given: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(given, Mapping):
        if "kind" in given:
            yield given
        for value in given.values():
            yield from _within(value)
    if isinstance(given, list):
        for value in given:
            yield from _within(value)


def _short(value: Any) -> str:
    """A number, the range of a table of numbers, a list of names; nothing for what holds parts."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        numbers = [one for one in value.values() if isinstance(one, int | float)]
        if len(numbers) < len(value) or not numbers:
            return ""
        low, high = min(numbers), max(numbers)
        return f"{low:g}" if low == high else f"{low:g} to {high:g}"
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return " ".join(value)
    return ""
