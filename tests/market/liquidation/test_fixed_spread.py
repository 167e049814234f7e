"""Bonus 5 %, protocol fee 10 % of it; executed cases stand in tests/validation/test_aave_v3.py."""

from typing import Any

import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.liquidation.base import Settlement, UnsafePositions
from firesale.market.liquidation.fixed_spread import FixedSpread

RULE = FixedSpread(np.array([0.05, 0.10]))


def unsafe(
    *, health: float = 0.97, collateral: float = 10.0, debt: float = 16_000.0, others: float = 0.0, price: float = 2000.0, column: int = 0
) -> UnsafePositions:  # fmt: skip
    return UnsafePositions(
        health=np.array([health]),
        collateral=np.array([collateral]),
        debt=np.array([debt]),
        total_debt_value=np.array([debt + others]),
        collateral_price=np.array([price]),
        debt_price=np.array([1.0]),
        collateral_column=column,
    )


def terms(positions: UnsafePositions, repayment: float, rule: FixedSpread = RULE) -> tuple[Any, Any, Any, bool]:
    """What is repaid, seized and kept by the protocol, and whether dust would be left."""
    found: Settlement = rule.settle(positions, np.array([repayment]))
    return float(found.repaid[0]), float(found.seized[0]), float(found.protocol_fee[0]), bool(found.leaves_dust[0])


def test_collateral_is_sold_at_the_bonus_and_the_protocol_takes_its_share_of_it() -> None:
    repaid, seized, fee, dust = terms(unsafe(), 4000.0)
    assert (repaid, seized, fee, dust) == (4000.0, pytest.approx(2.1), pytest.approx(0.01), False)


def test_each_collateral_has_its_own_bonus() -> None:
    assert terms(unsafe(column=1), 4000.0)[:3] == pytest.approx((4000.0, 2.2, 0.02))


def test_at_good_health_half_of_the_debt_may_be_repaid() -> None:
    assert terms(unsafe(), 1e9)[0] == 8000.0


def test_half_is_of_the_debts_of_the_whole_position() -> None:
    assert terms(unsafe(others=4000.0), 1e9)[0] == 10_000.0
    assert terms(unsafe(others=40_000.0), 1e9)[0] == 16_000.0


def test_or_of_the_debt_that_is_repaid() -> None:
    one = FixedSpread(np.array([0.05]), close_factor_of="debt")
    assert terms(unsafe(others=4000.0), 1e9, one)[0] == 8000.0
    assert terms(unsafe(others=40_000.0), 1e9, one)[0] == 8000.0


def test_of_whose_debt_is_one_of_two_words() -> None:
    with pytest.raises(BadValueError, match=r"FixedSpread\.close_factor_of.*position.*debt"):
        FixedSpread(np.array([0.05]), close_factor_of="asset")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "positions",
    [
        unsafe(health=0.95),
        unsafe(health=0.2),
        unsafe(debt=1999.0, collateral=1.0),
        unsafe(collateral=0.9, debt=3000.0, price=2100.0),  # 1890 of collateral
    ],
)
def test_a_bad_or_small_position_may_be_closed_wholly(positions: UnsafePositions) -> None:
    assert RULE.closeable_debt(positions).tolist() == positions.debt.tolist()


def test_what_the_collateral_pays_for_limits_the_repayment() -> None:
    repaid, seized, fee, dust = terms(unsafe(health=0.5, collateral=2.1, debt=16_000.0), 1e9)
    assert (repaid, seized, fee, dust) == (pytest.approx(4000.0), 2.1, pytest.approx(0.01), False)


def test_worthless_collateral_is_seized_for_nothing() -> None:
    assert terms(unsafe(health=0.0, price=0.0), 1e9) == (0.0, 10.0, pytest.approx(10.0 * 0.1 * 0.05 / 1.05), False)


@pytest.mark.parametrize(
    ("positions", "repayment", "dust"),
    [
        (unsafe(health=0.9, debt=3000.0), 2000.0, False),  # 1000 left
        (unsafe(health=0.9, debt=3000.0), 2001.0, True),  # 999 left
        (unsafe(health=0.9, debt=3000.0), 3000.0, False),  # nothing left
        (unsafe(health=0.9, collateral=2.0, debt=5000.0), 2857.0, False),  # 4000 - 2999.85 left
        (unsafe(health=0.9, collateral=2.0, debt=5000.0), 2858.0, True),  # 999.1 of collateral left
        (unsafe(health=0.9, collateral=2.0, debt=5000.0), 5000.0, False),  # all of it taken
    ],
)
def test_neither_leftover_may_be_dust_unless_one_is_closed(
    positions: UnsafePositions, repayment: float, dust: bool
) -> None:
    assert terms(positions, repayment)[3] is dust


def test_positions_are_settled_side_by_side() -> None:
    both = UnsafePositions(
        health=np.array([0.97, 0.5]),
        collateral=np.array([10.0, 2.1]),
        debt=np.array([16_000.0, 16_000.0]),
        total_debt_value=np.array([16_000.0, 16_000.0]),
        collateral_price=np.array([2000.0, 2000.0]),
        debt_price=np.array([1.0, 1.0]),
        collateral_column=0,
    )
    assert RULE.settle(both, np.array([1e9, 1e9])).repaid == pytest.approx([8000.0, 4000.0])


@pytest.mark.parametrize("bonus", [[-0.01], [1.5], [float("nan")]])
def test_a_bonus_that_is_no_fraction_is_refused(bonus: list[float]) -> None:
    with pytest.raises(BadValueError, match=r"FixedSpread\.liquidation_bonus"):
        FixedSpread(np.array(bonus))
