from firesale.agents.leveraged_trader.hold import Hold
from tests.agents.playing import cohort_of, decide, lend, market_of, open_position
from tests.markets import set_price


def test_nothing_happens_even_when_the_position_is_about_to_be_liquidated() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 16_000.0)
    cohort = cohort_of(Hold("pool", "ETH", "USDC", "deep"), 1)
    set_price(market, "ETH", 1500.0)
    assert decide(market, cohort) == []
    assert cohort.memory == {}
