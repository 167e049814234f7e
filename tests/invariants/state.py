"""Everything that an action may change, whatever the venues are made of: their state as it is found, number by number."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import numpy as np

from firesale.market.assets import Assets
from firesale.market.event_log import EventLog
from firesale.market.journal import Journal
from firesale.market.market import Market
from firesale.market.oracles.feed import Feed
from firesale.market.venues.base import Site, VenueTerms
from firesale.market.watch import WatchList

NO_STATE = (Site, Journal, EventLog, Assets, WatchList, Feed, VenueTerms, Enum, type)
"""Shared, written down by others, worked out from the rest, or never changed."""
ROWS_OF_A_BOOK = ("row_of", "account", "rows")
"""A row that was opened and not used is no difference."""
NO_COLUMN = ("row_of", "opened")
"""Arrays of a book that are not by row."""
KEPT = ("_kept", "_made", "_tops", "_tops_at", "_closable", "_closable_at")
"""What was worked out from the rest and is kept to be asked for again."""
State = dict[str, Any]
"""By path: a copy of an array, or a plain value."""


def state_of(market: Market) -> State:
    """The ledger and every venue, bit for bit."""
    ledger = market.site.ledger
    found: State = {"balances": ledger.balances.copy(), "supply": ledger.supply.copy()}
    for name, venue in market.venues.items():
        found.update(_inside(venue, name, set()))
    return found


def differences(one: State, other: State) -> list[str]:
    """Paths whose values differ by a single bit."""
    changed = [path for path in one if path in other and not _same(one[path], other[path])]
    return [*sorted(one.keys() ^ other.keys()), *changed]


def numbers_of(state: State) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """Every number of a state, with its path."""
    for path, value in state.items():
        column = np.asarray(value)
        if column.dtype.kind == "f":
            yield path, column


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    return type(one) is type(other) and bool(one == other or (one != one and other != other))


def _inside(value: Any, path: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    """All plain values that can be reached from one, each object once."""
    if isinstance(value, np.ndarray):
        yield path, value.copy()
    elif value is None or (isinstance(value, bool | int | float | str | np.generic) and not isinstance(value, Enum)):
        yield path, value
    elif isinstance(value, NO_STATE) or callable(value) or id(value) in seen:
        return
    else:
        seen.add(id(value))
        for name, part in _parts(value):
            yield from _inside(part, f"{path}.{name}", seen)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(key), part) for key, part in value.items())
        yield "keys", str(list(value))
    elif isinstance(value, list | tuple | set | frozenset):
        yield "length", len(value)
        yield from ((str(place), part) for place, part in enumerate(value))
    else:
        yield from _attributes(value)


def _attributes(value: Any) -> Iterator[tuple[str, Any]]:
    """Attributes of an object; of a book that closes rows when it is undone, the rows that are open; else columns by account, not by row."""
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    names = [name for name in (*getattr(value, "__dict__", {}), *slots) if name not in KEPT]
    row_of, account = getattr(value, "row_of", None), getattr(value, "account", None)
    if hasattr(value, "opened"):
        keys = getattr(value, "key", account)
        for name in names:
            part = getattr(value, name)
            yield name, part[: value.rows] if name not in NO_COLUMN and _has_rows(part, keys) else part
        return
    for name in names:
        part = getattr(value, name, None)
        if not isinstance(row_of, np.ndarray):
            yield name, part
        elif name not in ROWS_OF_A_BOOK:
            yield name, _by_account(np.asarray(part), row_of) if _has_rows(part, account) else part


def _has_rows(part: Any, account: Any) -> bool:
    return isinstance(part, np.ndarray) and isinstance(account, np.ndarray) and len(part) == len(account)


def _by_account(columns: np.ndarray[Any, Any], row_of: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A row per player; nothing for one who has no row, or never did what a time is kept of."""
    rows: np.ndarray[Any, Any] = columns[row_of]
    rows[row_of < 0] = np.zeros((), dtype=columns.dtype)
    if rows.dtype.kind == "f":
        rows[np.isneginf(rows)] = 0.0
    return rows
