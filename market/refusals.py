"""What the event log says of orders that were refused."""

import numpy as np

from firesale.market.actions import Action, Bundle
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import ActionRefused, Refusal
from firesale.market.orders import ACCOUNTS, AMOUNTS, column_of


def refusal_of(action: Action, reason: Refusal) -> ActionRefused:
    """The refusal of all orders of an action, whatever nonsense stands in it."""
    named = action.legs[-1] if isinstance(action, Bundle) and action.legs else action
    accounts = _accounts_of(action)
    asset = getattr(named, "asset", getattr(named, "asset_in", getattr(named, "collateral", "")))
    return ActionRefused(
        action.venue or named.venue,
        accounts,
        type(action).__name__,
        asset if isinstance(asset, str) else "",
        _amounts_of(named, len(accounts)),
        reason,
        action.motive,
    )


def _accounts_of(action: Action) -> IntArray:
    """The accounts of the orders; -1 for what is not even a number."""
    accounts = column_of(action.account, ACCOUNTS)
    return np.array([-1]) if accounts is None or len(accounts) == 0 else accounts.astype(np.int64)


def _amounts_of(action: Action, size: int) -> FloatArray:
    """The amounts of the orders, (size,); NaN if there is none or it is not even a number."""
    names = ("amount", "amount_in", "receipts", "shares", "base_amount", "repayment", "size", "liquidation_threshold")
    for name in names:
        value = column_of(getattr(action, name, None), AMOUNTS)
        if value is not None and len(value) in (1, size):
            return np.broadcast_to(value.astype(np.float64), (size,))
    return np.full(size, np.nan)
