"""ETH at 2000, threshold 0.83: a rise to 2200 within an hour is a variance of 0.0090840 * 8760 = 79.58 per year."""

import math

import numpy as np
import pytest

from firesale.agents.risk_manager.abrupt import Abrupt
from firesale.market.actions import Bundle, PostCollateral, SetParameters
from firesale.market.events import ParametersChanged
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from tests.agents.moves import decide, next_step
from tests.markets import give, pool_of, refusals, set_price, small_market

MANAGER, OTHER = 3, 4
HOURLY = Abrupt(pool="pool", collateral="ETH", review=3600.0)


def market_with_manager() -> Market:
    market = small_market()
    market.site.risk_managers["pool"] = frozenset({MANAGER})
    return market


def rule_of(market: Market) -> LoanToValue:
    rule = pool_of(market).positions.margin
    assert isinstance(rule, LoanToValue)
    return rule


def order(account: int, threshold: float, loan_to_value: float, asset: str = "ETH") -> SetParameters:
    return SetParameters(
        account=account, venue="pool", asset=asset, liquidation_threshold=threshold, loan_to_value=loan_to_value
    )


def test_it_sets_what_the_forecast_asks_for_at_once() -> None:
    market, memory = market_with_manager(), dict[str, np.ndarray]()
    assert decide(market, HOURLY, [MANAGER], memory) == []
    next_step(market, 3600.0)
    set_price(market, "ETH", 2200.0)
    actions = decide(market, HOURLY, [MANAGER], memory)
    assert refusals(market, *actions) == []
    variance = 0.06 * math.log(1.1) ** 2 * 8760.0 + 0.94 * 0.64
    assert rule_of(market).liquidation_threshold == pytest.approx([1.0 - 0.17 * math.sqrt(variance) / 0.8, 0.75])
    assert rule_of(market).loan_to_value[0] == pytest.approx(rule_of(market).liquidation_threshold[0] * 0.8 / 0.83)


def test_it_decides_at_its_reviews_only() -> None:
    market, memory = market_with_manager(), dict[str, np.ndarray]()
    daily = Abrupt(pool="pool", collateral="ETH", review=86_400.0)
    decide(market, daily, [MANAGER], memory)
    next_step(market, 3600.0)
    set_price(market, "ETH", 2200.0)
    assert decide(market, daily, [MANAGER], memory) == []


def test_a_new_loan_to_value_alone_is_told_too() -> None:
    market = market_with_manager()
    assert refusals(market, order(MANAGER, 0.83, 0.5)) == []
    assert market.site.log.table(ParametersChanged)["loan_to_value"].tolist() == [0.5]


def test_nobody_else_may() -> None:
    market = market_with_manager()
    assert refusals(market, order(OTHER, 0.5, 0.4)) == ["the account may not do this"]
    assert rule_of(market) is pool_of(market).terms.margin


@pytest.mark.parametrize(("threshold", "loan_to_value"), [(0.5, 0.6), (1.2, 0.5)])
def test_thresholds_that_no_rule_could_have_are_refused(threshold: float, loan_to_value: float) -> None:
    refused = refusals(market_with_manager(), order(MANAGER, threshold, loan_to_value))
    assert refused == ["not 0 < loan-to-value <= liquidation threshold <= 1"]


def test_an_asset_that_is_not_listed_is_refused() -> None:
    refused = refusals(market_with_manager(), order(MANAGER, 0.5, 0.4, "USDC"))
    assert refused == ["the venue does not list this asset"]


def test_a_bundle_that_fails_leaves_the_rule() -> None:
    market = market_with_manager()
    give(market, MANAGER, "ETH", 1.0)
    post = PostCollateral(account=MANAGER, venue="pool", asset="ETH", amount=2.0)
    refused = refusals(market, Bundle(account=MANAGER, legs=(order(MANAGER, 0.5, 0.4), post)))
    assert len(refused) == 1
    assert rule_of(market) is pool_of(market).terms.margin
