"""ETH at 100, BTC at 1,000; the requirement of a market follows its engine while positions are open."""

import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.events import ParametersChanged
from firesale.market.margin_engines.basket import Basket
from firesale.market.margin_engines.open_interest_scaled import OpenInterestScaled
from firesale.market.margin_engines.ramp import Ramp
from firesale.market.margin_engines.reputation import Reputation
from firesale.market.margin_engines.volatility_scaled import VolatilityScaled
from firesale.market.market import Market
from firesale.market.requirements.flat import Flat
from tests.market.venues.perpetuals.margins import begin, market_of, sound, venue_of

FLAT = Flat(np.array(0.1), np.array(0.05))
TRADER = 1


def pass_time(market: Market, price: float, seconds: float = 3600.0) -> None:
    """ETH has a new price, and oracles report."""
    market.site.log.time += seconds
    values = market.site.assets.values[: market.site.assets.base_count].copy()
    values[market.site.assets.column["ETH"]] = price
    market.move_prices(values, 0.0)
    market.report_prices()


def health(market: Market) -> float:
    return float(venue_of(market).accounts_of(np.array([TRADER])).health.min())


def maintenance(market: Market) -> list[float]:
    """Of a position of value 1 in each market."""
    found: list[float] = venue_of(market).state.in_force.maintenance(np.ones((1, 2)))[0].tolist()
    return found


def test_a_move_of_prices_raises_both_requirements_in_proportion() -> None:
    market = market_of(requirement=FLAT, engine=VolatilityScaled())
    assert maintenance(market) == pytest.approx([0.05, 0.05])
    pass_time(market, 110.0)
    moved = 0.05 * np.sqrt(0.06 * np.log(1.1) ** 2 * 8760.0 + 0.94 * 0.64) / 0.8
    assert maintenance(market) == pytest.approx([moved, 0.05 * np.sqrt(0.94)])
    initial = venue_of(market).state.in_force.initial(np.ones((1, 2)), np.zeros(2))[0]
    assert initial == pytest.approx(2.0 * np.array(maintenance(market)))
    told = market.site.log.table(ParametersChanged)
    assert told["asset"].tolist() == ["ETH", "BTC"]
    assert told["threshold_before"].tolist() == pytest.approx([0.95, 0.95])
    assert told["threshold"][0] == pytest.approx(1.0 - moved)
    assert told["loan_to_value"][0] == pytest.approx(1.0 - 2.0 * moved)


def test_a_new_requirement_alone_makes_a_position_unsafe() -> None:
    """A long of 10 ETH with 150 of margin: the price rises and the account with it, and yet it is liquidated."""
    market = market_of(requirement=FLAT, engine=VolatilityScaled(reaction=0.9, persistence=0.1))
    begin(market, TRADER, 150.0, 10.0)
    before = health(market)
    pass_time(market, 104.0)
    assert before > 2.0
    assert health(market) < 1.0
    assert len(venue_of(market).quote().unsafe.account) == 1
    sound(market)


def test_a_gradual_engine_takes_its_time() -> None:
    market = market_of(requirement=FLAT, engine=VolatilityScaled(reaction=0.9, persistence=0.1, largest_rise=0.01))
    pass_time(market, 110.0)
    assert maintenance(market)[0] == pytest.approx(0.06)


def test_a_ramp_asks_more_of_new_positions_at_once_and_of_open_ones_in_steps() -> None:
    market = market_of(requirement=FLAT, engine=Ramp(np.array([0.1, 0.05]), duration=7200.0))
    for seconds, kept in ((0.0, 0.05), (3600.0, 0.075), (3600.0, 0.1)):
        pass_time(market, 100.0, seconds)
        assert maintenance(market) == pytest.approx([kept, 0.05])
        initial = venue_of(market).state.in_force.initial(np.ones((1, 2)), np.zeros(2))[0]
        assert initial == pytest.approx([0.2, 0.1])


def test_what_is_open_counts_on_its_larger_side() -> None:
    market = market_of(requirement=FLAT, engine=OpenInterestScaled(lower=1_000.0, upper=3_000.0))
    begin(market, TRADER, 1_000.0, 10.0)
    begin(market, 2, 1_000.0, -20.0)
    pass_time(market, 100.0)
    assert maintenance(market) == pytest.approx([0.05 + 0.95 * 0.5, 0.05])


@pytest.mark.parametrize("engine", [Basket(), Reputation()])
def test_engines_that_ask_for_more_than_haircuts_are_refused(engine: object) -> None:
    with pytest.raises(BadValueError, match=r"allowed: an engine without correlations and multiples of accounts"):
        market_of(engine=engine)
