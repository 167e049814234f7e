import numpy as np
import pytest

from firesale.agents.leveraged_trader.target_leverage import TargetLeverage
from firesale.market.actions import Bundle, FlashLoan, Motive, Swap
from tests.agents.playing import (
    cohort_of,
    decide,
    lend,
    leverage_of,
    market_of,
    open_position,
    play,
    position_of,
)
from tests.markets import held, set_price

PLAIN = TargetLeverage("pool", "ETH", "USDC", "deep", target=3.0, tolerance=0.1)


def test_within_its_tolerance_it_does_nothing() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 30.0, 40_000.0)  # 60,000 against 40,000: leverage 3
    cohort = cohort_of(PLAIN, 1)
    assert decide(market, cohort) == []
    set_price(market, "ETH", 1950.0)  # 58,500 - 40,000 = 18,500: 3.16
    assert decide(market, cohort) == []


def test_after_a_fall_it_sells_back_to_its_target() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 30.0, 40_000.0)
    set_price(market, "ETH", 1900.0)  # 57,000 - 40,000 = 17,000: 3.353; 17,000 x 3 = 51,000, so 6,000 are sold
    cohort = cohort_of(PLAIN, 1)
    (sale,) = decide(market, cohort)
    assert isinstance(sale, Bundle)
    assert [type(leg).__name__ for leg in sale.legs] == ["WithdrawCollateral", "Swap", "Repay"]
    assert play(market, cohort) == []
    assert position_of(market, 0) == pytest.approx((30.0 - 6_000.0 / 1900.0, 34_000.0))
    assert leverage_of(market, 0, 1900.0) == pytest.approx(3.0)
    assert held(market, 0, "USDC") == pytest.approx(0.0)


def test_after_a_rise_it_borrows_and_buys_back_to_its_target() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 30.0, 40_000.0)
    set_price(market, "ETH", 2200.0)  # 66,000 - 40,000 = 26,000: 2.538; 78,000 wanted, so 12,000 are bought
    assert play(market, cohort_of(PLAIN, 1)) == []
    assert position_of(market, 0) == pytest.approx((30.0 + 12_000.0 / 2200.0, 52_000.0))
    assert leverage_of(market, 0, 2200.0) == pytest.approx(3.0)


def test_its_sales_are_marked_as_deleveraging_and_its_purchases_as_leverage() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 30.0, 45_000.0)
    open_position(market, 1, 30.0, 20_000.0)
    down, up = decide(market, cohort_of(PLAIN, 2))
    assert isinstance(down, Bundle)
    assert isinstance(up, Bundle)
    assert {down.motive, *(leg.motive for leg in down.legs)} == {Motive.DELEVERAGE}
    assert {up.motive, *(leg.motive for leg in up.legs)} == {Motive.LEVERAGE}


def test_many_accounts_act_in_one_bundle_each_to_its_own_target() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    for account in range(3):
        open_position(market, account, 30.0, 40_000.0)
    targets = np.array([2.5, 2.6, 3.0])
    cohort = cohort_of(TargetLeverage("pool", "ETH", "USDC", "deep", target=targets, tolerance=0.1), 3)
    (sale,) = decide(market, cohort)
    assert isinstance(sale, Bundle)
    assert np.asarray(sale.account).tolist() == [0, 1]
    assert play(market, cohort) == []
    assert [leverage_of(market, account, 2000.0) for account in range(3)] == pytest.approx([2.5, 2.6, 3.0])


def test_close_to_its_threshold_it_repays_with_a_flash_loan_first() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 30.0, 40_000.0)
    set_price(
        market, "ETH", 1620.0
    )  # 48,600, health 1.008: 0.25 ETH can be taken out, and 48,600 - 3 x 8,600 = 22,800 must go
    cohort = cohort_of(PLAIN, 1)
    (bundle,) = decide(market, cohort)
    assert isinstance(bundle, Bundle)
    loan = bundle.legs[0]
    assert isinstance(loan, FlashLoan)
    assert loan.amount == pytest.approx(22_800.0 * 0.95 / 1.0005)
    assert play(market, cohort) == []
    # The whole sale repaid debt, less the fee of the loan.
    fee = 0.0005 * 22_800.0 * 0.95 / 1.0005
    assert position_of(market, 0) == pytest.approx((30.0 - 22_800.0 / 1620.0, 17_200.0 + fee))
    assert held(market, 0, "USDC") == pytest.approx(0.0, abs=1e-9)


def test_without_flash_loans_it_sells_what_it_can_take_out_first() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 30.0, 40_000.0)
    set_price(market, "ETH", 1620.0)
    assert play(market, cohort_of(TargetLeverage("pool", "ETH", "USDC", "deep", flash_loans=False), 1)) == []
    free = 30.0 - 40_000.0 / (0.83 * 1620.0)
    assert position_of(market, 0) == pytest.approx((30.0 - free, 40_000.0 - free * 1620.0))


def test_an_unsafe_position_that_can_be_restored_is_restored() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 30.0, 40_000.0)
    set_price(market, "ETH", 1560.0)  # health 0.97
    assert play(market, cohort_of(PLAIN, 1)) == []
    assert leverage_of(market, 0, 1560.0) == pytest.approx(3.0, rel=0.01)  # but for the fee of the loan


def test_without_cash_in_the_pool_it_sells_what_it_can_take_out() -> None:
    market = market_of()
    lend(market, 9, 40_000.0)
    open_position(market, 0, 30.0, 40_000.0)
    set_price(market, "ETH", 1620.0)
    assert play(market, cohort_of(PLAIN, 1)) == []
    ether, owed = position_of(market, 0)
    free = 30.0 - 40_000.0 / (0.83 * 1620.0)
    assert ether == pytest.approx(30.0 - free, rel=1e-6)
    assert owed == pytest.approx(40_000.0 - free * 1620.0, rel=1e-6)


def test_a_position_worth_less_than_its_debt_is_left_alone() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 30.0, 40_000.0)
    set_price(market, "ETH", 1300.0)
    assert decide(market, cohort_of(PLAIN, 1)) == []


def test_it_borrows_no_more_than_the_pool_lends_against_what_is_pledged() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 30.0, 40_000.0)
    cohort = cohort_of(TargetLeverage("pool", "ETH", "USDC", "deep", target=4.5, tolerance=0.1), 1)
    assert play(market, cohort) == []
    assert position_of(market, 0) == pytest.approx((34.0, 48_000.0))  # 0.8 x 60,000
    assert play(market, cohort, 2) == []
    assert position_of(market, 0) == pytest.approx((37.2, 54_400.0))  # 0.8 x 68,000: leverage 3.72
    assert play(market, cohort, 3) == []
    assert leverage_of(market, 0, 2000.0) == pytest.approx(
        79_520.0 / 20_000.0
    )  # 0.8 x 74,400 owed: within 10 % of 4.5 is 4.05
    assert play(market, cohort, 4) == []
    assert leverage_of(market, 0, 2000.0) == pytest.approx(83_616.0 / 20_000.0)
    assert decide(market, cohort, 5) == []


def test_a_target_that_the_pool_does_not_lend_for_ends_at_its_limit_without_refusals() -> None:
    market = market_of()
    lend(market, 9, 1e7)
    open_position(market, 0, 30.0, 40_000.0)
    cohort = cohort_of(TargetLeverage("pool", "ETH", "USDC", "deep", target=20.0), 1)
    for moment in range(1, 200):
        assert play(market, cohort, moment) == []
    assert leverage_of(market, 0, 2000.0) == pytest.approx(5.0, rel=1e-4)
    assert decide(market, cohort, 200) == []


def test_a_price_worse_than_its_slippage_is_refused() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 300.0, 400_000.0)
    set_price(market, "ETH", 1800.0)
    careful = TargetLeverage("pool", "ETH", "USDC", "book", target=3.0, slippage=0.0001)  # the book's fee is 0.001
    assert play(market, cohort_of(careful, 1)) == ["less than the least amount asked for"]
    assert position_of(market, 0) == pytest.approx((300.0, 400_000.0))


def test_the_fee_of_the_exchange_is_counted_in() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 3.0, 4_000.0)
    set_price(market, "ETH", 1900.0)
    cohort = cohort_of(TargetLeverage("pool", "ETH", "USDC", "book"), 1)
    (sale,) = decide(market, cohort)
    assert isinstance(sale, Bundle)
    swap = sale.legs[1]
    assert isinstance(swap, Swap)
    # s = (4000 - 2/3 x 5700) / (0.999 - 2/3) = 200 / 0.332333 = 601.805
    assert np.asarray(swap.amount_in) * 1900.0 == pytest.approx([601.80542])
    assert np.asarray(swap.min_amount_out) == pytest.approx([601.80542 * 0.95])
    assert play(market, cohort) == []
    assert leverage_of(market, 0, 1900.0) == pytest.approx(3.0, rel=1e-4)  # the book moves by 0.0006 %


def test_the_priority_fee_is_paid_once_per_bundle() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 30.0, 40_000.0)
    set_price(market, "ETH", 1900.0)
    hasty = TargetLeverage("pool", "ETH", "USDC", "deep", priority_fee=5.0)
    assert play(market, cohort_of(hasty, 1)) == ["the account does not hold enough"]
    market.site.ledger.mint(0, 0, 20.0)
    assert play(market, cohort_of(hasty, 1), 2) == []
    assert held(market, 0, "USDC") == pytest.approx(15.0)
