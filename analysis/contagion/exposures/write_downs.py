"""What pools lose when prices move and receipt tokens are written down for it, account by account."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.exposures.balance_sheets import balance_sheets
from firesale.analysis.contagion.exposures.positions import balances
from firesale.analysis.contagion.exposures.receipts import issued
from firesale.analysis.contagion.exposures.state import State

SAME = 1e-10
"""Change of all shares of loss below which they are settled."""


def direct_losses(before: State, after: State) -> pd.Series:
    """Debt that collateral covers in `before` and not in `after`, as a share of capacity before, by pool; NaN without capacity.

    Account by account: what one has to spare is no help to another.
    """
    return _shares(before, after.balances)


def settled_losses(before: State, after: State, most_rounds: int = 1000) -> pd.Series:
    """The same once receipt tokens are worth what is left: a pool's share of loss lowers its tokens, which uncovers debt elsewhere, and so on.

    Clearing as in Eisenberg and Noe (Systemic risk in financial systems, Management Science 47, 2001) with a pool for a bank, but with the
    borrowers of each pool told apart: loans are without recourse, so the spare collateral of one account does not cover another's debt.
    The least losses that agree with each other. Nobody sells or liquidates. By pool; NaN without capacity.
    """
    rows = after.positions
    issuer = rows["asset"].map(issued(after.tables).set_index("asset")["issuer"])
    lost = direct_losses(before, after)
    for _ in range(most_rounds):
        left = issuer.map(1.0 - lost.fillna(0.0).clip(upper=1.0)).astype("float64").fillna(1.0)
        now = _shares(before, balances(rows.assign(value=rows["value"] * left)))
        settled = bool(np.all((now - lost).fillna(0.0) <= SAME))
        lost = now
        if settled:
            break
    return lost


def _shares(before: State, inside: pd.DataFrame) -> pd.Series:
    capacity = balance_sheets(before)["capacity"]
    uncovered = inside["shortfall"].groupby("venue").sum() - before.balances["shortfall"].groupby("venue").sum()
    share = uncovered.reindex(capacity.index).fillna(0.0).clip(lower=0.0) / capacity.where(capacity > 0.0)
    return share.rename(None)
