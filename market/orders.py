"""Actions as orders: every field that may differ between orders becomes an array of one length."""

from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, TypeVar, get_type_hints

import numpy as np

from firesale.market.actions import RECEIVED, Accounts, Action, AmountOrReceived, Amounts, Bundle
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import Refusal

Kind = TypeVar("Kind", bound=Action)

ACCOUNTS, AMOUNTS, AMOUNTS_OR_RECEIVED = "accounts", "amounts", "amounts or received"

MAY_BE_ZERO = frozenset(
    {
        "priority_fee",
        "rate",
        "min_amount_out",
        "limit_price",
        "largest_price",
        "units",
        "expected_gain",
        "expected_cost",
        "bids",
        "asks",
        "half_spread",
    }
)


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
        elif hints[field.name] == Amounts:
            found.append((field.name, AMOUNTS))
        elif hints[field.name] == AmountOrReceived:
            found.append((field.name, AMOUNTS_OR_RECEIVED))
    return tuple(found)


def spread(action: Kind) -> Kind | None:
    """The action with each order field as an array of one length (n,); None if that cannot be. "received" stays as it is."""
    columns: dict[str, Any] = {}
    size = 1
    for name, meaning in order_fields(action):
        value = getattr(action, name)
        if meaning == AMOUNTS_OR_RECEIVED and isinstance(value, str) and value == RECEIVED:
            continue
        column = column_of(value, meaning)
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
    if isinstance(action, Bundle):
        legs = [spread(leg) for leg in action.legs]
        if any(leg is None for leg in legs):
            return None
        columns["legs"] = tuple(legs)
    return replace(action, **columns)


def received_fields(action: Action) -> list[str]:
    """Names of the fields of an action that was spread which still say "received"."""
    return [name for name, _ in order_fields(action) if isinstance(getattr(action, name), str)]


def column_of(value: object, meaning: str) -> np.ndarray[tuple[int], np.dtype[np.generic]] | None:
    """A scalar or a list of numbers as an array (n,): whole numbers for accounts; None if it is neither."""
    try:
        column = np.asarray(value)
        if column.ndim > 1 or column.dtype.kind not in ("iu" if meaning == ACCOUNTS else "iuf"):
            return None
        return column.reshape(-1).astype(np.int64 if meaning == ACCOUNTS else np.float64)
    except (TypeError, ValueError, OverflowError):
        return None


def take(action: Kind, orders: IntArray | BoolArray | slice) -> Kind:
    """Some orders of an action that was spread; of a bundle of many accounts, the same orders of every leg."""
    values: dict[str, Any] = {name: getattr(action, name) for name, _ in order_fields(action)}
    taken: dict[str, Any] = {name: value[orders] for name, value in values.items() if not isinstance(value, str)}
    if isinstance(action, Bundle):
        same = [np.size(leg.account) == np.size(action.account) for leg in action.legs]
        taken["legs"] = tuple(take(leg, orders) if whole else leg for leg, whole in zip(action.legs, same, strict=True))
    return replace(action, **taken)


@dataclass(frozen=True, slots=True)
class Refused:
    """Orders of an action that are refused whatever becomes of the others, (n,) True for those."""

    reason: Refusal
    orders: BoolArray


Outcome = Refusal | Refused | None
"""None: all orders were carried out. Otherwise none was: because of some orders, or of all of them together."""


def refused_where(orders: BoolArray, reason: Refusal) -> Refused | None:
    """The orders marked are refused; None if there are none."""
    return Refused(reason, orders) if orders.any() else None


def beyond(amount: FloatArray, room: float, reason: Refusal) -> Outcome:
    """Which orders alone exceed the room that there is, or that all of them together do; None if everything fits.

    Exact for orders that only take room: what does not fit at first does not fit later.
    """
    over = amount > room
    if over.any():
        return Refused(reason, over)
    return reason if amount.sum() > room else None


def bad_value(action: Action, players: int) -> Refused | None:
    """Which orders of an action that was spread have numbers that cannot be right, whatever the venue."""
    for name, meaning in order_fields(action):
        value = getattr(action, name)
        if isinstance(value, str):
            continue
        if meaning == ACCOUNTS:
            refused = refused_where((value < 0) | (value >= players), Refusal.UNKNOWN_ACCOUNT)
        else:
            refused = refused_where(~np.isfinite(value), Refusal.NOT_A_NUMBER) or refused_where(
                value < 0.0 if name in MAY_BE_ZERO else value <= 0.0, Refusal.NOT_POSITIVE
            )
        if refused is not None:
            return refused
    return None
