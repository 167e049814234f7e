import numpy as np

from firesale.agents.liquidator.trigger_liquidation import Trigger
from firesale.market.events import LiquidationTriggered
from firesale.market.market import Market
from tests.agents.playing import cohort_of, market_of, play
from tests.market.venues.vaults.making import vaults_of
from tests.markets import give, held, set_price

STRATEGY = Trigger(pool="vaults")
OWNERS = np.array([5, 6, 7, 8])


def with_vaults() -> Market:
    """Four vaults of which three become unsafe at 1,300."""
    market = market_of()
    for owner in OWNERS.tolist():
        give(market, owner, "ETH", 10.0)
    owed = np.array([[12_000.0], [12_500.0], [13_000.0], [5_000.0]])
    vaults_of(market).borrowers.place(OWNERS, np.full((4, 1), 10.0), owed, "opening")
    return market


def test_a_cohort_takes_the_unsafe_vaults_in_turn() -> None:
    market, cohort = with_vaults(), cohort_of(STRATEGY, 2)
    assert play(market, cohort) == []
    set_price(market, "ETH", 1300.0)
    assert play(market, cohort, 2) == []
    events = market.site.log.table(LiquidationTriggered)
    assert sorted(events["borrower"].tolist()) == [5, 6, 7]
    assert set(events["account"].tolist()) == {0, 1}
    assert held(market, 0, "ETH") + held(market, 1, "ETH") > 0.0
    assert play(market, cohort, 3) == []


def test_it_does_nothing_where_debt_must_be_repaid() -> None:
    market = market_of()
    assert play(market, cohort_of(Trigger(pool="pool"), 1)) == []
