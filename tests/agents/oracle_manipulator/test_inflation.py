from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.agents.oracle_manipulator.alternatives import alternatives
from firesale.agents.oracle_manipulator.belief import Victim, victim
from firesale.agents.oracle_manipulator.inflation import Means, best_plan, inflate
from firesale.market.arrays import FloatArray
from firesale.market.market import Market
from firesale.market.venues.curve import Curve
from tests.agents.oracle_manipulator.stage import stage

NOTHING = np.zeros(1)


def seen_by(market: Market) -> Victim:
    found = victim(market.look(), "pool", "thin")
    assert found is not None
    return found


def means(quote: float = 0.0, base: float = 0.0, loan: float = 0.0, fee: float = 0.0) -> Means:
    return Means(np.array([quote]), np.array([base]), loan, fee, same_pool=False)


def test_what_can_be_borrowed_is_read_off_the_margin_rule() -> None:
    assert seen_by(stage()).borrowing_power() == pytest.approx(0.8)


def test_a_push_by_hand() -> None:
    # no fee: 200,000 USDC double the reserve, buy 50 ETH and make the price 8000; 15.625 ETH borrow all 100,000; 34.375 ETH go back on (50, 400,000)
    at = seen_by(stage(fee=0.0))
    plan = inflate(at, alternatives(at.curve), 0.8, means(loan=1e6, fee=0.001), np.array([200_000.0]))
    assert plan.bought[0] == pytest.approx(50.0)
    assert plan.posted[0] == pytest.approx(100_000.0 / (0.8 * 8000.0))
    assert plan.gain[0] == pytest.approx(100_000.0)
    back = 400_000.0 * 34.375 / (50.0 + 34.375)
    assert plan.cost[0] == pytest.approx(200_000.0 - back + 200.0)
    assert plan.feasible[0]


def test_a_push_that_is_too_small_borrows_less_than_it_cost() -> None:
    at = seen_by(stage())
    plan = inflate(at, alternatives(at.curve), 0.8, means(loan=1e6), np.array([1000.0]))
    assert plan.gain[0] < plan.cost[0]
    assert not plan.feasible[0]


def test_own_base_is_pledged_when_it_borrows_more_than_it_is_worth() -> None:
    # 100,000 USDC buy 33.3 ETH and make the price 4500: 27.8 of them borrow 100,000
    # 20,000 buy 9.09 and make it 2420: all of them are pledged, and own ones if 0.9 of 2420 is more than the 2000 they are worth
    at = seen_by(stage(fee=0.0))
    path = alternatives(at.curve)
    large = inflate(at, path, 0.8, means(100_000.0, base=10.0), np.array([100_000.0]))
    assert large.posted[0] < large.bought[0]
    small = inflate(at, path, 0.9, means(20_000.0, base=10.0), np.array([20_000.0]))
    assert small.posted[0] == pytest.approx(small.bought[0] + 10.0)
    assert small.cost[0] == pytest.approx(20_000.0 + 10.0 * 2000.0)
    without = inflate(at, path, 0.8, means(20_000.0, base=10.0), np.array([20_000.0]))
    assert without.posted[0] == pytest.approx(without.bought[0])


def test_the_cash_that_is_lent_for_the_transaction_cannot_be_borrowed_too() -> None:
    at = seen_by(stage(cash=100_000.0))
    same = replace(means(loan=100_000.0), same_pool=True)
    plan = inflate(at, alternatives(at.curve), 0.8, same, np.array([60_000.0]))
    assert plan.gain[0] <= 40_000.0


def test_a_deaf_oracle_gives_no_more_than_before() -> None:
    at = seen_by(stage()).deaf()
    plan = best_plan(at, alternatives(at.curve), 0.8, means(loan=1e6, fee=0.0005))
    assert plan.gain[0] < plan.cost[0]


def best_by_trying(at: Victim, power: float, by: Means) -> float:
    """The best of a fine grid, then of a finer one around it."""
    limit = float(by.quote[0]) + by.loan
    grid: FloatArray = np.geomspace(1e-6, 1.0, 20_001)[:, None] * limit
    best = 0.0
    for _ in range(3):
        profit = inflate(at, alternatives(at.curve), power, by, grid).profit[:, 0]
        place = int(np.argmax(profit))
        best = max(best, float(profit[place]))
        grid = np.linspace(grid[max(place - 1, 0), 0], grid[min(place + 1, len(grid) - 1), 0], 2001)[:, None]
    return best


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.sampled_from([0.0, 0.0005, 0.003, 0.01]),
    st.sampled_from([0.0, 0.0005, 0.001]),
    st.floats(min_value=1e3, max_value=1e6),
    st.floats(min_value=1e4, max_value=1e7),
    st.floats(min_value=0.3, max_value=0.9),
    st.sampled_from([0.0, 30.0]),
    st.sampled_from(["thin", "world"]),
)
def test_no_better_push_is_found_by_trying(
    fee: float, flash_fee: float, cash: float, loan: float, power: float, base: float, exchange: str
) -> None:
    market = stage(cash=cash, fee=fee, sources=[exchange])
    at = victim(market.look(), "pool", exchange)
    assert at is not None
    by = means(base=base, loan=loan, fee=flash_fee)
    plan = best_plan(at, alternatives(at.curve), power, by)
    found, tried = float(plan.profit[0]), best_by_trying(at, power, by)
    if tried > 1e-6 * cash:
        assert found >= tried - 1e-6 * cash


@pytest.mark.parametrize("exchange", ["thin", "world"])
def test_alternatives_answer_as_the_exchange_would(exchange: str) -> None:
    curve: Curve = stage().look().curve(exchange)
    amounts = np.array([1000.0, 50_000.0])
    bought, pushed = alternatives(curve).buy(amounts)
    assert bought.tolist() == pytest.approx([curve.bought(amount) for amount in amounts])
    assert pushed.price.tolist() == pytest.approx([curve.buy(np.array([a])).price_after[0] for a in amounts])
    sold, fallen = alternatives(curve).sell(np.array([5.0, 20.0]))
    assert sold.tolist() == pytest.approx([curve.proceeds(5.0), curve.proceeds(20.0)])
    assert fallen.price.tolist() == pytest.approx([curve.sell(np.array([b])).price_after[0] for b in (5.0, 20.0)])
