from firesale.agents.lender.passive import Passive
from tests.agents.playing import cohort_of, decide, lend, market_of, open_position
from tests.markets import set_price


def test_nothing_happens_even_when_deposits_are_being_lost() -> None:
    market = market_of()
    lend(market, 0, 1e5)
    open_position(market, 9, 40.0, 60_000.0)
    set_price(market, "ETH", 500.0)
    cohort = cohort_of(Passive("pool", "USDC"), 1)
    assert decide(market, cohort) == []
    assert cohort.memory == {}
