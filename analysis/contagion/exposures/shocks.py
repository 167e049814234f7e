"""Moves of fundamental prices, and what pools lose by them at once, before anybody acts."""

from dataclasses import replace

import numpy as np
import pandas as pd

from firesale.analysis.contagion.exposures.matrices import base_assets
from firesale.analysis.contagion.exposures.receipts import issued
from firesale.analysis.contagion.exposures.state import State
from firesale.analysis.contagion.models.inputs import number


def uniform_fall(state: State, fall: float) -> pd.Series:
    """The same relative change, -fall, of every base asset but the numeraire, by asset. Raises BadValueError unless 0 <= fall <= 1."""
    moves = pd.Series(-number("fall", fall, 0.0, 1.0), index=pd.Index(base_assets(state.tables), dtype="str"))
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
    units = pledged.reindex(assets, fill_value=0.0).to_numpy(dtype=np.float64)
    worth = later.fillna(0.0).to_numpy(dtype=np.float64) @ units
    moves: pd.Series = later.iloc[int(worth.argmin())] / state.fundamentals.reindex(assets) - 1.0
    return moves.fillna(0.0).rename_axis(None).rename(None)


def moved(state: State, moves: pd.Series) -> State:
    """The same positions with prices of base assets changed by `moves` (fractions, by asset); receipt tokens move with their underlying.

    Nobody acts, and no receipt token is written down.
    """
    factors = 1.0 + moves
    underlying = issued(state.tables).set_index("asset")["underlying"]

    def factor(assets: pd.Series) -> pd.Series:
        return assets.map(underlying).fillna(assets).map(factors).astype("float64").fillna(1.0)

    priced, listed = state.positions, state.prices.index.to_frame(index=False)["asset"]
    held = state.receipts
    change = factor(priced["asset"])
    return replace(
        state,
        prices=state.prices * factor(listed).to_numpy(),
        fundamentals=state.fundamentals * factors.reindex(state.fundamentals.index).fillna(1.0),
        positions=priced.assign(price=priced["price"] * change, value=priced["value"] * change),
        receipts=held.assign(value=held["value"] * factor(held["asset"])),
        reserves=state.reserves.assign(price=state.reserves["price"] * factor(_lent(state)).to_numpy()),
    )


def _lent(state: State) -> pd.Series:
    return state.reserves.index.to_frame(index=False)["asset"]
