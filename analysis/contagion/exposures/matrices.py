"""The exposure network as plain matrices: what the models of contagion take."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from firesale.analysis.contagion.exposures.balance_sheets import balance_sheets
from firesale.analysis.contagion.exposures.depths import price_impacts
from firesale.analysis.contagion.exposures.receipts import issued
from firesale.analysis.contagion.exposures.state import State
from firesale.analysis.tables import RunTables
from firesale.market.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Matrices:
    """n pools and m base assets (receipt tokens are none). Values in the numeraire at the oracles' prices.

    Two things absorb a loss of collateral, one after the other, and it depends on the model which is the "equity" of a pool:

    * `cushions`, the equity of borrowers. Seen as a leveraged portfolio, a pool's assets are its collateral and its debt is what borrowers
      owe: this is what liquidations protect, so it is the equity of models of fire sales, and `leverage` is debt over it.
    * `capacities`, the claims of lenders and of the protocol. A pool that socialises losses is a fund rather than a bank: it never owes more
      than it has, and claims fall in proportion. A relative loss of capacity is the relative fall of the receipt token, and that times
      `exposures` is what the holders' collateral loses: so this is the equity of DebtRank. It leaves out the cushions of those who pledged the
      receipts, which lose first: what DebtRank makes of it is an upper bound, and an order.
    """

    pools: tuple[str, ...]
    assets: tuple[str, ...]
    exposures: FloatArray  # (n, n): receipt tokens of column that row holds, pledged or in the treasury; diagonal 0
    capacities: FloatArray  # (n,): what lenders and the protocol can lose
    cushions: FloatArray  # (n,): equity of borrowers, lost before
    cash: FloatArray  # (n,)
    debts: FloatArray  # (n,)
    collateral: FloatArray  # (n,): all that is pledged, receipt tokens too
    portfolios: FloatArray  # (n, m): base assets pledged
    impacts: FloatArray  # (m,): relative fall of the price per unit of numeraire sold; 0 if no exchange trades it

    @property
    def leverage(self) -> FloatArray:
        """Debt over the equity of borrowers, (n,): 0 without debt, infinite if debt has no cushion."""
        bare = np.where(self.debts > 0.0, np.inf, 0.0)
        return np.divide(self.debts, self.cushions, out=bare, where=self.cushions > 0.0)

    @property
    def shares(self) -> FloatArray:
        """Part of each pool's collateral that is each base asset, (n, m): rows add up to 1 less the part of receipt tokens."""
        whole = self.collateral[:, None]
        return np.divide(self.portfolios, whole, out=np.zeros_like(self.portfolios), where=whole > 0.0)

    @property
    def overlaps(self) -> FloatArray:
        """What the collateral of one pool loses if all collateral of another is sold, (n, n), numeraire: symmetric, diagonal 0.

        Liquidity-weighted overlap: the sum over assets k of value_ik * value_jk * impact_k, where impact_k = 0.01 / depth_k. Linear in
        what is sold, so too much where that would move a price by more than a few per cent. Sources: Cont and Schaanning, Fire sales,
        indirect contagion and systemic stress testing, Norges Bank working paper 2/2017; without A and B it is the matrix M L M' of
        Greenwood, Landier and Thesmar, Vulnerable banks, Journal of Financial Economics 115, 2015.
        """
        overlaps: FloatArray = (self.portfolios * self.impacts) @ self.portfolios.T
        np.fill_diagonal(overlaps, 0.0)
        return overlaps


def matrices(state: State) -> Matrices:
    """The matrices of a step. Pools in the order of opening, base assets in that of listing."""
    sheets, assets = balance_sheets(state), base_assets(state.tables)
    pools = sheets.index.tolist()
    return Matrices(
        pools=tuple(pools),
        assets=tuple(assets),
        exposures=_array(claims(state)),
        capacities=_array(sheets["capacity"]),
        cushions=_array(sheets["cushion"]),
        cash=_array(sheets["cash"]),
        debts=_array(sheets["debt"]),
        collateral=_array(sheets["collateral"]),
        portfolios=_array(portfolios(state).reindex(index=pools, columns=assets, fill_value=0.0)),
        impacts=_array(price_impacts(state.depths).reindex(assets).fillna(0.0)),
    )


def base_assets(tables: RunTables) -> list[str]:
    """What pools take as collateral or lend, without receipt tokens, in the order of listing."""
    listed = tables.listings
    used = listed.loc[listed["use"].isin(["collateral", "debt"]), "asset"].drop_duplicates()
    return used[~used.isin(issued(tables)["asset"])].tolist()


def claims(state: State) -> pd.DataFrame:
    """Value of the receipt tokens of a pool (columns) that another one holds (rows), pledged there or in its treasury (numeraire)."""
    pools = state.tables.pools
    held = state.receipts[(state.receipts["holder"] != "") & (state.receipts["holder"] != state.receipts["issuer"])]
    return _wide(held, "holder", "issuer").reindex(index=pools, columns=pools, fill_value=0.0)


def portfolios(state: State) -> pd.DataFrame:
    """Value of each asset (columns) that is pledged in each pool (rows), receipt tokens too (numeraire)."""
    return _wide(state.positions[state.positions["use"] == "collateral"], "venue", "asset")


def _wide(rows: pd.DataFrame, row: str, column: str) -> pd.DataFrame:
    return rows.groupby([row, column])["value"].sum().unstack(column, fill_value=0)  # noqa: PD010


def _array(table: "pd.DataFrame | pd.Series") -> FloatArray:
    return table.to_numpy(dtype=np.float64)
