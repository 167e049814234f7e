"""Fire sales of banks that hold the same assets and sell to keep their leverage: nobody owes anybody, and still losses spread.

Source: Greenwood, Landier and Thesmar, Vulnerable banks, Journal of Financial Economics 115, 2015. With the letters of the paper, A for
assets, B for debt over equity, M for portfolio shares, L for price impact, f for the shock, E for all equity: the loss that sales add is
1' A M L M' B A M f / E. It is linear in the shock, so it adds up over banks: how much is due to the sales of each
(systemicness), and how much falls on each (indirect vulnerability).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from firesale.analysis.contagion.models.inputs import Network, count, table, vector
from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError

SUM_TO_ONE = 1.0 + 1e-9
"""Portfolio shares of a bank may add up to this: 1, and rounding in the data."""


@dataclass(frozen=True)
class FireSale:
    """What banks sell and lose. n banks, k assets; values in the units of the assets, losses as fractions of equity."""

    price_changes: FloatArray  # (rounds + 1, k), relative; the first row is the shock
    returns: FloatArray  # (rounds + 1, n), on the assets of each bank; the first row is due to the shock
    sold_by_bank: FloatArray  # (rounds, n), value; below 0: bought
    sold_by_asset: FloatArray  # (rounds, k), value
    direct_vulnerability: FloatArray  # (n,), loss from the shock over the bank's own equity
    indirect_vulnerability: FloatArray  # (n,), loss from everybody's sales over the bank's own equity
    systemicness: FloatArray  # (n,), loss of all banks from the sales of this one, over all equity

    @property
    def aggregate_vulnerability(self) -> float:
        """Loss of all banks from all sales, over all equity."""
        return float(self.systemicness.sum())


@dataclass(frozen=True, slots=True)
class _Banks:
    assets: FloatArray  # (n,), value
    equities: FloatArray  # (n,), value
    leverage: FloatArray  # (n,), debt over equity
    shares: FloatArray  # (n, k), portfolio
    impact: FloatArray  # (k, k), relative fall of one price per value sold of another asset
    all_at_most: bool


def fire_sale(
    assets: npt.ArrayLike,
    equities: npt.ArrayLike,
    portfolios: Network,
    price_impact: npt.ArrayLike,
    shock: npt.ArrayLike,
    *,
    target_leverage: npt.ArrayLike | None = None,
    rounds: int = 1,
    all_at_most: bool = False,
) -> FireSale:
    """Losses from the sales that a shock to prices sets off.

    `assets`, `equities`: value per bank, (n,). `portfolios[i, a]`: share of a in the assets of i, (n, k). `price_impact`: relative fall of
    a price per value sold, (k,), or (k, k) for the fall of row per value sold of column. `shock`: relative changes of prices, (k,): -0.02
    is a fall by 2 %. `target_leverage`: debt over equity, (n,); unless given, that of the start. `rounds`: how often falls of prices make
    banks sell again; the model is linear, so they do at the size that they had at the start. `all_at_most`: in all rounds together a bank
    sells no more than its assets. Raises BadValueError.
    """
    shares = table("portfolios", portfolios)
    banks = _banks(assets, equities, shares, _impact(price_impact, shares.shape[1]), target_leverage, all_at_most)
    changes = [vector("shock", shock, shares.shape[1], low=-1.0)]
    sold, left = [], banks.assets
    for _ in range(count("rounds", rounds, 1)):
        sold.append(_sales(banks, changes[-1], left))
        left = left - sold[-1]
        changes.append(-banks.impact @ (banks.shares.T @ sold[-1]))
    return _outcome(banks, np.array(changes), np.array(sold))


def _sales(banks: _Banks, changes: FloatArray, left: FloatArray) -> FloatArray:
    """Value that each bank must sell to be back at its leverage, (n,)."""
    needed = -banks.leverage * banks.assets * (banks.shares @ changes)
    return np.minimum(needed, left) if banks.all_at_most else needed


def _outcome(banks: _Banks, changes: FloatArray, sold: FloatArray) -> FireSale:
    returns = changes @ banks.shares.T
    lost_per_price = banks.assets @ banks.shares
    lost_per_sale = banks.shares @ (banks.impact.T @ lost_per_price)
    return FireSale(
        price_changes=changes,
        returns=returns,
        sold_by_bank=sold,
        sold_by_asset=sold @ banks.shares,
        direct_vulnerability=-banks.assets * returns[0] / banks.equities,
        indirect_vulnerability=-banks.assets * returns[1:].sum(axis=0) / banks.equities,
        systemicness=lost_per_sale * sold.sum(axis=0) / banks.equities.sum(),
    )


def _banks(
    assets: npt.ArrayLike,
    equities: npt.ArrayLike,
    shares: FloatArray,
    impact: FloatArray,
    target_leverage: npt.ArrayLike | None,
    all_at_most: bool,
) -> _Banks:
    size = len(shares)
    sums = shares.sum(axis=1)
    if size == 0 or sums.max() > SUM_TO_ONE:
        raise BadValueError("portfolios: sums of rows", sums.tolist(), "at most 1, shares of the assets of a bank")
    values = vector("assets", assets, size)
    capital = vector("equities", equities, size, above=True)
    if target_leverage is None and (capital > values).any():
        raise BadValueError("equities", capital.tolist(), "at most the assets, unless target_leverage is given")
    leverage = values / capital - 1.0 if target_leverage is None else vector("target_leverage", target_leverage, size)
    return _Banks(values, capital, leverage, shares, impact, all_at_most)


def _impact(given: npt.ArrayLike, assets: int) -> FloatArray:
    """Falls of prices per value sold, (k, k)."""
    if np.ndim(given) == 2:
        return table("price_impact", given, shape=(assets, assets))
    return np.diag(vector("price_impact", given, assets))
