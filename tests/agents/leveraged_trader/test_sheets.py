import numpy as np
import pytest

from firesale.agents.leveraged_trader.hold import Hold
from firesale.agents.leveraged_trader.sheets import BalanceSheets, balance_sheets
from firesale.market.market import Market
from tests.agents.playing import lend, market_of, open_position
from tests.markets import give, pool_of


def sheets_of(market: Market, size: int) -> BalanceSheets:
    view = market.view(market.look(), np.arange(size), {})
    return balance_sheets(view, Hold("pool", "ETH", "USDC", "deep"))


def test_a_debt_of_half_the_collateral_leaves_39_percent_to_withdraw_and_30_percent_to_borrow() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 10_000.0)
    sheets = sheets_of(market, 1)
    assert sheets.loan_to_value == pytest.approx([0.5])
    assert sheets.threshold == pytest.approx([0.83])
    assert sheets.withdrawable == pytest.approx([10.0 * (1.0 - 0.5 / 0.83)])
    assert sheets.borrowable() == pytest.approx([6_000.0])
    assert sheets.at_health(1.25) == pytest.approx([0.664])


def test_a_debt_free_position_has_the_threshold_of_its_collateral() -> None:
    market = market_of()
    open_position(market, 0, 10.0, 0.0)
    sheets = sheets_of(market, 1)
    assert sheets.threshold == pytest.approx([0.83])
    assert sheets.borrowable() == pytest.approx([16_000.0])


def test_an_account_without_a_position_has_nothing_and_raises_no_warning() -> None:
    market = market_of()
    sheets = sheets_of(market, 2)
    assert sheets.pledged.tolist() == [False, False]
    assert sheets.threshold.tolist() == [0.0, 0.0]
    assert sheets.withdrawable.tolist() == [0.0, 0.0]
    assert sheets.borrowable().tolist() == [0.0, 0.0]


def test_other_collateral_counts_for_what_may_be_borrowed() -> None:
    market = market_of()
    give(market, 0, "ETH", 10.0)
    give(market, 0, "BTC", 1.0)
    pool_of(market).borrowers.place(np.array([0]), np.array([[10.0, 1.0]]), np.array([[0.0]]), "opening")
    assert sheets_of(market, 1).borrowable() == pytest.approx([0.8 * 20_000.0 + 0.7 * 30_000.0])


def test_an_account_reads_the_same_numbers_whoever_is_beside_it() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    for account in range(5):
        open_position(market, account, 10.0 / 3.0 * (account + 1), 1_234.567 * (account + 1) ** 0.9)
    together = sheets_of(market, 5)
    for account in range(5):
        alone = balance_sheets(market.view(market.look(), np.array([account]), {}), Hold("pool", "ETH", "USDC", "deep"))
        for name in ("loan_to_value", "threshold", "withdrawable"):
            assert getattr(together, name)[account] == getattr(alone, name)[0]
        assert together.borrowable()[account] == alone.borrowable()[0]
