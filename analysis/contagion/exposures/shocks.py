"""Moves of fundamental prices, and what pools lose by them at once, before anybody acts."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.exposures.matrices import base_assets
from firesale.analysis.contagion.exposures.positions import balances
from firesale.analysis.contagion.exposures.state import State
from firesale.analysis.contagion.models.inputs import number


def uniform_fall(state: State, fall: float) -> pd.Series:
    """The same relative change, -fall, of every base asset but the numeraire, by asset. Raises BadValueError unless 0 <= fall <= 1."""
    assets = base_assets(state.tables)
    moves = pd.Series(-number("fall", fall, 0.0, 1.0), index=pd.Index(assets, dtype="str"))
    moves[moves.index == state.tables.numeraire] = 0.0
    return moves


def worst_fall(state: State) -> pd.Series:
    """Relative changes of fundamental prices, by asset, from the step to the later one at which all base collateral would be worth least.

    One moment for all assets, so that the changes did happen together; that it is known is foresight. Zeros if nothing came later.
    """
    fundamentals, assets = state.tables.fundamentals, base_assets(state.tables)
    later = fundamentals[fundamentals.index > state.step].reindex(columns=assets)
    if later.empty:
        return uniform_fall(state, 0.0)
    pledged = state.positions[state.positions["use"] == "collateral"].groupby("asset")["units"].sum()
    worth = later.fillna(0.0) @ pledged.reindex(assets, fill_value=0.0)
    moves = later.loc[worth.idxmin()] / state.fundamentals.reindex(assets) - 1.0
    return moves.fillna(0.0).rename_axis(None)


def direct_losses(state: State, moves: pd.Series) -> pd.Series:
    """Debt that collateral no longer covers after the moves and did before, by pool (numeraire); receipt tokens move with their underlying.

    Account by account: what one has to spare is no help to another. Nobody sells, nobody liquidates, no receipt token is written down.
    """
    names = state.receipts.drop_duplicates("asset").set_index("asset")["underlying"]
    rows = state.positions
    factor = 1.0 + rows["asset"].map(names).fillna(rows["asset"]).map(moves).fillna(0.0)
    after = balances(rows.assign(value=rows["value"] * factor))["shortfall"].groupby("venue").sum()
    before = state.balances["shortfall"].groupby("venue").sum()
    return (after - before).clip(lower=0.0).reindex(state.tables.pools).fillna(0.0).astype(np.float64)
