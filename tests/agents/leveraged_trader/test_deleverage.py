import numpy as np
import pytest

from firesale.agents.leveraged_trader.deleverage import Deleverage
from firesale.market.actions import Liquidate, Motive
from firesale.market.errors import BadValueError
from tests.agents.playing import cohort_of, decide, lend, market_of, open_position, play, position_of
from tests.markets import give, pool_of, refusals, set_price

PLAIN = Deleverage("pool", "ETH", "USDC", "deep", trigger=1.05, target_health=1.2)


def health_of(account: int, market: object) -> float:
    return market.health_of(account, "pool")  # type: ignore[attr-defined, no-any-return]


def test_above_its_trigger_it_does_nothing_however_good_prices_are() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    cohort = cohort_of(PLAIN, 1)
    for price in (2000.0, 1900.0, 5000.0):  # health 1.107, 1.0513, 2.77
        set_price(market, "ETH", price)
        assert decide(market, cohort) == []


def test_below_its_trigger_it_sells_until_its_target() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    set_price(market, "ETH", 1850.0)  # health 1.0237
    cohort = cohort_of(PLAIN, 1)
    (bundle,) = decide(market, cohort)
    assert bundle.motive is Motive.DELEVERAGE
    assert play(market, cohort) == []
    # (1.2 x 15,000 - 0.83 x 18,500) / (1.2 - 0.83) = 2,645 / 0.37 = 7,148.65
    fee = 0.0005 * 7_148.65 * 0.95 / 1.0005
    ether, owed = position_of(market, 0)
    assert (ether * 1850.0, owed) == pytest.approx((11_351.35, 7_851.35 + fee), rel=1e-6)
    assert health_of(0, market) == pytest.approx(1.2, rel=1e-3)


def test_a_small_target_needs_no_loan_and_is_met_exactly() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    set_price(market, "ETH", 1890.0)  # health 1.0458: 827 of 18,900 are free
    assert play(market, cohort_of(Deleverage("pool", "ETH", "USDC", "deep", 1.05, 1.05), 1)) == []
    # (1.05 x 15,000 - 0.83 x 18,900) / (1.05 - 0.83) = 63 / 0.22 = 286.36
    ether, owed = position_of(market, 0)
    assert (ether * 1890.0, owed) == pytest.approx((18_613.64, 14_713.64), rel=1e-6)
    assert health_of(0, market) == pytest.approx(1.05)


def test_without_flash_loans_it_comes_down_turn_by_turn() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    set_price(market, "ETH", 1900.0)  # l = 0.7895, health 1.0513
    cohort = cohort_of(Deleverage("pool", "ETH", "USDC", "deep", 1.06, 1.2, flash_loans=False), 1)
    health = []
    for moment in range(1, 8):
        assert play(market, cohort, moment) == []
        health.append(health_of(0, market))
    # Each turn sells 1 - 1/h of what is left: l h / (1 - h (1 - l)) = 0.83 / (1 - 1.05133 x 0.21053) = 1.0659, and so on.
    assert health[:2] == pytest.approx([1.0659, 1.0863], abs=1e-4)
    assert health == sorted(health)
    assert health[-1] == pytest.approx(1.2)
    assert decide(market, cohort, 8) == []


def test_its_sale_moves_the_price_on_a_shallow_exchange() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 100.0, 150_000.0)
    set_price(market, "ETH", 1850.0)
    assert play(market, cohort_of(Deleverage("pool", "ETH", "USDC", "book"), 1)) == []
    book = market.venues["book"]
    assert book.price < 1849.0  # type: ignore[attr-defined]
    assert 1.15 < health_of(0, market) < 1.2  # it was planned without impact


def test_after_its_sale_a_liquidator_has_nothing_to_do() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    for account in range(2):
        open_position(market, account, 10.0, 15_000.0)
    give(market, 5, "USDC", 1e5)
    set_price(market, "ETH", 1800.0)  # health 0.996
    assert play(market, cohort_of(PLAIN, 1)) == []
    liquidations = [
        Liquidate(account=5, venue="pool", borrower=borrower, collateral="ETH", debt="USDC", repayment=1e4)
        for borrower in range(2)
    ]
    assert refusals(market, *liquidations) == ["the position is safe"]


def test_it_sells_nothing_when_no_sale_restores_it() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    set_price(market, "ETH", 1480.0)
    assert decide(market, cohort_of(PLAIN, 1)) == []


def test_a_hair_below_its_trigger_is_not_worth_an_order() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    set_price(market, "ETH", 15_000.0 / 8.3 * (1.0 - 1e-8))  # health 0.99999999
    assert decide(market, cohort_of(Deleverage("pool", "ETH", "USDC", "deep", 1.0, 1.0), 1)) == []


def test_each_account_has_its_own_trigger() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    for account in range(3):
        open_position(market, account, 10.0, 15_000.0)  # health 1.107
    cohort = cohort_of(Deleverage("pool", "ETH", "USDC", "deep", np.array([1.05, 1.11, 1.12]), np.full(3, 1.13)), 3)
    acting = np.concatenate([np.atleast_1d(action.account) for action in decide(market, cohort)])
    assert sorted(acting.tolist()) == [1, 2]


def test_the_target_lies_above_the_trigger() -> None:
    with pytest.raises(BadValueError, match="at least trigger"):
        Deleverage("pool", "ETH", "USDC", "deep", trigger=1.3, target_health=1.2)


def test_the_pool_gets_back_what_it_lent() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    set_price(market, "ETH", 1850.0)
    before = pool_of(market).reserves.cash(0)
    assert play(market, cohort_of(PLAIN, 1)) == []
    repaid = 15_000.0 - position_of(market, 0)[1]
    fee = 0.0005 * 7_148.65 * 0.95 / 1.0005
    assert pool_of(market).reserves.cash(0) - before == pytest.approx(repaid + fee, rel=1e-6)
