"""Efficiency mode 1 of Aave v3 Ethereum at the end of October 2023 (ETH correlated: 90 / 93 / 1 %), and its isolated CRV (ceiling 5 million).

WETH 80.5 / 83, wstETH 78.5 / 81, WBTC 73 / 78, CRV 35 / 41 against USDC and WETH. Source: PARAMETERS 2 (bgd-labs/aave-proposals-v3).
"""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.margin.account_modes import AccountModes
from firesale.market.margin.base import Positions
from firesale.market.modes.efficiency_mode import EfficiencyMode

ETH_CORRELATED = EfficiencyMode(np.array([True, True, False, False]), np.array([False, True]), 0.90, 0.93, 0.01)
RULE = AccountModes(
    loan_to_value=np.array([0.805, 0.785, 0.73, 0.35]),
    liquidation_threshold=np.array([0.83, 0.81, 0.78, 0.41]),
    categories=(ETH_CORRELATED,),
    debt_ceiling=np.array([np.inf, np.inf, np.inf, 5_000_000.0]),
    isolation_debt=np.array([True, False]),
)
PRICE, DEBT_PRICE = np.array([1800.0, 2052.0, 34_000.0, 0.5]), np.array([1.0, 1800.0])
WSTETH, WBTC, CRV = 1, 2, 3


def one(pledged: dict[int, float], usdc: float = 0.0, weth: float = 0.0) -> Positions:
    collateral = np.zeros((1, 4))
    for column, units in pledged.items():
        collateral[0, column] = units
    return Positions(collateral, np.array([[usdc, weth]]), PRICE, DEBT_PRICE)


# --- efficiency modes -------------------------------------------------------------------------------------------------


def test_staked_ether_against_ether_counts_with_the_category() -> None:
    position = one({WSTETH: 100.0}, weth=100.0)  # 205,200 against 180,000
    assert RULE.health(position)[0] == pytest.approx(205_200.0 * 0.93 / 180_000.0, rel=1e-12)
    assert RULE.may_open(one({WSTETH: 100.0}, weth=102.6)).tolist() == [True]  # 90 % of 114 ether
    assert RULE.may_open(one({WSTETH: 100.0}, weth=102.7)).tolist() == [False]


def test_any_other_debt_closes_the_category() -> None:
    position = one({WSTETH: 100.0}, usdc=1800.0, weth=99.0)
    assert RULE.health(position)[0] == pytest.approx(205_200.0 * 0.81 / 180_000.0, rel=1e-12)
    assert np.isnan(RULE.liquidation_bonus(position, WSTETH)).all()  # type: ignore[arg-type]


def test_other_collateral_counts_in_the_category_with_its_own_threshold() -> None:
    position = one({WSTETH: 100.0, WBTC: 1.0}, weth=100.0)
    counted = 205_200.0 * 0.93 + 34_000.0 * 0.78
    assert RULE.health(position)[0] == pytest.approx(counted / 180_000.0, rel=1e-12)


def test_the_bonus_of_the_category_holds_for_its_collaterals_only() -> None:
    position = one({WSTETH: 100.0, WBTC: 1.0}, weth=110.0)
    wsteth, wbtc = RULE.liquidation_bonus(position, WSTETH), RULE.liquidation_bonus(position, WBTC)
    assert wsteth is not None
    assert wbtc is not None
    assert wsteth.tolist() == [0.01]
    assert np.isnan(wbtc).all()


def test_the_thresholds_in_force_are_those_of_the_mode() -> None:
    assert RULE.thresholds(one({WSTETH: 1.0}, weth=1.0)).tolist() == [[0.93, 0.93, 0.78, 0.0]]
    assert RULE.thresholds(one({WSTETH: 1.0}, usdc=1.0)).tolist() == [[0.83, 0.81, 0.78, 0.0]]
    assert RULE.thresholds(one({CRV: 1.0}, usdc=1.0)).tolist() == [[0.0, 0.0, 0.0, 0.41]]


def test_without_categories_there_is_no_other_bonus() -> None:
    assert replace(RULE, categories=()).liquidation_bonus(one({WSTETH: 1.0}), WSTETH) is None


def test_a_category_that_lends_more_than_its_threshold_is_refused() -> None:
    with pytest.raises(BadValueError, match=r"EfficiencyMode\.loan_to_value"):
        replace(ETH_CORRELATED, loan_to_value=0.94)


# --- isolated collateral ----------------------------------------------------------------------------------------------


def test_isolated_collateral_counts_alone_and_only_for_listed_debts() -> None:
    assert RULE.health(one({CRV: 1e6}, usdc=100_000.0))[0] == pytest.approx(500_000.0 * 0.41 / 100_000.0)
    assert RULE.may_open(one({CRV: 1e6}, usdc=175_000.0)).tolist() == [True]
    assert RULE.may_open(one({CRV: 1e6}, weth=1.0)).tolist() == [False]


def test_beside_other_collateral_the_better_of_both_counts_never_their_sum() -> None:
    assert RULE.health(one({CRV: 1e6, WBTC: 1.0}, usdc=1000.0))[0] == pytest.approx(500_000.0 * 0.41 / 1000.0)
    assert RULE.health(one({CRV: 1e3, WBTC: 1.0}, usdc=1000.0))[0] == pytest.approx(34_000.0 * 0.78 / 1000.0)


def test_the_ceiling_is_over_all_positions_that_stand_on_it() -> None:
    collateral = np.zeros((3, 4))
    collateral[:2, CRV], collateral[2, WBTC] = 2e7, 1000.0
    debt = np.array([[3e6, 0.0], [2e6, 0.0], [9e6, 0.0]])
    at = Positions(collateral, debt, PRICE, DEBT_PRICE)
    assert RULE.over_ceiling(at).tolist() == [False, False, False]
    debt[1, 0] += 1.0
    assert RULE.over_ceiling(at).tolist() == [True, True, False]
    assert RULE.has_ceilings
    assert not replace(RULE, debt_ceiling=np.array(np.inf)).has_ceilings


# --- siloed debt ------------------------------------------------------------------------------------------------------


def test_a_siloed_debt_stands_alone() -> None:
    siloed = replace(RULE, siloed=np.array([True, False]))
    assert siloed.may_open(one({WBTC: 10.0}, usdc=1.0)).tolist() == [True]
    assert siloed.may_open(one({WBTC: 10.0}, weth=1.0)).tolist() == [True]
    assert siloed.may_open(one({WBTC: 10.0}, usdc=1.0, weth=1.0)).tolist() == [False]
