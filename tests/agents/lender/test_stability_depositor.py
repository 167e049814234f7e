import numpy as np
import pytest

from firesale.agents.lender.stability_depositor import StabilityDepositor
from firesale.market.market import Market
from tests.agents.playing import cohort_of, market_of, play
from tests.market.venues.vaults.making import vaults_of
from tests.markets import give, held, set_price

OWNER = 9
BOTH = np.array([0, 1])


def with_coins(coins: float = 1000.0) -> Market:
    """Two accounts with coins, and a vault that owes many more at 200 %."""
    market = market_of()
    give(market, OWNER, "ETH", 100.0)
    vaults_of(market).borrowers.place(np.array([OWNER]), np.array([[100.0]]), np.array([[100_000.0]]), "opening")
    vaults_of(market).found(BOTH, np.full(2, coins))
    return market


def depositor(least_ratio: float = 1.5, sells: bool = True) -> StabilityDepositor:
    return StabilityDepositor("vaults", "coins", least_price=0.95, least_ratio=least_ratio, sells=sells)


def test_it_deposits_all_its_coins_while_all_is_well() -> None:
    market = with_coins()
    assert play(market, cohort_of(depositor(), 2)) == []
    assert vaults_of(market).stability.worth(BOTH).tolist() == [1000.0, 1000.0]


def test_it_leaves_for_good_when_the_vaults_look_bad_and_sells() -> None:
    market, cohort = with_coins(), cohort_of(depositor(), 2)
    play(market, cohort)
    set_price(market, "ETH", 1400.0)
    assert play(market, cohort, 2) == []
    assert vaults_of(market).stability.total == 0.0
    assert held(market, 0, "COIN") == 0.0
    assert held(market, 0, "USDC") == pytest.approx(1000.0, rel=0.02)
    set_price(market, "ETH", 4000.0)
    vaults_of(market).found(BOTH, np.full(2, 10.0))
    assert play(market, cohort, 3) == []
    assert vaults_of(market).stability.total == 0.0


def test_it_may_keep_the_coins_that_it_takes_out() -> None:
    market, cohort = with_coins(), cohort_of(depositor(sells=False), 1)
    play(market, cohort)
    set_price(market, "ETH", 1400.0)
    assert play(market, cohort, 2) == []
    assert held(market, 0, "COIN") == 1000.0
