"""VALIDATION V24: the optimal two-step liquidation under a fixed spread with a close factor.

Source: Qin, Zhou, Gamito, Jovanovic and Gervais, An Empirical Study of DeFi Liquidations, IMC 2021 (the formula is derived from its model).
"""

from dataclasses import replace

import numpy as np
import pytest

from firesale.agents.liquidator.first_step import curing_repayment
from firesale.agents.liquidator.greedy import Greedy
from firesale.agents.liquidator.two_step import TwoStep
from firesale.market.events import Liquidated
from firesale.market.liquidation.base import UnsafePositions
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from tests.agents.liquidator.crash import SIMPLE, crash
from tests.agents.moves import decide, happened
from tests.markets import held, refusals

CASES = pytest.mark.parametrize(
    ("collateral", "debt", "threshold", "bonus", "first", "second", "two_steps", "one_step"),
    [
        (12_000.0, 8_700.0, 0.72, 0.08, 269.78, 4215.11, 358.79, 348.00),
        (10_000.0, 8_200.0, 0.80, 0.05, 1250.00, 3475.00, 236.25, 205.00),
        (10_000.0, 7_600.0, 0.75, 0.10, 571.43, 3514.29, 408.57, 380.00),
    ],
)
CLOSE_FACTOR = 0.5


def market_with(collateral: float, debt: float, threshold: float, bonus: float) -> Market:
    """One borrower, whose collateral is ETH at 2000, in a pool with the rules of the paper: no protocol fee, no dust, no full close."""
    spread = np.full(2, bonus)
    rule = FixedSpread(
        spread, CLOSE_FACTOR, full_close_health=0.0, full_close_value=0.0, protocol_fee=0.0, dust_value=0.0
    )
    margin = LoanToValue(np.full(2, threshold), np.full(2, threshold))
    return crash([(collateral / 2000.0, debt)], price=2000.0, pool=replace(SIMPLE, margin=margin, liquidation=rule))


@CASES
def test_two_steps_repay_and_earn_what_the_paper_derives(
    collateral: float,
    debt: float,
    threshold: float,
    bonus: float,
    first: float,
    second: float,
    two_steps: float,
    one_step: float,
) -> None:
    market = market_with(collateral, debt, threshold, bonus)
    assert refusals(market, *decide(market, TwoStep(pool="pool"), [1])) == []
    repaid = [float(np.sum(event.repaid)) for event in happened(market, Liquidated)]
    assert repaid == pytest.approx([first, second], abs=0.006)
    assert held(market, 1, "USDC") + 2000.0 * held(market, 1, "ETH") - 1e6 == pytest.approx(two_steps, abs=0.006)


@CASES
def test_one_step_earns_less(
    collateral: float,
    debt: float,
    threshold: float,
    bonus: float,
    first: float,
    second: float,
    two_steps: float,
    one_step: float,
) -> None:
    market = market_with(collateral, debt, threshold, bonus)
    assert refusals(market, *decide(market, Greedy(pool="pool"), [1])) == []
    assert held(market, 1, "USDC") + 2000.0 * held(market, 1, "ETH") - 1e6 == pytest.approx(one_step, abs=0.006)


@CASES
def test_no_other_first_step_earns_more(
    collateral: float,
    debt: float,
    threshold: float,
    bonus: float,
    first: float,
    second: float,
    two_steps: float,
    one_step: float,
) -> None:
    """Brute force over the size of the first step, as the mechanism would settle it."""
    repaid = np.linspace(0.0, CLOSE_FACTOR * debt, 200_001)
    health = (collateral - repaid * (1.0 + bonus)) * threshold / (debt - repaid)
    total = repaid + np.where(health < 1.0, CLOSE_FACTOR * (debt - repaid), 0.0)
    best = int(np.argmax(total))
    assert bonus * total[best] == pytest.approx(two_steps, abs=0.006)
    assert repaid[best] == pytest.approx(first, abs=0.05)


@pytest.mark.parametrize(
    ("collateral", "debt", "threshold", "bonus", "percent"),
    [
        (12_000.0, 8_700.0, 0.72, 0.08, 3.10),
        (10_000.0, 8_200.0, 0.80, 0.05, 15.24),
        (10_000.0, 7_600.0, 0.75, 0.10, 7.52),
    ],
)
def test_the_gain_over_one_step_is_what_was_published(
    collateral: float, debt: float, threshold: float, bonus: float, percent: float
) -> None:
    owed = np.array([debt])
    first = float(curing_repayment(owed, np.array([threshold * collateral]), threshold, np.array([1.0 + bonus]))[0])
    two, one = first + CLOSE_FACTOR * (debt - first), CLOSE_FACTOR * debt
    assert 100.0 * (two / one - 1.0) == pytest.approx(percent, abs=0.006)


def test_health_of_the_example_in_the_documents_of_aave() -> None:
    """10,000 of collateral at a threshold of 80 % against 6,000 of debt."""
    assert market_with(10_000.0, 6_000.0, 0.80, 0.05).health_of(0, "pool") == pytest.approx(4.0 / 3.0)


def test_bob_repays_two_and_a_half_ether_worth_and_receives_a_bonus_of_five_per_cent() -> None:
    rule = FixedSpread(np.array([0.05]), protocol_fee=0.0, dust_value=0.0)
    one = np.ones(1)
    bob = UnsafePositions(0.99 * one, 10.0 * one, 5.0 * one, 5.0 * one, one, one, 0)
    terms = rule.settle(bob, 2.5 * one)
    assert terms.repaid[0] == pytest.approx(2.5)
    assert terms.seized[0] == pytest.approx(2.625)
