"""What lenders and borrowers share: refusals, caps, and a pool that everybody leaves; the market stands in lending.py."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Action, Borrow
from firesale.market.events import AssetListed
from firesale.market.venues.lending_pool import LendingPoolTerms
from tests.market.venues.lending import (
    borrow,
    market_of,
    post,
    repay,
    sound,
    supply,
    take_back,
    withdraw,
)
from tests.markets import POOL, give, pool_of, refusals, small_market


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (supply(10_001.0), "the account does not hold enough"),
        (supply(1.0, asset="ETH"), "the venue does not list this asset"),
        (withdraw(1.0), "the account does not hold enough"),
        (withdraw(1.0, asset="pool:USDC"), "the venue does not list this asset"),
        (post(10.1), "the account does not hold enough"),
        (post(1.0, asset="USDC"), "the venue does not list this asset"),
        (take_back(1.0), "no such position"),
        (take_back(1.0, asset="DOGE"), "the venue does not list this asset"),
        (borrow(1.0), "no such position"),
        (borrow(1.0, asset="ETH"), "the venue does not list this asset"),
        (repay(1.0), "no such position"),
        (repay(1.0, asset="BTC"), "the venue does not list this asset"),
    ],
)
def test_what_a_pool_cannot_do_is_refused(action: Action, reason: str) -> None:
    assert refusals(market_of(), action) == [reason]


@pytest.mark.parametrize(
    ("terms", "fits", "too_much", "reason"),
    [
        (replace(POOL, supply_cap=np.array(1000.0)), supply(1000.0), supply(0.01), "above the supply cap"),
        (replace(POOL, borrow_cap=np.array(1000.0)), borrow(1000.0), borrow(0.01), "above the borrow cap"),
        (replace(POOL, collateral_cap=np.array(9.0)), post(4.0), post(0.01), "above the supply cap"),
    ],
    ids=["supply cap", "borrow cap", "collateral cap"],
)
def test_a_cap_is_filled_to_the_brim_and_no_further(
    terms: LendingPoolTerms, fits: Action, too_much: Action, reason: str
) -> None:
    market = market_of(terms)
    refusals(market, post(5.0))
    if isinstance(fits, Borrow):
        give(market, pool_of(market).reserves.account, "USDC", 5000.0)
    assert refusals(market, fits) == []
    assert refusals(market, too_much) == [reason]


def test_the_last_of_many_borrowers_and_lenders_leaves_a_pool_that_adds_up() -> None:
    """Sums of large amounts are rounded: what is left of that must neither stop the last one nor break an invariant."""
    n, rng = 400, np.random.default_rng(7)
    market = small_market(n, venues={"pool": POOL})
    usdc, ether = rng.uniform(1e5, 1e7, n), rng.uniform(1e2, 1e4, n)
    market.site.ledger.mint(0, np.arange(n), usdc)
    market.site.ledger.mint(1, np.arange(n), ether)
    assert refusals(market, *[supply(float(usdc[i]), i) for i in range(n)]) == []
    assert refusals(market, *[post(float(ether[i]), i) for i in range(n)]) == []
    lent = np.minimum(ether * 1500.0, usdc * 0.9)
    assert refusals(market, *[borrow(float(lent[i]), i) for i in rng.permutation(n).tolist()]) == []
    assert refusals(market, *[repay(1e9, i) for i in rng.permutation(n).tolist()]) == []
    assert refusals(market, *[take_back(float(ether[i]), i) for i in rng.permutation(n).tolist()]) == []
    assert refusals(market, *[withdraw(float(usdc[i]), i) for i in rng.permutation(n).tolist()]) == []
    sound(market)
    assert market.site.ledger.balances[:n, 0] == pytest.approx(usdc)


def test_it_says_in_the_event_log_what_it_takes_lends_and_issues() -> None:
    table = market_of().site.log.table(AssetListed)
    listed = zip(table["asset"].tolist(), table["use"].tolist(), table["liquidation_threshold"].tolist(), strict=True)
    assert list(listed) == [
        ("ETH", "collateral", 0.83),
        ("BTC", "collateral", 0.75),
        ("USDC", "debt", 0.0),
        ("pool:USDC", "receipt", 0.0),
    ]
