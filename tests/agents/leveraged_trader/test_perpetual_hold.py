from firesale.agents.leveraged_trader.perpetual_hold import PerpetualHold
from tests.agents.leveraged_trader.perpetual_positions import begin
from tests.agents.playing import cohort_of, decide, market_of, perpetuals_of
from tests.markets import set_price


def test_it_never_acts() -> None:
    market = market_of()
    begin(market, 0, 10_000.0, 20.0)
    set_price(market, "ETH", 1_510.0)
    assert decide(market, cohort_of(PerpetualHold("perps", "ETH"), 1)) == []
    assert perpetuals_of(market).health_of(0) < 1.0
    assert not PerpetualHold.acts
