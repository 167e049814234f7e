"""Whether a push is believed, by rules whose answer is known without trying."""

import pytest

from firesale.agents.oracle_manipulator.belief import victim
from firesale.agents.oracle_manipulator.response import believes
from firesale.market.oracles.base import Oracle
from firesale.market.oracles.capped_growth import CappedGrowth
from firesale.market.oracles.circuit_breaker import CircuitBreaker
from firesale.market.oracles.delayed import Delayed
from firesale.market.oracles.exchange_rate import ExchangeRate
from firesale.market.oracles.median import Median
from firesale.market.oracles.spot import Spot
from firesale.market.oracles.twap import Twap
from tests.agents.oracle_manipulator.stage import stage

THIN, OTHER, THIRD = (Spot(sources=(name,)) for name in ("thin", "other", "third"))
AT_ONCE, NEXT_STEP = 0.0, 12.0


@pytest.mark.parametrize(
    ("oracle", "sources", "at_once", "next_step"),
    [
        (Spot(), ("thin",), True, True),
        (Median((THIN, OTHER, THIRD)), (), False, False),
        (Median((THIN, OTHER)), (), True, True),
        (Delayed(Spot(), delay=3600.0), ("thin",), False, False),
        (Delayed(Spot(), delay=6.0), ("thin",), False, False),
        (CappedGrowth(Spot(), growth={"ETH": 0.1}), ("thin",), False, False),
        (CappedGrowth(Spot(), growth={"BTC": 0.1}), ("thin",), True, True),
        (CircuitBreaker(Spot(), largest_move=0.25), ("thin",), False, False),
        (CircuitBreaker(Spot(), largest_move=1.5), ("thin",), True, True),
        (Median((Spot(), Twap(), Spot())), ("thin",), True, True),
        (ExchangeRate(Spot(), underlying={"BTC": "ETH"}), ("thin",), True, True),
    ],
)
def test_the_rule_is_tried_out(oracle: Oracle, sources: tuple[str, ...], at_once: bool, next_step: bool) -> None:
    market = stage(oracle, sources)
    public = market.look()
    at = victim(public, "pool", "thin")
    assert at is not None
    assert believes(public, at, "thin", AT_ONCE) is at_once
    assert believes(public, at, "thin", NEXT_STEP) is next_step


def test_a_rule_that_asks_for_what_is_nowhere_traded_is_not_believed() -> None:
    market = stage()
    market.feeds["thin"].oracle = ExchangeRate(Spot(), underlying={"ETH": "DOGE"})
    public = market.look()
    at = victim(public, "pool", "thin")
    assert at is not None
    assert not believes(public, at, "thin", AT_ONCE)
