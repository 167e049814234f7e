"""The edge from A to B is knocked out: B values A's receipts as if A's lenders had never lost. The receipts stay what they are."""

import numpy as np
import pytest

from firesale.market.actions import Liquidate, Withdraw, WithdrawCollateral
from firesale.market.events import AssetListed
from firesale.market.market import Market
from tests.market.venues.chain import BORROWER, LAST, LIQUIDATOR, MIDDLE, chain, seize_all
from tests.markets import give, held, pool_of, refusals, set_price

YEAR = 365 * 86_400.0
CUT = frozenset({("A:USDC", "B")})
CLOSE = Liquidate(account=LIQUIDATOR, venue="B", borrower=MIDDLE, collateral="A:USDC", debt="ETH", repayment=1e9)


def after_the_loss(loss_free: frozenset[tuple[str, str]] = CUT) -> Market:
    """ETH falls to 1000, A's borrower pays 6000 of 9000, and A's lenders keep 7000 of 10,000."""
    market = chain(loss_free)
    set_price(market, "ETH", 1000.0)
    seize_all(market, "A", BORROWER, "ETH", "USDC")
    return market


def belongs_to_somebody(market: Market) -> float:
    """Wealth of all players and what the pools keep for themselves, numeraire."""
    kept = 0.0
    for pool in (pool_of(market, name) for name in "ABC"):
        reserves = pool.reserves
        own = reserves.surplus(0) + float(reserves.protocol_claims[0] * reserves.supply_index[0])
        kept += own * float(market.site.assets.values[reserves.columns[0]])
    return float(market.wealth().sum()) + kept


def test_the_loss_does_not_reach_the_price_in_the_next_pool() -> None:
    market = after_the_loss()
    assert pool_of(market, "A").reserves.supply_index.tolist() == [pytest.approx(0.7)]
    assert pool_of(market, "B").positions.collateral_prices().tolist() == [1.0]
    assert after_the_loss(frozenset()).venues["B"].positions.collateral_prices().tolist() == [pytest.approx(0.7)]  # type: ignore[attr-defined]


def test_whoever_looks_at_the_pool_sees_one_price() -> None:
    market = after_the_loss()
    assert market.look().credit("B").collateral_price.tolist() == [1.0]
    view = market.view(market.look(), np.array([MIDDLE]), {})
    assert view.position("B").health.tolist() == [pytest.approx(10_000.0 * 0.9 / 3000.0)]
    assert market.health_of(MIDDLE, "B") == pytest.approx(3.0)


def test_nobody_is_unsafe_for_the_loss_alone() -> None:
    """At 2900 the debt of 3 ETH is worth 8700: too much for 7000 of claims, not for 10,000."""
    market, usual = after_the_loss(), after_the_loss(frozenset())
    for one in (market, usual):
        set_price(one, "ETH", 2900.0)
        give(one, LIQUIDATOR, "ETH", 10.0)
    assert usual.look().credit("B").unsafe.account.tolist() == [MIDDLE]
    assert market.look().credit("B").unsafe.account.tolist() == []
    assert refusals(market, CLOSE) == ["the position is safe"]
    assert refusals(usual, CLOSE) == []


def test_who_is_unsafe_all_the_same_is_liquidated_at_the_price_without_the_loss() -> None:
    """At 3400 the debt is worth 10,200: the liquidator gives 10,000 for receipts that redeem for 7000."""
    market = after_the_loss()
    set_price(market, "ETH", 3400.0)
    cash = held(market, LIQUIDATOR, "ETH")
    assert refusals(market, CLOSE) == []
    assert cash - held(market, LIQUIDATOR, "ETH") == pytest.approx(10_000.0 / 3400.0)
    receipts = held(market, LIQUIDATOR, "A:USDC")
    before = held(market, LIQUIDATOR, "USDC")
    assert refusals(market, Withdraw(account=LIQUIDATOR, venue="A", asset="USDC", receipts=receipts)) == []
    assert held(market, LIQUIDATOR, "USDC") - before == pytest.approx(7000.0)
    market.check()
    market.audit()


def test_interest_still_reaches_the_next_pool() -> None:
    """No loss yet: the index is that of the claim itself, to the last bit. After it, both earn the same."""
    market = chain(CUT)
    market.accrue(YEAR)
    reserves = pool_of(market, "A").reserves
    assert reserves.loss_free_index.tolist() == reserves.supply_index.tolist()
    before = float(reserves.supply_index[0])
    assert before > 1.03
    assert pool_of(market, "B").positions.collateral_prices().tolist() == [before]
    set_price(market, "ETH", 1000.0)
    seize_all(market, "A", BORROWER, "ETH", "USDC")
    assert reserves.loss_free_index.tolist() == [before]
    share = float(reserves.supply_index[0]) / before
    assert share < 0.75
    market.accrue(YEAR)
    assert float(reserves.supply_index[0] / reserves.loss_free_index[0]) == pytest.approx(share)


def test_a_second_loss_is_left_out_too_and_one_of_everything() -> None:
    market = after_the_loss()
    reserves = pool_of(market, "A").reserves
    reserves.supply_index[0] = 0.0
    assert pool_of(market, "B").positions.collateral_prices().tolist() == [1.0]
    assert pool_of(market, "B").public_quote().unsafe.account.tolist() == []


def test_the_further_edge_stays_as_it_is() -> None:
    """B's lenders lose nothing, so C's collateral is worth what it was in ETH."""
    market = after_the_loss()
    assert pool_of(market, "C").positions.collateral_prices().tolist() == [1000.0]
    assert market.health_of(LAST, "C") == pytest.approx(5.0 * 1000.0 * 0.9 / 5000.0)


def test_the_collateral_that_is_taken_back_is_the_claim_that_it_is() -> None:
    """Half of 10,000 is enough for 3 ETH at 1000 at the price without the loss; it redeems for 3500."""
    market = after_the_loss()
    order = WithdrawCollateral(account=MIDDLE, venue="B", asset="A:USDC", amount=5000.0)
    assert refusals(market, order) == []
    assert refusals(market, Withdraw(account=MIDDLE, venue="A", asset="USDC", receipts=5000.0)) == []
    assert held(market, MIDDLE, "USDC") == pytest.approx(3500.0)


@pytest.mark.parametrize("price", [1000.0, 3000.0, 5000.0])
def test_wealth_is_that_of_the_claims_as_they_are_and_nothing_is_lost_or_won(price: float) -> None:
    """ETH at 3000: MIDDLE owes 9000 against 7000 and has nothing; what is missing is B's lenders' loss, seen or not."""
    market, usual = after_the_loss(), after_the_loss(frozenset())
    for one in (market, usual):
        set_price(one, "ETH", price)
        one.wealth()  # claims on claims are valued in one pass, in the order in which pools were opened
    assert np.array_equal(market.wealth(), usual.wealth())
    assert belongs_to_somebody(market) == pytest.approx(1_030_000.0 + 11.0 * price)
    market.check()
    market.audit()


def test_lenders_of_the_next_pool_do_not_see_the_loss_but_their_claims_bear_it() -> None:
    """7000 against 9000: of 15,000 that B's lenders claim, 2000 are uncovered. At the price without the loss nothing is."""
    market = after_the_loss()
    set_price(market, "ETH", 3000.0)
    view = market.view(market.look(), np.array([LAST]), {})
    assert view.loss_share("B", "ETH") == 0.0
    pool = pool_of(market, "B")
    assert pool.loss_share("ETH") == pytest.approx(2000.0 / 15_000.0)
    assert pool.claim_value("B:ETH") == pytest.approx(3000.0 * 13.0 / 15.0)


def test_the_event_log_says_so() -> None:
    table = chain(CUT).site.log.table(AssetListed)
    rows = zip(*(table[name].tolist() for name in ("venue", "asset", "use", "underlying")), strict=True)
    assert [row for row in rows if row[2] == "loss-free"] == [("B", "A:USDC", "loss-free", "USDC")]
    assert "loss-free" not in chain().site.log.table(AssetListed)["use"].tolist()
