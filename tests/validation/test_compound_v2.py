"""Compound v2 as parameters of the fixed spread: MECHANISMS 2.2. Close factor 50 %, incentive 8 % and a seize share of 2.8 % are unverified."""

import numpy as np
import pytest

from firesale.market.liquidation.base import UnsafePositions
from firesale.market.liquidation.fixed_spread import FixedSpread

CLOSE_FACTOR, INCENTIVE, SEIZE_SHARE = 0.5, 0.08, 0.028
SHARE_OF_BONUS = SEIZE_SHARE * (1.0 + INCENTIVE) / INCENTIVE
"""The protocol takes a share of all that is seized; the rule here a share of the bonus."""


def compound(protocol_fee: float = 0.0) -> FixedSpread:
    return FixedSpread(np.array([INCENTIVE]), CLOSE_FACTOR, 0.0, 0.0, protocol_fee, 0.0)


def seen(collateral_price: float, collateral: float, debt: float, health: float = 0.99) -> UnsafePositions:
    one = np.ones(1)
    return UnsafePositions(
        health * one, collateral * one, debt * one, debt * one, collateral_price * one, one, collateral_column=0
    )


def test_a_thousand_dai_seize_six_tenths_of_an_ether() -> None:
    terms = compound().settle(seen(1800.0, 1.0, 2000.0), np.array([1000.0]))
    assert terms.repaid[0] == 1000.0
    assert terms.seized[0] == pytest.approx(0.6, rel=1e-12)


def test_which_are_thirty_receipts_at_an_exchange_rate_of_a_fiftieth() -> None:
    """A receipt is worth 0.02 ETH: seizeTokens = repaid * 1.08 * price of debt / (price of collateral * exchange rate)."""
    terms = compound().settle(seen(1800.0 * 0.02, 50.0, 2000.0), np.array([1000.0]))
    assert terms.seized[0] == pytest.approx(30.0, rel=1e-12)


@pytest.mark.parametrize("health", [0.99, 0.5])
def test_half_of_a_debt_may_be_repaid_however_deep_and_however_small(health: float) -> None:
    assert compound().largest_repayment(seen(1800.0, 1.0, 20.0, health))[0] == pytest.approx(10.0)


def test_the_protocol_takes_its_share_of_what_is_seized() -> None:
    terms = compound(SHARE_OF_BONUS).settle(seen(1800.0, 1.0, 2000.0), np.array([1000.0]))
    assert terms.protocol_fee[0] == pytest.approx(SEIZE_SHARE * 0.6, rel=1e-12)
