"""Receipts of one pool as collateral of the next, and losses that travel with them."""

import numpy as np
import pytest

from firesale.market.actions import Liquidate
from tests.market.venues.chain import BORROWER, LAST, LIQUIDATOR, MIDDLE, chain, seize_all
from tests.markets import give, held, pool_of, refusals, set_price


def test_receipts_are_ordinary_assets_and_can_be_pledged_elsewhere() -> None:
    market = chain()
    assert held(market, MIDDLE, "A:USDC") == 0.0
    assert market.health_of(MIDDLE, "B") == pytest.approx(10_000.0 * 0.9 / 6000.0)
    assert market.health_of(LAST, "C") == pytest.approx(10_000.0 * 0.9 / 5000.0)
    market.check()
    market.audit()


def test_interest_on_the_underlying_pool_makes_its_receipts_better_collateral() -> None:
    market = chain()
    market.accrue(365 * 86_400.0)
    pool = pool_of(market, "A")
    assert pool_of(market, "B").positions.collateral_prices().tolist() == [float(pool.reserves.supply_index[0])]
    assert float(pool.reserves.supply_index[0]) > 1.03


def test_a_loss_of_one_pool_lowers_its_receipts_and_the_health_of_the_next() -> None:
    """ETH falls to 1000: A's only borrower pays 6000 of 9000, and its lenders keep 7000 of 10,000."""
    market = chain()
    set_price(market, "ETH", 1000.0)
    before = market.health_of(MIDDLE, "B")
    assert before == pytest.approx(10_000.0 * 0.9 / 3000.0)
    seize_all(market, "A", BORROWER, "ETH", "USDC")
    assert pool_of(market, "A").reserves.supply_index.tolist() == [pytest.approx(0.7)]
    assert market.health_of(MIDDLE, "B") == pytest.approx(0.7 * before)
    assert pool_of(market, "B").positions.collateral_prices().tolist() == [pytest.approx(0.7)]


def test_losses_pass_from_pool_to_pool() -> None:
    """A's lenders lose 30 %; B's borrower is then closed at a dear ETH, B's lenders lose, and C's collateral is worth less."""
    market = chain()
    set_price(market, "ETH", 1000.0)
    seize_all(market, "A", BORROWER, "ETH", "USDC")
    set_price(market, "ETH", 3000.0)  # 7000 of receipts against 9000 of debt
    give(market, LIQUIDATOR, "ETH", 10.0)
    seize_all(market, "B", MIDDLE, "A:USDC", "ETH")
    kept = (5.0 - (3.0 - 7000.0 / 3000.0)) / 5.0
    assert pool_of(market, "B").reserves.supply_index.tolist() == [pytest.approx(kept)]
    assert market.health_of(LAST, "C") == pytest.approx(5.0 * kept * 3000.0 * 0.9 / 5000.0)
    assert held(market, LIQUIDATOR, "A:USDC") == pytest.approx(10_000.0)


def test_who_watches_the_next_pool_sees_the_loss_coming_though_nobody_has_valued_anything_since() -> None:
    """A's receipts are worth 0.7: 7000 against 3 ETH at 3000. What is missing is 2000 of B's 5 ETH."""
    market = chain()
    market.record()
    set_price(market, "ETH", 1000.0)
    seize_all(market, "A", BORROWER, "ETH", "USDC")
    set_price(market, "ETH", 3000.0)
    view = market.view(market.look(), np.array([LAST]), {})
    assert view.loss_share("B", "ETH") == pytest.approx(2000.0 / 3000.0 / 5.0)
    assert view.one(0).loss_share("B", "ETH") == pytest.approx(2000.0 / 3000.0 / 5.0)


def test_a_receipt_of_a_pool_that_lost_everything_is_worthless_and_its_holder_stays_on_the_list() -> None:
    market = chain()
    pool_of(market, "A").reserves.supply_index[0] = 0.0
    for _ in range(3):
        assert pool_of(market, "B").public_quote().unsafe.account.tolist() == [MIDDLE]
    give(market, LIQUIDATOR, "ETH", 10.0)
    order = Liquidate(account=LIQUIDATOR, venue="B", borrower=MIDDLE, collateral="A:USDC", debt="ETH", repayment=1e9)
    assert refusals(market, order) == []
    assert pool_of(market, "B").reserves.deficit.tolist() == [3.0]
    assert held(market, LIQUIDATOR, "ETH") == 10.0


def test_the_wealth_of_all_is_what_there_is_of_base_assets() -> None:
    market = chain()
    everybody = float(market.wealth().sum())
    assert everybody == pytest.approx(1_030_000.0 + 11.0 * 2000.0)
    market.accrue(30 * 86_400.0)
    kept = sum(  # by the pools, for themselves
        (pool.reserves.surplus(0) + float(pool.reserves.protocol_claims[0] * pool.reserves.supply_index[0]))
        * float(market.site.assets.values[pool.reserves.columns[0]])
        for pool in (pool_of(market, name) for name in "ABC")
    )
    assert float(market.wealth().sum()) + kept == pytest.approx(everybody)
