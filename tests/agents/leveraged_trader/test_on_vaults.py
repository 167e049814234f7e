"""Strategies of leveraged traders play on vaults as on any pool: they borrow coins, and trade collateral against coins."""

from typing import Any

import numpy as np
import pytest

from firesale.agents.leveraged_trader import STRATEGIES
from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.market.events import Borrowed, Repaid
from firesale.market.market import Market
from firesale.market.venues.constant_product import ConstantProductTerms
from tests.agents.playing import cohort_of, play
from tests.market.venues.vaults.making import TERMS, market_with, vaults_of
from tests.markets import give, set_price

DIRECT = ConstantProductTerms("ETH", "COIN", base_reserve=5000.0, fee=0.0)
PLACE = {"pool": "vaults", "collateral": "ETH", "debt": "COIN", "exchange": "direct"}
every_strategy = pytest.mark.parametrize(
    "kind", [kind for kind, one in STRATEGIES.items() if issubclass(one, LeveragedStrategy)]
)


def market_of_owners() -> Market:
    """Two owners at leverage 2, with some collateral and coins of their own."""
    market = market_with(TERMS, {"direct": DIRECT})
    for account in range(2):
        give(market, account, "ETH", 15.0)
    owners = np.arange(2)
    vaults_of(market).borrowers.place(owners, np.full((2, 1), 10.0), np.full((2, 1), 10_000.0), "opening")
    return market


def made(kind: str) -> Any:
    return STRATEGIES[kind](**PLACE)


@every_strategy
def test_it_plays_through_a_rise_and_a_fall_and_everything_adds_up(kind: str) -> None:
    market, cohort = market_of_owners(), cohort_of(made(kind), 2)
    for moment, price in enumerate((2000.0, 2300.0, 1800.0, 1500.0, 1300.0, 1250.0, 2000.0), start=1):
        set_price(market, "ETH", price)
        play(market, cohort, moment)
    assert np.isfinite(market.wealth()).all()


@pytest.mark.parametrize("kind", ["target_leverage", "hover", "loop"])
def test_who_levers_up_mints_coins(kind: str) -> None:
    market, cohort = market_of_owners(), cohort_of(made(kind), 2)
    supply = vaults_of(market).mint.supply
    for moment in (1, 2):
        assert play(market, cohort, moment) == []
    assert len(market.site.log.table(Borrowed)["account"]) > 2
    assert vaults_of(market).mint.supply > supply


def test_who_levers_down_destroys_them() -> None:
    market, cohort = market_of_owners(), cohort_of(made("target_leverage"), 2)
    for moment in (1, 2):
        play(market, cohort, moment)
    supply = vaults_of(market).mint.supply
    set_price(market, "ETH", 1700.0)
    play(market, cohort, 3)
    assert len(market.site.log.table(Repaid)["account"]) > 0
    assert vaults_of(market).mint.supply < supply
