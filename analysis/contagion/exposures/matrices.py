"""The exposure network as plain matrices: what the models of contagion take."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from firesale.analysis.contagion.exposures.depths import price_impacts
from firesale.analysis.contagion.exposures.state import State
from firesale.market.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Matrices:
    """n pools and m base assets (receipt tokens are no base assets). Values in the numeraire at the oracles' prices.

    Two things can absorb a loss of collateral, one after the other, and which of them is the "equity" of a pool depends on the model:

    * `cushions`, the equity of borrowers: the assets of a leveraged portfolio are its collateral, its debt is what is owed to the pool. It is
      what fire sales protect, so it is the equity of models of fire sales, and `leverage` is debt over it.
    * `capacities`, the claims of lenders and of the protocol. A pool that socialises its losses is a fund, not a bank: it cannot owe more
      than it has, and a loss is borne by claims in proportion. So a relative loss of capacity is the relative fall of the receipt token, and
      that times `exposures` is what the holders' collateral loses: the equity of DebtRank. It passes over the cushions of those who pledged
      the receipts, so that DebtRank on it tells a most, not a mean.
    """

    pools: tuple[str, ...]
    assets: tuple[str, ...]
    exposures: FloatArray  # (n, n): receipt tokens of column that row holds, pledged or in the treasury; 0 on the diagonal
    capacities: FloatArray  # (n,): cash and debt less shortfall and deficit: what lenders and the protocol can lose
    cushions: FloatArray  # (n,): equity of positions, each at least nothing: what is lost before lenders lose
    cash: FloatArray  # (n,)
    debts: FloatArray  # (n,)
    collateral: FloatArray  # (n,): all that is pledged, receipt tokens too
    portfolios: FloatArray  # (n, m): base assets pledged
    impacts: FloatArray  # (m,): relative fall of the price per unit of numeraire sold, 0 where no exchange trades the asset

    @property
    def leverage(self) -> FloatArray:
        """Debt over the equity of borrowers, (n,): infinite if debt has no cushion, 0 without debt."""
        bare = np.where(self.debts > 0.0, np.inf, 0.0)
        return np.divide(self.debts, self.cushions, out=bare, where=self.cushions > 0.0)

    @property
    def shares(self) -> FloatArray:
        """Part of each pool's collateral that is each base asset, (n, m); rows add up to 1 less the part of receipt tokens."""
        whole = self.collateral[:, None]
        return np.divide(self.portfolios, whole, out=np.zeros_like(self.portfolios), where=whole > 0.0)

    @property
    def overlaps(self) -> FloatArray:
        """Loss of the collateral of one pool if all collateral of another is sold, (n, n), numeraire; symmetric, 0 on the diagonal.

        Sum over assets k of value_ik * value_jk * impact_k, the liquidity-weighted overlap. Linear in what is sold, so it is too much for
        sales that would move a price by more than a few per cent. Sources: Cont and Schaanning, Fire sales, indirect contagion and systemic
        stress testing, Norges Bank working paper 2/2017; the matrix M L M' of Greenwood, Landier and Thesmar, Vulnerable banks, Journal of
        Financial Economics 115, 2015; for one fund and its followers Cont and Wagalath, Running for the exit, Mathematical Finance 23, 2013.
        """
        overlaps: FloatArray = (self.portfolios * self.impacts) @ self.portfolios.T
        np.fill_diagonal(overlaps, 0.0)
        return overlaps


def matrices(state: State) -> Matrices:
    """The matrices of a step. Pools in the order of opening, base assets in that of first use."""
    tables, balances = state.tables, state.balances.groupby("venue").sum().reindex(state.tables.pools).fillna(0.0)
    pools = tables.pools
    reserves = state.reserves
    worth = reserves[["cash", "debt", "deficit"]].mul(reserves["price"], axis=0).groupby("venue").sum().reindex(pools)
    worth = worth.fillna(0.0)
    pledged = state.positions[state.positions["use"] == "collateral"]
    receipts = tables.listings.loc[tables.listings["use"] == "receipt", "asset"]
    listed = tables.listings[tables.listings["use"].isin(["collateral", "debt"])]
    assets = listed.loc[~listed["asset"].isin(receipts), "asset"].drop_duplicates().tolist()
    return Matrices(
        pools=tuple(pools),
        assets=tuple(assets),
        exposures=claims(state).to_numpy(dtype=np.float64),
        capacities=np.maximum(0.0, (worth["cash"] + worth["debt"] - balances["shortfall"]).to_numpy(dtype=np.float64)),
        cushions=balances["equity"].to_numpy(dtype=np.float64),
        cash=worth["cash"].to_numpy(dtype=np.float64),
        debts=worth["debt"].to_numpy(dtype=np.float64),
        collateral=balances["collateral"].to_numpy(dtype=np.float64),
        portfolios=_wide(pledged, "venue", "asset", pools, assets).to_numpy(dtype=np.float64),
        impacts=price_impacts(state.depths).reindex(assets).fillna(0.0).to_numpy(dtype=np.float64),
    )
