"""Changes to the tables of a scenario: new values at dotted keys."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from firesale.market.errors import BadValueError


def changed(tables: Any, changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the tables with new values at dotted keys. Raises BadValueError."""
    if not isinstance(tables, Mapping):
        raise BadValueError("scenario", tables, "a table")
    copy: dict[str, Any] = as_plain(tables)
    for key, value in changes.items():
        set_key(copy, key, as_plain(value))
    return copy


def as_plain(value: Any) -> Any:
    """As a file would hold it: tables, lists and plain numbers instead of tuples and numpy's numbers."""
    if isinstance(value, Mapping):
        return {str(name): as_plain(one) for name, one in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return [as_plain(one) for one in value] if isinstance(value, list | tuple) else value


def set_key(tables: dict[str, Any], key: str, value: Any) -> None:
    """Set a dotted key, such as "venues.aave.liquidation.close_factor" or "agents.borrowers.positions.0.leverage"."""
    place: Any = tables
    *path, last = key.split(".")
    for i, name in enumerate(path):
        place = _step_into(place, name, ".".join(path[: i + 1]))
    if isinstance(place, list):
        place[_index(place, last, key)] = value
    elif isinstance(place, dict):
        place[last] = value
    else:
        raise BadValueError(key, value, f"a key of a table; {'.'.join(path)} is {place!r}")


def _step_into(place: Any, name: str, key: str) -> Any:
    if isinstance(place, list):
        return place[_index(place, name, key)]
    if isinstance(place, dict):
        return place.setdefault(name, {})
    raise BadValueError(key, name, "a key of a table")


def _index(place: list[Any], name: str, key: str) -> int:
    if not name.isdigit() or int(name) >= len(place):
        raise BadValueError(key, name, f"a place in the list, 0 to {len(place) - 1}")
    return int(name)
