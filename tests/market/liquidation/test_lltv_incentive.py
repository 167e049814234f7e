"""Morpho Blue: the incentive follows from the threshold."""

import numpy as np
import pytest

from firesale.market.liquidation.base import UnsafePositions
from firesale.market.liquidation.lltv_incentive import LltvIncentive

ONE = np.ones(1)


def seen(threshold: float, price: float, collateral: float, debt: float) -> UnsafePositions:
    health = threshold * price * collateral / debt
    return UnsafePositions(health * ONE, collateral * ONE, debt * ONE, debt * ONE, price * ONE, ONE, 0)


@pytest.mark.parametrize(
    ("threshold", "factor"),
    [
        (0.385, 1.15),  # capped: 1 / 0.8155 would be 1.226
        (0.625, 1.126760563380282),
        (0.77, 1.074113856068743),
        (0.86, 1.043841336116910),
        (0.915, 1.026167265264238),
        (0.945, 1.016776817488561),
        (0.965, 1.010611419909045),
    ],
)
def test_the_higher_the_threshold_the_smaller_the_incentive(threshold: float, factor: float) -> None:
    """The thresholds that Morpho Blue allows; factor = min(1.15, 1 / (0.3 LLTV + 0.7)), worked out by hand."""
    assert LltvIncentive(np.array([threshold])).factor[0] == pytest.approx(factor, rel=1e-12)


def test_the_whole_debt_may_be_repaid_at_once() -> None:
    rule, unsafe = LltvIncentive(np.array([0.86])), seen(0.86, 1.0, 1000.0, 900.0)
    terms = rule.settle(unsafe, 1e9 * ONE)
    assert terms.repaid[0] == 900.0 == rule.largest_repayment(unsafe)[0]
    assert terms.seized[0] == pytest.approx(900.0 * 1.043841336116910)
    assert terms.protocol_fee[0] == 0.0
    assert not terms.leaves_dust[0]


def test_where_collateral_is_short_all_of_it_is_seized_for_what_it_is_worth() -> None:
    terms = LltvIncentive(np.array([0.86])).settle(seen(0.86, 1.0, 1000.0, 990.0), 1e9 * ONE)
    assert terms.seized[0] == 1000.0
    assert terms.repaid[0] == pytest.approx(1000.0 / 1.043841336116910)


def test_a_crumb_may_be_left() -> None:
    assert not LltvIncentive(np.array([0.86])).settle(seen(0.86, 1.0, 1000.0, 900.0), 899.999 * ONE).leaves_dust[0]
