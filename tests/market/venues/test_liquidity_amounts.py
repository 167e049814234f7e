"""What is asked of an exchange when liquidity is given: amounts in its ratio, and amounts that nobody can have."""

import numpy as np
import pytest

from firesale.market.actions import AddLiquidity
from firesale.market.venues.base import VenueTerms
from firesale.market.venues.concentrated_terms import ConcentratedLiquidityTerms
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.stable_swap import StableSwapTerms
from tests.markets import give, held, refusals, small_market

TERMS: dict[str, VenueTerms] = {
    "constant product": ConstantProductTerms("ETH", "USDC", base_reserve=1000.0),
    "whole range": ConcentratedLiquidityTerms("ETH", "USDC", value=1e6),
    "narrow and lopsided": ConcentratedLiquidityTerms("ETH", "USDC", value=1e6, lower=0.5, upper=1.05),
    "stable swap": StableSwapTerms("ETH", "USDC", base_reserve=1000.0, quote_reserve=5e6, amplification=2.0),
}
every_exchange = pytest.mark.parametrize("name", TERMS)


@every_exchange
def test_amounts_of_a_value_are_worth_it_and_are_taken_whole(name: str) -> None:
    market = small_market(2, venues={"new": TERMS[name]})
    exchange = market.venues["new"]
    assert isinstance(exchange, Exchange)
    base, quote = exchange.liquidity_of(np.array([1e4, 3e5]))
    assert 2000.0 * base + quote == pytest.approx([1e4, 3e5], rel=1e-9)
    for account in (0, 1):
        give(market, account, "ETH", float(base[account]))
        give(market, account, "USDC", float(quote[account]))
    order = AddLiquidity(account=np.arange(2), venue="new", base_amount=base, quote_amount=quote)
    assert refusals(market, order) == []
    for account in (0, 1):
        assert held(market, account, "ETH") == pytest.approx(0.0, abs=1e-9 * float(base[account]))
        assert held(market, account, "USDC") == pytest.approx(0.0, abs=1e-9 * float(quote[account]))


@every_exchange
@pytest.mark.parametrize("base", [1e-300, 1.0, 1e300])
@pytest.mark.parametrize("quote", [1e-300, 1e300])
@pytest.mark.parametrize("price", [1e-7, 2000.0, 1e7])
def test_amounts_beyond_all_measure_are_refused_or_cut(name: str, base: float, quote: float, price: float) -> None:
    """Found by random markets: the ratio of 1e300 to a small price is no number."""
    market = small_market(1, venues={"new": TERMS[name]}, prices={"USDC": 1.0, "ETH": price, "BTC": 3e4})
    order = AddLiquidity(account=0, venue="new", base_amount=base, quote_amount=quote)
    assert len(refusals(market, order)) <= 1
    market.audit()
