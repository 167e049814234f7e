"""One loan of 13,000 USDC against 10 ETH in ten bands; see tests/market/venues/banded.py."""

import numpy as np
import pytest

from firesale.agents.leveraged_trader.self_liquidate import SelfLiquidate
from firesale.agents.leveraged_trader.top_up import TopUp
from firesale.market.market import Market
from tests.agents.playing import cohort_of, decide
from tests.market.venues.banded import OWNER, arbitrage, banded, bands_of, borrow, check, health
from tests.markets import give, held, refusals, set_price

PLACE = ("bands", "ETH", "USDC", "book")


def worn(price: float = 1470.0) -> Market:
    """A loan in soft liquidation, with the health that is left."""
    market = banded()
    borrow(market)
    market.site.ledger.burn(0, OWNER, 13_000.0)
    for oracle in (1700.0, 1600.0, price):
        market.site.log.time += 600.0
        set_price(market, "ETH", oracle)
        arbitrage(market, oracle)
    return market


def test_above_its_trigger_it_waits() -> None:
    market = worn()
    give(market, OWNER, "USDC", 20_000.0)
    assert (
        decide(market, cohort_of(SelfLiquidate(*PLACE, trigger=1.0 + 0.5 * health(market, OWNER)[0]), 1, OWNER)) == []
    )


def test_below_its_trigger_it_closes_with_what_the_bands_sold_and_its_own_cash() -> None:
    market = worn()
    (x,), (y,) = bands_of(market).holdings.held(np.array([0]))
    give(market, OWNER, "USDC", 20_000.0)
    orders = decide(market, cohort_of(SelfLiquidate(*PLACE, trigger=1.01 + health(market, OWNER)[0]), 1, OWNER))
    assert refusals(market, *orders) == []
    assert held(market, OWNER, "USDC") == pytest.approx(20_000.0 - (13_000.0 - x))
    assert held(market, OWNER, "ETH") == pytest.approx(y)
    check(market)


def test_with_less_cash_it_closes_a_part() -> None:
    market = worn()
    give(market, OWNER, "USDC", 100.0)
    before = bands_of(market).reserves.debt(0)
    orders = decide(market, cohort_of(SelfLiquidate(*PLACE, trigger=1.01 + health(market, OWNER)[0]), 1, OWNER))
    assert refusals(market, *orders) == []
    assert held(market, OWNER, "USDC") == pytest.approx(0.0, abs=1e-9)
    assert 0.0 < bands_of(market).reserves.debt(0) < before - 100.0


def test_without_cash_it_does_nothing() -> None:
    market = worn()
    assert decide(market, cohort_of(SelfLiquidate(*PLACE, trigger=2.0), 1, OWNER)) == []


def test_a_top_up_brings_health_to_where_it_should_be() -> None:
    """Positions in bands show the collateral that gives them their health, so that the formulas of the pools hold."""
    market = worn()
    give(market, OWNER, "USDC", 20_000.0)
    wanted = 1.1 + health(market, OWNER)[0]
    orders = decide(market, cohort_of(TopUp(*PLACE, trigger=wanted - 0.01, target_health=wanted), 1, OWNER))
    assert refusals(market, *orders) == []
    assert 1.0 + health(market, OWNER)[0] == pytest.approx(wanted, rel=1e-9)
