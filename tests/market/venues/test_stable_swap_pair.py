"""A pool of DAI, USDC and USDT, a million of each, of which two further pairs are traded."""

import pytest

from firesale.market.actions import Swap
from firesale.market.errors import BadValueError
from firesale.market.events import Swapped
from firesale.market.market import Market
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.stable_swap import StableSwap, StableSwapTerms
from firesale.market.venues.stable_swap_pair import StableSwapPairTerms
from tests.markets import give, held, refusals, small_market

PRICES = {"USDC": 1.0, "DAI": 1.0, "USDT": 1.0}
VENUES = {
    "three": StableSwapTerms("DAI", "USDC", base_reserve=1e6, more_coins=("USDT",), fee=0.01),
    "tether": StableSwapPairTerms("three", "USDT", "USDC"),
    "cross": StableSwapPairTerms("three", "DAI", "USDT"),
}


def market_of() -> Market:
    market = small_market(1, venues=VENUES, prices=PRICES, oracles={})
    for coin in PRICES:
        give(market, 0, coin, 1e7)
    return market


def price(market: Market, name: str) -> float:
    venue = market.venues[name]
    assert isinstance(venue, Exchange)
    return venue.price


def sell(venue: str, into: str, out: str, amount: float) -> Swap:
    return Swap(account=0, venue=venue, asset_in=into, asset_out=out, amount_in=amount)


def test_a_trade_in_one_pair_moves_the_prices_of_all() -> None:
    market = market_of()
    assert refusals(market, sell("tether", "USDT", "USDC", 9e5)) == []
    assert price(market, "tether") < 0.999
    assert price(market, "cross") > 1.0, "DAI is dear against what everybody sells"
    assert price(market, "three") == pytest.approx(price(market, "tether") * price(market, "cross"))
    table = market.site.log.table(Swapped)
    assert table["venue"].tolist() == ["tether"]
    assert table["price_after"].tolist() == pytest.approx([price(market, "tether")])


def test_all_pairs_trade_against_one_account_and_pay_the_same_fee() -> None:
    market = market_of()
    pool = market.venues["three"]
    assert isinstance(pool, StableSwap)
    assert refusals(market, sell("cross", "DAI", "USDT", 1000.0)) == []
    got = held(market, 0, "USDT") - 1e7
    assert got == pytest.approx(990.0, rel=1e-4)
    assert pool.balances.tolist() == pytest.approx([1e6 + 1000.0, 1e6, 1e6 - got - 0.5 * got / 99.0])
    assert market.site.ledger.balance(pool.treasury, market.site.assets.column["USDT"]) == pytest.approx(got / 198.0)
    market.check()
    market.audit()


@pytest.mark.parametrize(
    ("terms", "key"),
    [
        (StableSwapPairTerms("nowhere", "USDT", "USDC"), "venues.pair.pool"),
        (StableSwapPairTerms("three", "ETH", "USDC"), "venues.pair.base"),
    ],
)
def test_a_pair_of_a_pool_that_has_not_both_coins_is_refused(terms: StableSwapPairTerms, key: str) -> None:
    with pytest.raises(BadValueError, match=key):
        small_market(1, venues={"three": VENUES["three"], "pair": terms}, prices=PRICES | {"ETH": 1.0}, oracles={})
