"""Actions as orders: every field that may differ between orders becomes an array of one length."""

from dataclasses import fields, replace
from functools import cache
from typing import Any, TypeVar, get_type_hints

import numpy as np

from firesale.market.actions import Accounts, Action, AmountOrReceived, Amounts
from firesale.market.arrays import IntArray
from firesale.market.events import Refusal

Kind = TypeVar("Kind", bound=Action)

ACCOUNTS, AMOUNTS = "accounts", "amounts"
MAY_BE_ZERO = frozenset({"priority_fee", "min_amount_out", "expected_gain", "expected_cost"})


def order_fields(action: Action) -> tuple[tuple[str, str], ...]:
    """Names of the fields that hold one value per order, and whether they name accounts or amounts."""
    kind: Any = type(action)
    return _order_fields(kind)


@cache
def _order_fields(kind: Any) -> tuple[tuple[str, str], ...]:
    hints = get_type_hints(kind)
    found = []
    for field in fields(kind):
        if hints[field.name] == Accounts:
            found.append((field.name, ACCOUNTS))
        elif hints[field.name] in (Amounts, AmountOrReceived):
            found.append((field.name, AMOUNTS))
    return tuple(found)


def spread(action: Kind) -> Kind | None:
    """The action with each order field as an array of one length (n,); None if that cannot be. "received" stays as it is."""
    columns: dict[str, Any] = {}
    size = 1
    for name, meaning in order_fields(action):
        value = getattr(action, name)
        if isinstance(value, str):
            continue
        column = _column(value, meaning)
        if column is None:
            return None
        columns[name] = column
        if len(column) != 1:
            if size not in (1, len(column)) or len(column) == 0:
                return None
            size = len(column)
    if size > 1:
        columns = {
            name: column if len(column) == size else np.full(size, column[0]) for name, column in columns.items()
        }
    return replace(action, **columns)


def _column(value: object, meaning: str) -> np.ndarray[tuple[int], np.dtype[np.generic]] | None:
    try:
        column = np.asarray(value)
        if column.ndim > 1 or column.dtype.kind not in ("iu" if meaning == ACCOUNTS else "iuf"):
            return None
        return column.reshape(-1).astype(np.int64 if meaning == ACCOUNTS else np.float64)
    except (TypeError, ValueError, OverflowError):
        return None


def take(action: Kind, orders: IntArray | slice) -> Kind:
    """Some orders of an action that was spread."""
    values: dict[str, Any] = {name: getattr(action, name) for name, _ in order_fields(action)}
    return replace(action, **{name: value[orders] for name, value in values.items() if not isinstance(value, str)})


def bad_value(action: Action, players: int) -> Refusal | None:
    """Why the numbers of an action that was spread cannot be right, whatever the venue."""
    for name, meaning in order_fields(action):
        value = getattr(action, name)
        if isinstance(value, str):
            continue
        if meaning == ACCOUNTS:
            if not np.all((value >= 0) & (value < players)):
                return Refusal.UNKNOWN_ACCOUNT
        elif not np.all(np.isfinite(value)):
            return Refusal.NOT_A_NUMBER
        elif not np.all(value >= 0.0 if name in MAY_BE_ZERO else value > 0.0):
            return Refusal.NOT_POSITIVE
    return None
