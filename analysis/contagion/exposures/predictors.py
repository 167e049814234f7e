"""What the network at a step says that each pool will lose."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.exposures.matrices import Matrices, matrices
from firesale.analysis.contagion.exposures.shocks import moved
from firesale.analysis.contagion.exposures.state import State
from firesale.analysis.contagion.exposures.write_downs import direct_losses, settled_losses
from firesale.analysis.contagion.models.clearing import clear
from firesale.analysis.contagion.models.debtrank import linear_debtrank
from firesale.analysis.contagion.models.fire_sales import fire_sale
from firesale.market.arrays import FloatArray


def predictions(state: State, moves: pd.Series) -> pd.DataFrame:
    """One row per pool, one column per predictor; fractions of what the pool has, so that size does not decide. `moves`: fractions, by asset.

    * direct: `direct_losses` of the moves, without any network
    * settled: `settled_losses`, claims network and accounts
    * debtrank: linear DebtRank on the claims network with the direct losses as its shock, over `Matrices.capacities`
    * clearing: lost share of receipt tokens by Eisenberg and Noe, the collateral of a pool all in one
    * fire_sale: direct and indirect vulnerability of Greenwood, Landier and Thesmar: lost share of `Matrices.cushions`; nobody sells more
      than all
    * leverage, claims (receipt tokens held over capacity), degree (pools whose receipt tokens it holds) and debt (numeraire): benchmarks
      that know nothing of the moves

    NaN where a model has no answer: a pool without capacity, or for fire_sale without a cushion.
    """
    before, after = matrices(state), moved(state, moves)
    direct = direct_losses(state, after)
    columns = {
        "direct": direct,
        "settled": settled_losses(state, after),
        "debtrank": _debtrank(before, direct.to_numpy(dtype=np.float64)),
        "clearing": _clearing(matrices(after)),
        "fire_sale": _vulnerability(before, moves.reindex(list(before.assets)).fillna(0.0).to_numpy(dtype=np.float64)),
        "leverage": before.leverage,
        "claims": _over(before.exposures.sum(axis=1), before.capacities),
        "degree": (before.exposures > 0.0).sum(axis=1).astype(np.float64),
        "debt": before.debts,
    }
    return pd.DataFrame(columns, index=pd.Index(before.pools, name="venue", dtype="str"))


def _debtrank(of: Matrices, direct: FloatArray) -> FloatArray:
    some = of.capacities > 0.0
    losses = np.full(len(some), np.nan)
    if some.any():
        exposures, shock = of.exposures[np.ix_(some, some)], np.minimum(1.0, direct[some])
        losses[some] = linear_debtrank(exposures, of.capacities[some], shock).losses
    return losses


def _clearing(of: Matrices) -> FloatArray:
    """Pools owe their claims, `cash + debts`, and have cash, base collateral and each other's receipt tokens."""
    some = of.cash + of.debts > 0.0
    losses = np.full(len(some), np.nan)
    if some.any():
        owed_to_pools = of.exposures[np.ix_(some, some)].T
        others = np.maximum(0.0, (of.cash + of.debts)[some] - owed_to_pools.sum(axis=1))
        has = (of.cash + of.portfolios.sum(axis=1))[some]
        losses[some] = 1.0 - clear(owed_to_pools, has, others).recovery_rates
    return losses


def _vulnerability(of: Matrices, moves: FloatArray) -> FloatArray:
    some = of.cushions > 0.0
    losses = np.full(len(some), np.nan)
    if some.any():
        sale = fire_sale(
            of.collateral[some],
            of.cushions[some],
            of.shares[some],
            of.impacts,
            moves,
            target_leverage=of.leverage[some],
            all_at_most=True,
        )
        losses[some] = sale.direct_vulnerability + sale.indirect_vulnerability
    return losses


def _over(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0.0)
