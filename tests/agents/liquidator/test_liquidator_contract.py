"""What every strategy of a liquidator of lending pools obeys."""

from dataclasses import fields, replace
from typing import Any, cast

import numpy as np
import pytest

from firesale.agents.base import Strategy
from firesale.agents.liquidator import STRATEGIES
from firesale.agents.liquidator.base import LiquidatorStrategy
from firesale.market.actions import Action
from firesale.market.events import Liquidated
from firesale.market.liquidation import LIQUIDATIONS
from firesale.market.liquidation.base import Spread
from firesale.market.margin.account_modes import AccountModes
from firesale.market.margin.base import MarginRule
from firesale.market.modes.efficiency_mode import EfficiencyMode
from tests.agents.liquidator.crash import SIMPLE, crash, owed
from tests.agents.moves import decide, happened
from tests.markets import POOL, refusals

NEEDED = {"flash_funded": {"exchange": "book", "lender": "pool"}}
POSITIONS = [(10.0, 15_000.0), (12.0, 17_900.0), (3.0, 4_450.0), (1.0, 1_480.0), (20.0, 29_700.0)]
REPAYING = [kind for kind, strategy in STRATEGIES.items() if issubclass(Spread, getattr(strategy, "mechanism", Spread))]
OF_POOLS = [kind for kind in REPAYING if issubclass(STRATEGIES[kind], LiquidatorStrategy)]
everyone = pytest.mark.parametrize("kind", OF_POOLS)


def made(kind: str, fee: float = 0.0) -> Strategy:
    given = {"pool": "pool", "exchange": "book", "priority_fee": fee, **NEEDED.get(kind, {})}
    return cast(Strategy, STRATEGIES[kind](**given))


def accounts_of(actions: list[Action]) -> set[int]:
    found = set()
    for action in actions:
        legs = getattr(action, "legs", ())
        for one in (action, *legs):
            found |= set(np.atleast_1d(one.account).tolist())
    return found


@everyone
@pytest.mark.parametrize("size", [1, 3])
def test_it_acts_for_its_own_accounts_only_and_nothing_is_refused(kind: str, size: int) -> None:
    market = crash(POSITIONS, price=1780.0, cash=[1e5] * 4, pool=SIMPLE)
    own = list(range(5, 5 + size))
    actions = decide(market, made(kind), own)
    assert actions
    assert accounts_of(actions) <= set(own)
    assert refusals(market, *actions) == []
    market.check()
    market.audit()


@everyone
def test_more_accounts_take_together_what_one_rich_one_takes(kind: str) -> None:
    left = []
    for size in (1, 3):
        market = crash(POSITIONS, price=1780.0, cash=[1e6] * 3, pool=SIMPLE)
        market.execute(decide(market, made(kind), list(range(5, 5 + size))), 0)
        left.append(sum(owed(market, account) for account in range(5)))
    assert left[0] == pytest.approx(left[1], rel=1e-6)


@everyone
def test_an_empty_cohort_and_a_calm_market_do_nothing(kind: str) -> None:
    market = crash(POSITIONS, price=1780.0)
    assert decide(market, made(kind), []) == []
    assert decide(crash(POSITIONS, price=2000.0), made(kind), [5]) == []
    assert decide(crash([], price=2000.0), made(kind), [0]) == []


@everyone
def test_without_cash_it_raises_nothing(kind: str) -> None:
    market = crash(POSITIONS, price=1780.0, cash=[0.0, 0.0])
    actions = decide(market, made(kind), [5, 6])
    assert bool(actions) == (kind == "flash_funded")


@everyone
@pytest.mark.parametrize("price", [1500.0, 1200.0, 600.0])
def test_deep_under_water_it_still_seizes_what_there_is(kind: str, price: float) -> None:
    market = crash(POSITIONS, price=price, cash=[1e6], pool=SIMPLE)
    assert refusals(market, *decide(market, made(kind), [5])) == []
    assert sum(np.size(event.borrower) for event in happened(market, Liquidated)) == len(POSITIONS)
    market.absorb()
    market.check()


@everyone
def test_the_same_draws_give_the_same_actions(kind: str) -> None:
    texts = [
        repr(decide(crash(POSITIONS, price=1780.0, cash=[1e5] * 3, pool=SIMPLE), made(kind), [5, 6, 7]))
        for _ in range(2)
    ]
    assert texts[0] == texts[1]


@everyone
def test_late_information_costs_races_and_raises_nothing(kind: str) -> None:
    market = crash(POSITIONS, price=1780.0, cash=[1e6, 1e6], pool=SIMPLE)
    late = decide(market, made(kind), [6])
    market.execute(decide(market, made(kind), [5]), 0)
    market.execute(late, 1)
    market.check()


# --- every mechanism that closes at a spread --------------------------------------------------------------------------

CATEGORY = EfficiencyMode(np.array([True, False]), np.array([True]), 0.82, 0.83, 0.02)
MARGINS = {
    "plain": POOL.margin,
    "modes": AccountModes(np.array([0.7, 0.7]), np.array([0.75, 0.75]), categories=(CATEGORY,)),
}
PER_ASSET = {"liquidation_bonus": np.array([0.05, 0.05]), "liquidation_threshold": np.array([0.83, 0.75])}
SPREADS = sorted(kind for kind, part in LIQUIDATIONS.items() if issubclass(part, Spread))
every_spread = pytest.mark.parametrize("spread", SPREADS)
every_margin = pytest.mark.parametrize("margin", MARGINS.values(), ids=MARGINS)


def mechanism(kind: str) -> Spread:
    part: Any = LIQUIDATIONS[kind]
    needed = {field.name: PER_ASSET[field.name] for field in fields(part) if field.name in PER_ASSET}
    return cast(Spread, part(**needed))


@everyone
@every_spread
@every_margin
@pytest.mark.parametrize("price", [1780.0, 1600.0, 1200.0])
def test_no_order_of_it_is_refused_whatever_the_mechanism(
    kind: str, spread: str, margin: MarginRule, price: float
) -> None:
    pool = replace(SIMPLE, liquidation=mechanism(spread), margin=margin)
    market = crash(POSITIONS, price=price, cash=[1e6], pool=pool)
    for _ in range(3):
        assert refusals(market, *decide(market, made(kind), [5])) == []
    assert sum(owed(market, account) for account in range(5)) < sum(debt for _, debt in POSITIONS) or price == 1780.0
    market.absorb()
    market.check()
    market.audit()
