"""The state of a run at the end of a step, put together from its events."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from firesale.analysis.contagion.exposures.depths import depths
from firesale.analysis.contagion.exposures.indexes import indexes
from firesale.analysis.contagion.exposures.positions import balances, positions
from firesale.analysis.contagion.exposures.receipts import receipt_changes, receipts
from firesale.analysis.contagion.exposures.reserves import reserves
from firesale.analysis.contagion.exposures.used_prices import fundamental_prices, used_prices
from firesale.analysis.contagion.position_changes import position_changes
from firesale.analysis.tables import RunTables


@dataclass(frozen=True, eq=False)
class State:
    """Who owes and holds what at the end of a step. Values in the numeraire at the prices of each pool's oracle."""

    tables: RunTables
    step: int
    indexes: pd.DataFrame  # by venue, asset lent: borrow_index, supply_index
    prices: pd.Series  # by venue, asset: numeraire per unit, as the pool's oracle has it
    fundamentals: pd.Series  # by asset: numeraire per unit
    positions: pd.DataFrame  # venue, account, asset, use, units, price, value
    receipts: pd.DataFrame  # asset, holder, account, units, issuer, underlying, value
    reserves: pd.DataFrame  # by venue, asset lent: cash, debt, deposits, deficit, own (units), price
    depths: pd.DataFrame  # by exchange: asset, depth

    @cached_property
    def balances(self) -> pd.DataFrame:
        """Positions as a whole, by venue and account: collateral, debt, equity, shortfall (numeraire)."""
        return balances(self.positions)

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """By account: deposits (receipt tokens in the wallet), collateral, debt, equity and shortfall of all positions (numeraire).

        Equity is summed over pools, each at least nothing. What an account holds of base assets is not on record.
        """
        wallets = self.receipts[self.receipts["holder"] == ""]
        deposits = wallets.groupby("account")["value"].sum().rename("deposits")
        table = self.balances.groupby("account").sum().join(deposits, how="outer").fillna(0.0)
        return table[["deposits", "collateral", "debt", "equity", "shortfall"]]


class Record:
    """Everything that changed in a run, worked out once: the state at any step follows from it."""

    def __init__(self, tables: RunTables) -> None:
        self.tables = tables
        self._positions = position_changes(tables)
        self._receipts = receipt_changes(tables)

    def at(self, step: int) -> State:
        """The state at the end of a step; 0 is the opening."""
        tables = self.tables
        index = indexes(tables, step)
        prices = used_prices(tables, step, index)
        held = positions(self._positions, step, index, prices)
        return State(
            tables,
            step,
            index,
            prices,
            fundamental_prices(tables, step),
            held,
            receipts(tables, self._receipts, held, step, index, prices),
            reserves(tables, step, held, index, prices),
            depths(tables, step),
        )


def state_at(tables: RunTables, step: int = 0) -> State:
    """The state at the end of a step; 0 is the opening. Make a `Record` to ask for many steps of one run."""
    return Record(tables).at(step)
