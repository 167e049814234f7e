"""Perpetual positions for tests: one venue "perps" on ETH, margin in USDC."""

import numpy as np

from firesale.market.market import Market
from tests.agents.playing import perpetuals_of
from tests.markets import give


def begin(market: Market, account: int, margin: float, size: float) -> None:
    """An account with margin and a signed position at the index."""
    give(market, account, "USDC", margin)
    perpetuals_of(market).margins.place(np.array([account]), 0, np.array([size]), np.array([margin]), "opening")


def leverage_at(market: Market, account: int) -> float:
    """Value of the position over that of the account."""
    own = perpetuals_of(market).accounts_of(np.array([account]))
    price = float(perpetuals_of(market).state.index()[0])
    return float(np.abs(own.size[0, 0]) * price / own.value[0, 0])
