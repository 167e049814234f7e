"""A channel through which distress travels, as what a scenario says when it is switched off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from firesale.experiments.scenario import Scenario
from firesale.market.errors import BadValueError


@dataclass(frozen=True)
class Channel:
    """`changes`: what is added to lists of the scenario, by dotted key, to switch the channel off."""

    name: str
    changes: Mapping[str, tuple[Any, ...]]


def without(scenario: Scenario, channels: Iterable[Channel]) -> Scenario:
    """The same scenario with these channels switched off and everything else as it is. Raises BadScenarioError, BadValueError."""
    tables = scenario.as_tables()
    lists: dict[str, list[Any]] = {}
    for channel in channels:
        for key, entries in channel.changes.items():
            found = lists.setdefault(key, list_at(tables, key))
            found += [entry for entry in entries if entry not in found]
    return Scenario.from_tables(tables, lists, scenario.source) if lists else scenario


def is_off(tables: Mapping[str, Any], channel: Channel) -> bool:
    """True if a scenario's tables already say all that would switch the channel off."""
    return all(entry in list_at(tables, key) for key, entries in channel.changes.items() for entry in entries)


def list_at(tables: Mapping[str, Any], key: str) -> list[Any]:
    """A copy of the list at a dotted key. Raises BadValueError if there is none."""
    found: Any = reduce(_step, key.split("."), tables)
    if not isinstance(found, list):
        raise BadValueError(key, found, "the key of a list of the scenario")
    return list(found)


def _step(table: Any, name: str) -> Any:
    return table.get(name) if isinstance(table, Mapping) else None
