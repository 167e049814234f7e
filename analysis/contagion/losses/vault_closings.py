"""Liquidated vaults whose debt and collateral others share: what each loses is the debt less the collateral, at the price of the moment."""

import numpy as np
import pandas as pd

from firesale.analysis.closings.moments import of_a_backstop
from firesale.analysis.contagion.losses.shares import Shares, shares
from firesale.analysis.tables import RunTables
from firesale.market.arrays import IntArray
from firesale.market.events import Event, LiquidationTriggered


def shared_out(
    tables: RunTables, path: str, bearer: str, given: type[Event], taken: type[Event], received: str
) -> Shares:
    """Each draw is one loss. `given` says what each vault left (borrower, amount, seized), `taken` what each bearer took over
    (account, amount, and units of collateral in the column `received`); several collaterals have a row each.

    Losses are in coins, which the venue counts at 1; below zero the collateral was worth more than the debt.
    """
    vaults, bearers = tables.table(given), tables.table(taken)
    bearers = bearers[~of_a_backstop(tables, bearers)]  # what a waterfall passed on is read with the deficits
    left = _net(tables, vaults, "borrower", "seized").rename(columns={"account": "owner"})
    borne = _net(tables, bearers, "account", received)
    debt = borne["debt"].groupby(borne["number"]).transform("sum")
    return shares(
        left.assign(path=path, origin="liquidated vault", price=1.0),
        borne.assign(bearer=bearer, part=borne["debt"] / debt),
    )


def _net(tables: RunTables, rows: pd.DataFrame, account: str, units: str) -> pd.DataFrame:
    """By draw and account: number, account, sequence, step, venue, asset, debt and amount (debt less collateral), coins."""
    rows = rows.assign(
        number=_draws(tables, rows),
        account=rows[account],
        debt=rows["amount"],
        amount=rows["amount"] - rows[units] * rows["collateral_price"],
    )
    first = {name: (name, "first") for name in ("sequence", "step", "venue", "asset")}
    summed = rows.groupby(["number", "account"], sort=False).agg(
        **first, debt=("debt", "sum"), amount=("amount", "sum")
    )
    return summed[summed["debt"] > 0.0].reset_index()


def _draws(tables: RunTables, rows: pd.DataFrame) -> IntArray:
    """Which liquidation each row (n,) belongs to: the last that was triggered before it."""
    triggered = np.unique(tables.table(LiquidationTriggered)["sequence"].to_numpy(dtype=np.int64))
    return np.searchsorted(triggered, rows["sequence"].to_numpy(dtype=np.int64)).astype(np.int64)
