import numpy as np
import pytest

from firesale.agents.leveraged_trader.top_up import TopUp
from firesale.market.actions import PostCollateral, Repay
from firesale.market.errors import BadValueError
from tests.agents.playing import cohort_of, decide, lend, market_of, open_position, play, position_of
from tests.markets import give, held, set_price

PLAIN = TopUp("pool", "ETH", "USDC", "deep", trigger=1.1, target_health=1.25)


def test_above_its_trigger_it_keeps_its_cash() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)  # health 1.107
    give(market, 0, "USDC", 5_000.0)
    assert decide(market, cohort_of(PLAIN, 1)) == []


def test_below_its_trigger_it_repays_until_its_target() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    give(market, 0, "USDC", 5_000.0)
    set_price(market, "ETH", 1900.0)  # health 1.0513; 0.83 x 19,000 / 1.25 = 12,616 may be owed
    assert play(market, cohort_of(PLAIN, 1)) == []
    assert position_of(market, 0) == pytest.approx((10.0, 12_616.0))
    assert held(market, 0, "USDC") == pytest.approx(5_000.0 - 2_384.0)
    assert market.health_of(0, "pool") == pytest.approx(1.25)


def test_or_it_posts_collateral_until_its_target() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    give(market, 0, "ETH", 3.0)
    set_price(market, "ETH", 1900.0)  # 1.25 x 15,000 / (0.83 x 1,900) = 11.8896 ETH are needed
    cohort = cohort_of(TopUp("pool", "ETH", "USDC", "deep", 1.1, 1.25, pays_in="collateral"), 1)
    (order,) = decide(market, cohort)
    assert isinstance(order, PostCollateral)
    assert play(market, cohort) == []
    assert position_of(market, 0) == pytest.approx((11.889664, 15_000.0))
    assert held(market, 0, "ETH") == pytest.approx(3.0 - 1.889664)


def test_it_pays_in_what_it_has_until_nothing_is_left() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    give(market, 0, "USDC", 500.0)
    set_price(market, "ETH", 1800.0)
    cohort = cohort_of(PLAIN, 1)
    assert play(market, cohort) == []
    assert position_of(market, 0) == pytest.approx((10.0, 14_500.0))
    assert held(market, 0, "USDC") == 0.0
    assert decide(market, cohort, 2) == []


def test_new_cash_is_used_at_the_next_step() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    set_price(market, "ETH", 1800.0)
    cohort = cohort_of(PLAIN, 1)
    assert decide(market, cohort) == []
    give(market, 0, "USDC", 500.0)
    (order,) = decide(market, cohort, 2)
    assert isinstance(order, Repay)


def test_many_accounts_send_one_order_each_in_one_action() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    for account in range(4):
        open_position(market, account, 10.0, 15_000.0 if account != 1 else 5_000.0)
        give(market, account, "USDC", 1_000.0 * account)
    set_price(market, "ETH", 1900.0)
    (order,) = decide(market, cohort_of(PLAIN, 4))
    assert isinstance(order, Repay)
    assert np.asarray(order.account).tolist() == [2, 3]
    assert np.asarray(order.amount) == pytest.approx([2_000.0, 2_384.0])


def test_a_priority_fee_is_kept_back() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    give(market, 0, "USDC", 500.0)
    set_price(market, "ETH", 1800.0)
    assert play(market, cohort_of(TopUp("pool", "ETH", "USDC", "deep", priority_fee=20.0), 1)) == []
    assert position_of(market, 0) == pytest.approx((10.0, 14_520.0))


def test_the_target_lies_above_the_trigger() -> None:
    with pytest.raises(BadValueError, match="at least trigger"):
        TopUp("pool", "ETH", "USDC", "deep", trigger=1.3, target_health=1.2)
