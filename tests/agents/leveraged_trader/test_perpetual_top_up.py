import pytest

from firesale.agents.leveraged_trader.perpetual_top_up import PerpetualTopUp
from firesale.market.errors import BadValueError
from tests.agents.leveraged_trader.perpetual_positions import begin
from tests.agents.playing import cohort_of, decide, market_of, play
from tests.markets import give, held, set_price

PLAIN = PerpetualTopUp("perps", "ETH", trigger=1.5, target_health=2.0)


def test_above_its_trigger_it_keeps_its_cash() -> None:
    market = market_of()
    begin(market, 0, 1_000.0, 5.0)  # 1,000 of 625: 1.6
    give(market, 0, "USDC", 500.0)
    assert decide(market, cohort_of(PLAIN, 1)) == []


def test_below_its_trigger_it_pays_until_its_target() -> None:
    market = market_of()
    begin(market, 0, 1_000.0, 5.0)
    give(market, 0, "USDC", 500.0)
    set_price(market, "ETH", 1_980.0)  # 900 of 618.75: 337.5 are missing for 2
    assert play(market, cohort_of(PLAIN, 1)) == []
    assert held(market, 0, "USDC") == pytest.approx(162.5)
    assert market.health_of(0, "perps") == pytest.approx(2.0)


def test_it_pays_what_it_has() -> None:
    market = market_of()
    begin(market, 0, 1_000.0, 5.0)
    give(market, 0, "USDC", 100.0)
    set_price(market, "ETH", 1_900.0)
    cohort = cohort_of(PLAIN, 1)
    assert play(market, cohort) == []
    assert held(market, 0, "USDC") == 0.0
    assert decide(market, cohort, 2) == []


def test_good_money_does_not_follow_bad() -> None:
    market = market_of()
    begin(market, 0, 1_000.0, 5.0)
    give(market, 0, "USDC", 5_000.0)
    set_price(market, "ETH", 1_700.0)
    assert decide(market, cohort_of(PLAIN, 1)) == []


def test_a_target_below_the_trigger_is_refused() -> None:
    with pytest.raises(BadValueError, match="target_health"):
        PerpetualTopUp("perps", "ETH", trigger=2.0, target_health=1.5)
