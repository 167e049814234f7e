from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from firesale.agents.base import Cohort
from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.agents.leveraged_trader.calm import NOTES, is_calm
from firesale.agents.leveraged_trader.deleverage import Deleverage
from firesale.agents.leveraged_trader.hover import Hover
from firesale.agents.leveraged_trader.target_leverage import TargetLeverage
from firesale.agents.leveraged_trader.top_up import TopUp
from firesale.market.actions import Action, Bundle, Liquidate
from firesale.market.market import Market
from firesale.market.orders import order_fields
from tests.agents.playing import cohort_of, decide, lend, market_of, open_position, play
from tests.markets import give, pool_of, set_price

PLACE = ("pool", "ETH", "USDC", "deep")
STRATEGIES: Sequence[LeveragedStrategy] = (
    Deleverage(*PLACE),
    Deleverage(*PLACE, flash_loans=False),
    Hover(*PLACE),
    TargetLeverage(*PLACE, target=2.5, tolerance=0.1),
    TopUp(*PLACE),
)
DAY = 86_400.0
SIZE = 20


def crowd(seed: int) -> Market:
    """Twenty positions of health 1.05 to 2, a few without debt or without anything."""
    market, random = market_of(SIZE + 2), np.random.default_rng(seed)
    lend(market, SIZE, 1e7)
    give(market, SIZE + 1, "USDC", 1e7)
    for account in range(SIZE - 1):
        ether = float(random.uniform(1.0, 30.0))
        owed = 0.83 * 2000.0 * ether / float(random.uniform(1.05, 2.0)) if account % 7 else 0.0
        open_position(market, account, ether, owed)
        give(market, account, "USDC", float(random.uniform(0.0, 2_000.0)))
    return market


def written(actions: Sequence[Action]) -> list[Any]:
    """Actions as plain numbers, so that they can be compared."""
    found: list[Any] = []
    for action in actions:
        numbers = {name: np.asarray(getattr(action, name)).tolist() for name, _ in order_fields(action)}
        legs = written(action.legs) if isinstance(action, Bundle) else []
        found.append((type(action).__name__, action.venue, numbers, legs))
    return found


def looking_at_everyone(market: Market, cohort: Cohort, moment: int) -> Sequence[Action]:
    """What the cohort would do if it had slept through nothing."""
    kept = {name: notes.copy() for name, notes in cohort.memory.items() if name not in NOTES}
    return decide(market, replace(cohort, memory=kept), moment)


def scripted(seed: int) -> list[float]:
    """Quiet days, then a crash, then a recovery."""
    random = np.random.default_rng(seed)
    steps = random.normal(0.0, 0.003, 120)
    steps[50:55] -= 0.06
    steps[80:90] += 0.02
    return (2000.0 * np.exp(np.cumsum(steps))).tolist()  # type: ignore[no-any-return]


@pytest.mark.parametrize("strategy", STRATEGIES, ids=repr)
@pytest.mark.parametrize("seed", range(4))
def test_the_decisions_are_those_of_a_look_at_every_step(strategy: LeveragedStrategy, seed: int) -> None:
    market, cohort = crowd(seed), cohort_of(strategy, SIZE)
    liquidator = SIZE + 1
    acted = slept = 0
    for moment, price in enumerate(scripted(seed), start=1):
        set_price(market, "ETH", price)
        market.accrue(DAY)
        expected = written(looking_at_everyone(market, cohort, moment))
        slept += is_calm(market.view(market.look(), cohort.group.accounts, cohort.memory), strategy)
        actions = decide(market, cohort, moment)
        assert written(actions) == expected
        acted += bool(actions)
        market.execute(actions, moment)
        unsafe = market.look().credit("pool").unsafe
        for borrower, debt in zip(unsafe.account.tolist(), unsafe.debt[:, 0].tolist(), strict=True):
            order = Liquidate(
                account=liquidator, venue="pool", borrower=borrower, collateral="ETH", debt="USDC", repayment=debt
            )
            market.execute([order], moment)
    assert acted > 0
    if isinstance(strategy, TargetLeverage | Deleverage):
        assert slept > 20


def small_crowd() -> tuple[Market, Cohort]:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)  # health 1.107
    open_position(market, 1, 10.0, 10_000.0)  # health 1.66
    return market, cohort_of(Deleverage(*PLACE), 2)


def calm(market: Market, cohort: Cohort) -> bool:
    strategy = cohort.strategy
    assert isinstance(strategy, LeveragedStrategy)
    return is_calm(market.view(market.look(), cohort.group.accounts, cohort.memory), strategy)


def test_it_wakes_when_the_nearest_account_reaches_its_trigger_and_not_before() -> None:
    market, cohort = small_crowd()
    assert not calm(market, cohort)  # it has never looked
    assert decide(market, cohort) == []
    # The trigger 1.05 is reached at 2000 x 1.05 / 1.10667 = 1897.59.
    for price, sleeps in ((1950.0, True), (1897.60, True), (1897.58, False), (4000.0, True)):
        set_price(market, "ETH", price)
        assert calm(market, cohort) is sleeps


def test_interest_wakes_it_too() -> None:
    market, cohort = small_crowd()
    assert decide(market, cohort) == []
    market.accrue(365 * DAY)  # 5 %: health 1.0527
    assert calm(market, cohort)
    market.accrue(30 * DAY)  # health 1.0483
    assert not calm(market, cohort)
    assert len(decide(market, cohort, 2)) == 1


def test_a_trade_with_the_nearest_account_wakes_it() -> None:
    market, cohort = small_crowd()
    assert decide(market, cohort) == []
    book = pool_of(market).book
    book.add_collateral(book.row_of[np.array([0])], 0, np.array([-0.1]))
    assert not calm(market, cohort)


def test_a_new_rule_of_the_pool_wakes_it() -> None:
    market, cohort = small_crowd()
    assert decide(market, cohort) == []
    pool = pool_of(market)
    rule = pool.positions.margin
    pool.positions.margin = replace(rule, liquidation_threshold=np.array([0.81, 0.75]))  # type: ignore[call-arg]
    assert not calm(market, cohort)


def test_a_cohort_in_which_somebody_should_act_stays_awake() -> None:
    market, cohort = small_crowd()
    set_price(market, "ETH", 1850.0)
    assert len(decide(market, cohort)) == 1
    assert not calm(market, cohort)
    assert play(market, cohort, 2) == []
    assert decide(market, cohort, 3) == []
    assert calm(market, cohort)


def test_after_somebody_acted_it_looks_again_wherever_the_price_goes() -> None:
    market, _ = small_crowd()
    cohort = cohort_of(Hover(*PLACE, distance=0.06, lower=0.03, upper=0.12), 2)
    assert len(decide(market, cohort)) == 1  # account 1 wants to borrow
    for price in (1990.0, 2010.0):
        set_price(market, "ETH", price)
        assert not calm(market, cohort)


def test_a_cohort_without_debts_sleeps() -> None:
    market = market_of()
    open_position(market, 0, 10.0, 0.0)
    cohort = cohort_of(Deleverage(*PLACE), 2)
    assert decide(market, cohort) == []
    set_price(market, "ETH", 20.0)
    assert calm(market, cohort)


def test_what_it_remembers_has_one_value_per_account() -> None:
    market, cohort = small_crowd()
    assert decide(market, cohort) == []
    assert {notes.shape for notes in cohort.memory.values()} == {(2,)}


def test_late_information_wakes_it_late() -> None:
    market = market_of(information_delay=1)
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)
    cohort = cohort_of(Deleverage(*PLACE), 1)
    assert decide(market, cohort, 1) == []
    set_price(market, "ETH", 1850.0)
    assert decide(market, cohort, 2) == []  # it still sees 2,000
    assert len(decide(market, cohort, 3)) == 1
