"""VALIDATION V04: when a liquidation makes a position worse, and in which order collateral should be seized.

Sources: Warmuz, Chaudhary and Pinna, Toxic liquidation spirals, and flipdazed/toxic-liquidations (a); Cyfrin/foundry-defi-stablecoin-cu
issue 163 (b); morpho-org/midnight issue 80 (c); sherlock-audit/2023-12-arcadia-judging issue 178 (d).
"""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Liquidate, Supply
from firesale.market.events import BadDebtRealised
from firesale.market.liquidation.base import Spread, UnsafePositions
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.liquidation.lltv_incentive import LltvIncentive
from firesale.market.margin.base import Positions
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.risk import toxic_health_factor, toxic_loan_to_value, toxic_loan_to_value_on_exchange
from firesale.market.venues.constant_product import ConstantProductCurve
from tests.agents.moves import happened
from tests.markets import POOL, give, pool_of, refusals, small_market

FRONTIER = [(0.045, 0.956938), (0.05, 0.952381), (0.08, 0.925926), (0.10, 0.909091)]
THRESHOLD = 0.8


def rule(bonus: float, collaterals: int = 1) -> FixedSpread:
    """The spread alone: everything may be repaid, nothing goes to the protocol, dust may be left."""
    return FixedSpread(np.full(collaterals, bonus), 1.0, 1.0, 0.0, 0.0, 0.0)


def change_of_health(ratio: float, bonus: float) -> float:
    """By how much an infinitesimal liquidation changes the health of a position with this loan-to-value, per value repaid."""
    debt, repaid = 1000.0, 1e-3
    collateral = debt / ratio
    one = np.ones(1)
    margin = LoanToValue(one * THRESHOLD, one * THRESHOLD)

    def health(pledged: float, owed: float) -> float:
        return float(margin.health(Positions(np.array([[pledged]]), np.array([[owed]]), one, one))[0])

    before = health(collateral, debt)
    unsafe = UnsafePositions(before * one, collateral * one, debt * one, debt * one, one, one, 0)
    terms = rule(bonus).settle(unsafe, repaid * one)
    after = health(collateral - float(terms.seized[0]), debt - float(terms.repaid[0]))
    return (after - before) / repaid


@pytest.mark.parametrize(("bonus", "frontier"), FRONTIER)
def test_frontier_of_common_bonuses(bonus: float, frontier: float) -> None:
    assert toxic_loan_to_value(bonus) == pytest.approx(frontier, abs=5e-7)


@pytest.mark.parametrize(("bonus", "_"), FRONTIER)
def test_a_small_liquidation_helps_below_the_frontier_hurts_above_it_and_does_nothing_on_it(
    bonus: float, _: float
) -> None:
    frontier = toxic_loan_to_value(bonus)
    assert change_of_health(frontier * 0.999, bonus) > 1e-8
    assert change_of_health(frontier, bonus) == pytest.approx(0.0, abs=1e-9)
    assert change_of_health(frontier * 1.001, bonus) < -1e-8


def test_in_units_of_health_the_frontier_is_threshold_times_spread() -> None:
    assert toxic_health_factor(0.5, 0.10) == pytest.approx(0.55, abs=1e-15)
    for bonus, _ in FRONTIER:
        assert toxic_health_factor(THRESHOLD, bonus) == pytest.approx(THRESHOLD / toxic_loan_to_value(bonus))


@pytest.mark.parametrize(("sold", "frontier"), [(0.01, 0.9337), (0.05, 0.8658), (0.10, 0.7937)])
def test_selling_the_collateral_on_a_constant_product_moves_the_frontier_down(sold: float, frontier: float) -> None:
    assert toxic_loan_to_value_on_exchange(0.05, sold, 1.0) == pytest.approx(frontier, abs=5e-5)


def test_the_factor_of_the_exchange_is_its_price_before_over_after_to_first_order() -> None:
    curve = ConstantProductCurve("ETH", "USDC", 0.0, 1000.0, 2_000_000.0)
    for sold in (0.1, 1.0):
        after = float(curve.sell(np.array([sold])).price_after[0])
        assert curve.price / after == pytest.approx(1.0 + 2.0 * sold / 1000.0, abs=2.0 * (sold / 1000.0) ** 2)


# --- several collaterals ----------------------------------------------------------------------------------------------

BORROWER, LIQUIDATOR, LENDER = range(3)


def with_two_collaterals(
    prices: tuple[float, float],
    thresholds: tuple[float, float],
    units: tuple[float, float],
    debt: float,
    bonus: float,
    liquidation: Spread | None = None,
) -> Market:
    """One borrower in a pool that takes ETH and BTC, and a liquidator with money."""
    limits = np.array(thresholds)
    terms = replace(POOL, margin=LoanToValue(limits, limits), liquidation=liquidation or rule(bonus, 2))
    market = small_market(3, prices={"USDC": 1.0, "ETH": prices[0], "BTC": prices[1]}, venues={"pool": terms})
    for account in (LIQUIDATOR, LENDER):
        give(market, account, "USDC", 1e6)
    market.execute([Supply(account=LENDER, venue="pool", asset="USDC", amount=1e6)], 0)
    give(market, BORROWER, "ETH", units[0])
    give(market, BORROWER, "BTC", units[1])
    pool_of(market).borrowers.place(np.array([BORROWER]), np.array([units]), np.array([[debt]]), "opening")
    return market


def seize(market: Market, collateral: str, repayment: float) -> float:
    """Liquidate through one collateral; the health afterwards."""
    order = Liquidate(
        account=LIQUIDATOR,
        venue="pool",
        borrower=BORROWER,
        collateral=collateral,
        debt="USDC",
        repayment=repayment,
    )
    assert refusals(market, order) == []
    market.check()
    return market.health_of(BORROWER, "pool")


def arcadia() -> Market:
    """(d): debt 1000 against 6 ETH at 100, which count wholly, and 1 BTC at 400, which counts half."""
    return with_two_collaterals((100.0, 400.0), (1.0, 0.5), (6.0, 1.0), 1000.0, bonus=0.0)


def test_two_collaterals_count_with_their_thresholds() -> None:
    assert arcadia().health_of(BORROWER, "pool") == pytest.approx(0.80)


def test_seizing_the_collateral_that_counts_more_makes_the_position_worse() -> None:
    assert seize(arcadia(), "ETH", 500.0) == pytest.approx(0.60)


def test_seizing_the_collateral_that_counts_less_cures_it() -> None:
    assert seize(arcadia(), "BTC", 400.0) == pytest.approx(1.00)


def midnight() -> Market:
    """(c): debt 188 against 230 units that count half and now cost 0.5, and 100 that count 0.9 and cost 1; 1.15 is seized for 1 repaid."""
    return with_two_collaterals((0.5, 1.0), (0.5, 0.9), (230.0, 100.0), 188.0, bonus=0.15)


def test_all_collateral_together_repays_less_than_the_debt() -> None:
    """What a rule that looks at everything at once calls bad debt: 1.04 of 188."""
    most = (230.0 * 0.5 + 100.0 * 1.0) / 1.15
    assert most == pytest.approx(186.96, abs=0.005)
    assert 188.0 - most == pytest.approx(1.04, abs=0.005)


def test_seizing_the_fallen_collateral_first_leaves_a_healthy_position_and_no_bad_debt() -> None:
    market = midnight()
    assert seize(market, "ETH", 188.0) == pytest.approx(90.0 / 88.0)
    assert happened(market, BadDebtRealised) == []
    again = Liquidate(
        account=LIQUIDATOR, venue="pool", borrower=BORROWER, collateral="BTC", debt="USDC", repayment=88.0
    )
    assert refusals(market, again) == ["the position is safe"]


def test_seizing_the_sound_collateral_first_ends_in_the_bad_debt() -> None:
    market = midnight()
    assert seize(market, "BTC", 188.0) < 1.0
    seize(market, "ETH", 188.0)
    (loss,) = happened(market, BadDebtRealised)
    assert float(np.sum(loss.amount)) == pytest.approx(1.04, abs=0.005)


# --- the same where the incentive follows from the threshold ----------------------------------------------------------


def test_with_an_incentive_from_the_threshold_seizing_what_fell_leaves_a_healthy_position() -> None:
    """(c): a threshold of 0.5 would give 1 / 0.85, so the largest factor, 1.15, holds: all of it repays 100."""
    liquidation = LltvIncentive(np.array([0.5, 0.9]))
    market = with_two_collaterals((0.5, 1.0), (0.5, 0.9), (230.0, 100.0), 188.0, 0.0, liquidation)
    assert seize(market, "ETH", 188.0) == pytest.approx(90.0 / 88.0)
    assert float(pool_of(market).positions.at(np.array([0])).debt[0, 0]) == pytest.approx(88.0, rel=1e-12)
    assert happened(market, BadDebtRealised) == []


@pytest.mark.parametrize(("collateral", "repayment", "health"), [("ETH", 500.0, 0.60), ("BTC", 400.0, 1.00)])
def test_with_no_incentive_the_order_of_seizing_decides_as_before(
    collateral: str, repayment: float, health: float
) -> None:
    """(d), where nothing is given to the liquidator."""
    liquidation = LltvIncentive(np.array([1.0, 0.5]), cursor=0.0)
    market = with_two_collaterals((100.0, 400.0), (1.0, 0.5), (6.0, 1.0), 1000.0, 0.0, liquidation)
    assert seize(market, collateral, repayment) == pytest.approx(health)


def test_what_is_left_without_collateral_is_the_lenders_loss_at_once() -> None:
    liquidation = LltvIncentive(np.array([0.86, 0.86]))
    market = with_two_collaterals((1.0, 1.0), (0.86, 0.86), (1000.0, 0.0), 990.0, 0.0, liquidation)
    seize(market, "ETH", 990.0)
    (loss,) = happened(market, BadDebtRealised)
    assert float(np.sum(loss.amount)) == pytest.approx(990.0 - 1000.0 * 0.958, abs=1e-9)
    market.absorb()
    assert float(pool_of(market).reserves.supply_index[0]) == pytest.approx(1.0 - float(np.sum(loss.amount)) / 1e6)
    assert float(pool_of(market).reserves.deficit[0]) == 0.0
