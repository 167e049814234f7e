"""A position of 1 ETH and 1000 USDC of debt, unsafe below 1204.8; bonus 5 %, protocol fee 10 % of it, whole debt at once."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Liquidate
from firesale.market.events import BadDebtRealised, Liquidated
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.market import Market
from firesale.market.venues.liquidation_desk import LiquidationDesk
from tests.markets import POOL, give, held, pool_of, refusals, set_price, small_market

LIQUIDATOR = 5
FREE = FixedSpread(np.array([0.05, 0.05]), full_close_value=1e9, dust_value=0.0)


def market_of(
    n: int = 1, rule: FixedSpread = FREE, price: float = 1200.0, debts: tuple[str, ...] = ("USDC",), players: int = 8
) -> Market:
    terms = replace(POOL, liquidation=rule, debt=debts, rates=POOL.rates * len(debts), reserve_factor=np.array(0.1),
                    supply_cap=np.array(np.inf), borrow_cap=np.array(np.inf))  # fmt: skip
    market = small_market(players, venues={"pool": terms})
    pool = pool_of(market)
    give(market, pool.reserves.account, "USDC", 1e5)
    give(market, pool.reserves.account, "BTC", 10.0)
    give(market, LIQUIDATOR, "USDC", 1e5)
    for account in range(n):
        give(market, account, "ETH", 1.0)
    debt = np.zeros((n, len(debts)))
    debt[:, 0] = 1000.0
    pool.borrowers.place(np.arange(n), np.tile([1.0, 0.0], (n, 1)), debt, "opening")
    set_price(market, "ETH", price)
    return market


def close(
    borrower: object = 0, repayment: object = 1e6, account: object = LIQUIDATOR, collateral: str = "ETH"
) -> Liquidate:
    return Liquidate(
        account=account,  # type: ignore[arg-type]
        venue="pool",
        borrower=borrower,  # type: ignore[arg-type]
        collateral=collateral,
        debt="USDC",
        repayment=repayment,  # type: ignore[arg-type]
    )


def test_debt_is_repaid_and_collateral_goes_to_the_liquidator_and_the_treasury() -> None:
    market = market_of()
    assert refusals(market, close(repayment=500.0)) == []
    seized = 500.0 / 1200.0 * 1.05
    fee = 0.1 * (seized - 500.0 / 1200.0)
    assert held(market, LIQUIDATOR, "USDC") == 1e5 - 500.0
    assert held(market, LIQUIDATOR, "ETH") == pytest.approx(seized - fee)
    desk = pool_of(market).liquidators
    assert isinstance(desk, LiquidationDesk)
    assert held(market, desk.treasury, "ETH") == pytest.approx(fee)
    position = pool_of(market).positions.at(np.array([0]))
    assert (position.debt[0, 0], position.collateral[0, 0]) == pytest.approx((500.0, 1.0 - seized))
    market.check()
    market.audit()


def test_the_event_tells_prices_and_health_before_and_after() -> None:
    market = market_of()
    refusals(market, close(repayment=500.0))
    table = {name: column.tolist() for name, column in market.site.log.table(Liquidated).items()}
    seized = 500.0 / 1200.0 * 1.05
    assert (table["account"], table["borrower"], table["collateral_price"]) == ([LIQUIDATOR], [0], [1200.0])
    assert table["health_before"] == pytest.approx([0.996])
    assert table["health_after"] == pytest.approx([(1.0 - seized) * 1200.0 * 0.83 / 500.0])
    assert table["seized"] == pytest.approx([seized])


def test_a_safe_position_is_not_liquidated_not_even_on_the_edge() -> None:
    market = market_of(price=1000.0 / 0.83)
    set_price(market, "ETH", np.nextafter(1000.0 / 0.83, 2e3))
    assert market.health_of(0, "pool") >= 1.0
    assert refusals(market, close()) == ["the position is safe"]


def test_debt_without_collateral_is_written_off_at_once() -> None:
    market = market_of(price=840.0)
    assert refusals(market, close()) == []
    repaid = 840.0 / 1.05
    table = market.site.log.table(BadDebtRealised)
    assert (table["borrower"].tolist(), table["amount"].tolist()) == ([0], [pytest.approx(1000.0 - repaid)])
    assert pool_of(market).reserves.deficit.tolist() == [pytest.approx(1000.0 - repaid)]
    assert market.health_of(0, "pool") == float("inf")
    assert pool_of(market).reserves.debt(0) == pytest.approx(0.0, abs=1e-9)


def test_debts_of_every_asset_are_written_off() -> None:
    market = market_of(debts=("USDC", "BTC"))
    pool = pool_of(market)
    pool.borrowers._lend(np.array([0]), np.array([0]), 1, np.array([0.01]))
    set_price(market, "ETH", 500.0)
    assert refusals(market, close()) == []
    table = market.site.log.table(BadDebtRealised)
    assert table["asset"].tolist() == ["USDC", "BTC"]
    assert table["amount"].tolist() == pytest.approx([1000.0 - 500.0 / 1.05, 0.01])
    assert pool.reserves.deficit.tolist() == pytest.approx([1000.0 - 500.0 / 1.05, 0.01])


def test_worthless_collateral_is_seized_for_nothing_and_the_debt_is_written_off() -> None:
    market = market_of()
    market.site.assets.values[1] = 0.0
    market.report_prices()
    assert refusals(market, close()) == []
    assert pool_of(market).reserves.deficit.tolist() == [1000.0]


def test_several_borrowers_are_liquidated_in_one_action_by_one_or_by_several() -> None:
    market = market_of(4)
    assert refusals(market, close([0, 1], [500.0, 1e6])) == []
    give(market, 6, "USDC", 1000.0)
    assert refusals(market, close([2, 3], 500.0, [LIQUIDATOR, 6])) == []
    table = market.site.log.table(Liquidated)
    assert table["account"].tolist() == [LIQUIDATOR, LIQUIDATOR, LIQUIDATOR, 6]
    assert table["repaid"].tolist() == pytest.approx([500.0, 1000.0, 500.0, 500.0])
    market.check()
    market.audit()


def test_who_wants_one_borrower_twice_gets_him_twice_as_long_as_he_is_unsafe() -> None:
    market = market_of(price=1100.0)
    assert refusals(market, close([0, 0, 0], 100.0)) == []
    assert len(market.site.log.table(Liquidated)["repaid"]) == 3
    assert refusals(market, close([0, 0], [700.0, 1.0])) == ["the position is safe"]  # the first closed it


def test_a_liquidator_who_can_pay_for_one_of_two_gets_one() -> None:
    market = market_of(2)
    give(market, 6, "USDC", 1500.0)
    assert refusals(market, close([0, 1], 1e6, 6)) == ["the account does not hold enough"]
    assert held(market, 6, "USDC") == pytest.approx(500.0)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (close(7), "no such position"),
        (close(77), "unknown account"),
        (close(-1), "unknown account"),
        (close(collateral="BTC"), "no such position"),
        (close(collateral="DOGE"), "the venue does not list this asset"),
        (close(account=6), "the account does not hold enough"),
        (close(repayment=float("nan")), "amount is not a finite number"),
    ],
)
def test_what_cannot_be_liquidated_is_refused(order: Liquidate, reason: str) -> None:
    assert refusals(market_of(), order) == [reason]


def test_leaving_dust_is_refused() -> None:
    rule = FixedSpread(np.array([0.05, 0.05]), full_close_value=1e9, dust_value=300.0)
    market = market_of(rule=rule)
    assert refusals(market, close(repayment=750.0)) == ["would leave dust"]
    assert refusals(market, close(repayment=600.0)) == []


def test_debts_that_are_liquidated_in_full_are_gone_whatever_the_rounding() -> None:
    """Scaled by an index, repaid in units, scaled back: of one number in four a crumb would be left, or less than nothing."""
    n = 60
    market = market_of(n, players=n + 1)
    pool, liquidator = pool_of(market), n
    give(market, liquidator, "USDC", 1e6)
    scaled = np.random.default_rng(3).uniform(900.0, 1100.0, n)
    pool.book.set_debt(np.arange(n), 0, scaled)
    market.accrue(3 * 365 * 86_400.0)  # debts grow by 16 %
    set_price(market, "ETH", 1360.0)
    assert set(refusals(market, close(np.arange(n), 1e6, liquidator))) <= {"the position is safe"}
    done = market.site.log.table(Liquidated)["borrower"]
    assert len(done) > 20
    assert not pool.book.debt[done].any()
    assert not pool.reserves.deficit.any()
    market.audit()
