"""Who has lent to a reserve, account by account and moment by moment."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.exposures.receipts import issued
from firesale.analysis.contagion.losses.shares import UNKNOWN
from firesale.analysis.tables import RunTables
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import Event, Liquidated, LotTaken, PositionSeized, Supplied, Swapped, Withdrawn

CHANGES: tuple[tuple[type[Event], str, str, str, float], ...] = (
    (Liquidated, "borrower", "collateral", "seized", -1.0),
    (Liquidated, "account", "collateral", "seized", 1.0),
    (Liquidated, "account", "collateral", "protocol_fee", -1.0),
    (PositionSeized, "borrower", "collateral", "seized", -1.0),
    (LotTaken, "account", "collateral", "received", 1.0),
    (Swapped, "account", "asset_in", "amount_in", -1.0),
    (Swapped, "account", "asset_out", "amount_out", 1.0),
)
"""What changes who has a receipt token: event, columns of account, token and units, sign. Pledging one does not: the loss is its owner's."""
LEAST_REST = 1e-6
"""A smaller part of all claims is not told from rounding."""


class Lenders:
    """Receipt tokens by account, pledged ones with their owner. To be asked in the order of execution."""

    def __init__(self, tables: RunTables) -> None:
        names = issued(tables)
        changes = _changes(tables, names)
        self._of = dict(iter(changes.groupby(["issuer", "underlying"], sort=False)))
        self._held: dict[tuple[str, str], FloatArray] = {}
        self._place: dict[tuple[str, str], int] = {}

    def parts(self, venue: str, asset: str, sequence: int, tokens: float) -> tuple[IntArray, FloatArray]:
        """The accounts that have claims on a reserve at a moment, and the part of all claims of each, (n,) both, adding up to 1.

        `tokens`: how many there are (not a number if that is unknown); what is held by others, as exchanges, is with UNKNOWN.
        """
        units = self._units((venue, asset), sequence)
        accounts = np.flatnonzero(units > 0.0)
        held = units[accounts]
        rest = tokens - float(held.sum())
        if len(accounts) == 0 or rest > LEAST_REST * tokens:
            accounts = np.append(accounts, UNKNOWN)
            held = np.append(held, rest if rest > 0.0 else 1.0)
        return accounts.astype(np.int64), held / held.sum()

    def _units(self, reserve: tuple[str, str], sequence: int) -> FloatArray:
        if reserve not in self._of:
            return np.zeros(0)
        rows = self._of[reserve]
        account = rows["account"].to_numpy(dtype=np.int64)
        held = self._held.setdefault(reserve, np.zeros(1 + int(account.max())))
        before = self._place.get(reserve, 0)
        after = int(np.searchsorted(rows["sequence"].to_numpy(), sequence, side="left"))
        np.add.at(held, account[before:after], rows["units"].to_numpy(dtype=np.float64)[before:after])
        self._place[reserve] = max(before, after)
        return held


def _changes(tables: RunTables, names: pd.DataFrame) -> pd.DataFrame:
    """sequence, issuer, underlying, account, units, in order of execution."""
    lent = names.rename(columns={"issuer": "venue", "underlying": "asset", "asset": "receipt"})
    parts = []
    for lent_or_not, sign in ((Supplied, 1.0), (Withdrawn, -1.0)):
        rows = tables.table(lent_or_not).merge(lent, on=["venue", "asset"])
        parts.append(rows[["sequence", "account", "receipt"]].assign(units=sign * rows["receipts"]))
    for event, account, asset, amount, sign in CHANGES:
        rows = tables.table(event)
        rows = rows[rows[asset].isin(names["asset"])]
        named = {"sequence": rows["sequence"], "account": rows[account], "receipt": rows[asset]}
        parts.append(pd.DataFrame(named | {"units": sign * rows[amount]}))
    every = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    every = every[every["account"] >= 0].merge(names.rename(columns={"asset": "receipt"}), on="receipt")
    return every.sort_values("sequence", kind="stable", ignore_index=True)
