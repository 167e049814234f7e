from firesale.agents.liquidity_provider.passive import Passive
from tests.agents.playing import cohort_of, decide, market_of
from tests.markets import set_price


def test_nothing_happens_even_when_the_price_halves() -> None:
    market = market_of()
    cohort = cohort_of(Passive("swap"), 1)
    set_price(market, "ETH", 1000.0)
    assert decide(market, cohort) == []
    assert cohort.memory == {}
