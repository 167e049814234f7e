"""A clearing member that owes more than its margin: 10 contracts, 2,000 of margin, contributions 100, 300 and 200."""

from typing import Any

import numpy as np
import pytest

from firesale.market.actions import PostCollateral
from firesale.market.events import DefaultLossRealised
from firesale.market.market import Market
from tests.analysis.contagion.losses.lossy import amounts, losses_of
from tests.market.venues.clearing.cleared import cleared_market, day, fund, hold
from tests.markets import give


def defaulted(price: float, **changes: Any) -> Market:
    """0 has bought 10, of which 1 has sold 6 and 2 has sold 4; 0 misses its call."""
    market = cleared_market(**changes)
    hold(market, {0: 10.0, 1: -6.0, 2: -4.0}, {0: 2000.0, 1: 50_000.0, 2: 50_000.0})
    fund(market, {0: 100.0, 1: 300.0, 2: 200.0})
    day(market, 1, price)
    day(market, 2, price)
    return market


def test_each_stage_of_the_waterfall_is_a_path_of_its_own() -> None:
    """4,000 lost of 2,000: 100 of its own, 250 of the house, 500 of the fund, 500 assessed, and 650 off gains of 2,400 and 1,600."""
    found = losses_of(defaulted(1600.0, capital=250.0))
    assert amounts(found, "path", "bearer", "group") == {
        ("own_contribution", "defaulter", "g0"): 100.0,
        ("own_capital", "clearing house", ""): 250.0,
        ("default_fund", "default fund", "g1"): 300.0,
        ("default_fund", "default fund", "g2"): 200.0,
        ("assessment", "members", "g1"): 300.0,
        ("assessment", "members", "g2"): 200.0,
        ("gains_haircut", "gainers", "g1"): 390.0,
        ("gains_haircut", "gainers", "g2"): 260.0,
    }
    assert set(found.table["owner"]) == {0}


def test_what_no_backstop_takes_is_with_nobody() -> None:
    assert amounts(losses_of(defaulted(1600.0, backstops=())), "path", "bearer") == {("uncovered", "nobody"): 2000.0}


def test_margin_that_suffices_leaves_no_loss() -> None:
    assert losses_of(defaulted(1850.0)).table.empty


def test_what_collateral_brings_and_what_takers_are_paid_is_in_the_loss() -> None:
    """At 1,700 it owes 1,000; 0.01 BTC brings 300, and whoever takes the portfolio is paid 1 % of 17,000."""
    market = cleared_market(hedging_cost=0.01)
    hold(market, {0: 10.0, 1: -6.0, 2: -4.0}, {0: 2000.0, 1: 50_000.0, 2: 50_000.0})
    fund(market, {0: 100.0, 1: 3000.0, 2: 2000.0})
    give(market, 0, "BTC", 0.01)
    day(market, 1, 1700.0, PostCollateral(account=0, venue="clearing", asset="BTC", amount=0.01))
    day(market, 2, 1700.0)
    realised = market.site.log.table(DefaultLossRealised)
    stated = [float(np.asarray(realised[name])[0]) for name in ("cash", "cost", "proceeds", "amount")]
    assert stated == pytest.approx([-1000.0, 170.0, 300.0, 870.0], rel=1e-6)
    assert losses_of(market).balance.loc[("clearing", "USDC"), "borne"] == pytest.approx(870.0, rel=1e-6)
