"""The phases of a step on a small market, wealth, and the conservation of the whole."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import AddLiquidity, Borrow, Liquidate, PostCollateral, Supply, Swap
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.errors import BrokenInvariantError
from firesale.market.events import GroupRecorded, PositionsRecorded, PriceQuoted, ReserveRecorded, WealthRecorded
from firesale.market.market import Market
from tests.markets import POOL, VENUES, give, pool_of, refusals, set_price, small_market

YEAR = 365 * 86_400.0


def market_of() -> Market:
    """0 lends, 1 borrows, 2 provides liquidity, 3 trades and liquidates."""
    venues = {"swap": VENUES["swap"], "book": VENUES["book"], "pool": replace(POOL, backstops=(Socialisation(),))}
    market = small_market(4, venues=venues)
    give(market, 0, "USDC", 10_000.0)
    give(market, 1, "ETH", 2.0)
    give(market, 2, "ETH", 5.0)
    give(market, 2, "USDC", 10_000.0)
    give(market, 3, "USDC", 50_000.0)
    assert (
        refusals(
            market,
            Supply(account=0, venue="pool", asset="USDC", amount=10_000.0),
            PostCollateral(account=1, venue="pool", asset="ETH", amount=2.0),
            Borrow(account=1, venue="pool", asset="USDC", amount=3000.0),
            AddLiquidity(account=2, venue="swap", base_amount=5.0, quote_amount=10_000.0),
        )
        == []
    )
    return market


def test_wealth_is_what_is_held_and_what_is_inside_venues_at_fundamental_prices() -> None:
    market = market_of()
    assert market.wealth() == pytest.approx([10_000.0, 4000.0, 20_000.0, 50_000.0])
    set_price(market, "ETH", 3000.0)
    assert market.wealth() == pytest.approx([10_000.0, 6000.0, 25_000.0, 50_000.0])
    assert [market.wealth_of(account) for account in range(4)] == pytest.approx(market.wealth())


def test_the_wealth_of_one_is_up_to_date_after_a_trade() -> None:
    """A swap pays a fee to the holder of shares; nobody has recorded anything since."""
    market = market_of()
    before = market.wealth_of(2)
    refusals(market, Swap(account=3, venue="swap", asset_in="USDC", asset_out="ETH", amount_in=50_000.0))
    refusals(market, Swap(account=3, venue="swap", asset_in="ETH", asset_out="USDC", amount_in=24.0))
    one = market.wealth_of(2)
    assert one > before
    assert one == pytest.approx(float(market.wealth()[2]))


def test_interest_moves_wealth_from_borrower_to_lender() -> None:
    market = market_of()
    market.accrue(YEAR)
    paid = 4000.0 - float(market.wealth()[1])
    earned = float(market.wealth()[0]) - 10_000.0
    assert paid == pytest.approx(3000.0 * (0.05 + 0.05**2 / 2 + 0.05**3 / 6))
    assert earned == pytest.approx(0.05 * 0.3 * 0.9 * 10_000.0)
    market.check()


def test_a_loss_is_absorbed_by_whom_the_backstops_name() -> None:
    market = market_of()
    set_price(market, "ETH", 1050.0)
    order = Liquidate(account=3, venue="pool", borrower=1, collateral="ETH", debt="USDC", repayment=1e6)
    assert refusals(market, order) == []
    deficit = float(pool_of(market).reserves.deficit[0])
    assert deficit == pytest.approx(3000.0 - 2.0 * 1050.0 / 1.05)
    assert market.wealth()[0] == pytest.approx(10_000.0 - deficit)  # at fair value it is lost already
    market.absorb()
    assert float(pool_of(market).reserves.deficit[0]) == 0.0
    assert market.wealth()[0] == pytest.approx(10_000.0 - deficit)
    market.check()
    market.audit()


def test_prices_move_books_relax_and_the_check_clears_the_journal() -> None:
    market = market_of()
    give(market, 3, "ETH", 100.0)
    refusals(market, Swap(account=3, venue="book", asset_in="ETH", asset_out="USDC", amount_in=100.0))
    low = market.venues["book"].curve().price  # type: ignore[attr-defined]
    market.move_prices(np.array([1.0, 2000.0, 30_000.0]), 3600.0)
    assert low < market.venues["book"].curve().price < 2000.0  # type: ignore[attr-defined]
    market.check()
    assert market.site.journal.mark() == 0


def test_venues_groups_and_wealth_are_recorded() -> None:
    market = market_of()
    market.record()
    market.record_wealth()
    tables = market.site.log.tables()
    assert tables[PriceQuoted.__name__]["venue"].tolist() == ["swap", "book"]
    reserve = tables[ReserveRecorded.__name__]
    columns = ("cash", "debt", "deposits", "deficit", "utilisation", "borrow_rate", "price")
    assert [float(reserve[name][0]) for name in columns] == [7000.0, 3000.0, 10_000.0, 0.0, 0.3, 0.05, 1.0]
    assert tables[PositionsRecorded.__name__]["debt_value"].tolist() == [3000.0]
    assert tables[GroupRecorded.__name__]["wealth"].tolist() == [pytest.approx(84_000.0)]
    assert tables[WealthRecorded.__name__]["account"].tolist() == [0, 1, 2, 3]


def test_health_of_an_account_without_a_position_is_infinite() -> None:
    market = market_of()
    assert market.health_of(3, "pool") == float("inf")
    assert market.health_of(1, "pool") == pytest.approx(4000.0 * 0.83 / 3000.0)


# --- conservation of the whole ----------------------------------------------------------------------------------------


def totals(market: Market) -> list[float]:
    """Units of each base asset, wherever they are."""
    return [float(column) for column in market.site.ledger.balances[:, :3].sum(axis=0)]


def test_no_phase_creates_or_loses_a_unit_of_a_base_asset() -> None:
    market = market_of()
    before = totals(market)
    for price in (2100.0, 1700.0, 1200.0, 900.0):
        set_price(market, "ETH", price)
        market.accrue(86_400.0)
        refusals(
            market,
            Swap(account=3, venue="swap", asset_in="USDC", asset_out="ETH", amount_in=1000.0),
            Swap(account=3, venue="book", asset_in="ETH", asset_out="USDC", amount_in=0.2),
            Liquidate(account=3, venue="pool", borrower=1, collateral="ETH", debt="USDC", repayment=500.0),
        )
        market.absorb()
        market.check()
        market.audit()
    assert totals(market) == pytest.approx(before, rel=1e-12)


@pytest.mark.parametrize("amount", [1.0, -1.0, float("nan")])
@pytest.mark.parametrize("asset", ["USDC", "ETH", "pool:USDC", "swap:shares"])
def test_a_unit_that_appears_or_disappears_anywhere_stops_the_run(asset: str, amount: float) -> None:
    venues = {"swap": VENUES["swap"], "pool": POOL}
    market = small_market(3, venues=venues)
    column = market.site.assets.column[asset]
    give(market, 2, asset, 5.0)
    market.audit()
    market.site.ledger.balances[2, column] += amount
    with pytest.raises(BrokenInvariantError):
        market.audit()


def test_what_a_step_writes_past_the_ledger_is_found_at_its_end() -> None:
    market = market_of()
    market.check()
    market.site.journal.write(market.site.ledger, "balances", (3, 1), 12.0)
    with pytest.raises(BrokenInvariantError, match="conservation broken for asset 1"):
        market.check()
