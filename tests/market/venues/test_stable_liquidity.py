"""Liquidity in one coin: integers of the contract's formulas, worked out apart from our code (amplification 2000 and 100, fee .04 %)."""

import numpy as np
import pytest

from firesale.market.venues.stable_liquidity import balance_at, of_one_coin, shares_for
from firesale.market.venues.stable_math import invariant

THREE = np.array([1_000_000.0, 1_500_000.0, 700_000.0])
TWO = np.array([2_000_000.0, 500_000.0])
FEE = 0.0004
SUPPLY_3, SUPPLY_2 = 3199916936696089392097118 / 1e18, 2493095603312593127994740 / 1e18


@pytest.mark.parametrize(
    ("change", "shares", "admin"),
    [
        ((1e5, 0.0, 0.0), 99978679582705798792738, (5156205470070714277, 3515691794893928584, 1640656170950500006)),
        ((2.5e5, 5e4, 0.0), 299936588823528314806471, (11718955080157089069, 6796567379764366395, 4921731443890037651)),
    ],
)
def test_shares_for_other_ratios_are_those_of_the_contract(
    change: tuple[float, ...], shares: int, admin: tuple[int, ...]
) -> None:
    part, fee = shares_for(THREE, np.array(change), 6000.0, FEE)
    assert part * SUPPLY_3 == pytest.approx(shares / 1e18, rel=1e-9)
    assert 0.5 * fee == pytest.approx([one / 1e18 for one in admin], rel=1e-9)


def test_what_is_taken_in_another_ratio_burns_what_the_contract_burns() -> None:
    """`remove_liquidity_imbalance`: 200,000 of the second coin."""
    part, fee = shares_for(THREE, np.array([0.0, -2e5, 0.0]), 6000.0, FEE)
    assert -part * SUPPLY_3 == pytest.approx(199998233009026262096079 / 1e18, rel=1e-9)
    assert 0.5 * fee[0] == pytest.approx(4686833202996617587 / 1e18, rel=1e-9)


@pytest.mark.parametrize(
    ("coin", "shares", "paid", "admin"),
    [
        (0, 1e5, 99975906094535000582408, 10311684842024486582),
        (1, 1e5, 100002119722852735705860, 7971187526090892930),
        (2, 6e5, 598521645427474535626532, 69632227075359300459),
    ],
)
def test_one_of_three_coins_for_shares(coin: int, shares: float, paid: int, admin: int) -> None:
    got, fee = of_one_coin(THREE, shares / SUPPLY_3, coin, 6000.0, FEE)
    assert got == pytest.approx(paid / 1e18, rel=1e-9)
    assert 0.5 * fee == pytest.approx(admin / 1e18, rel=1e-7)  # the difference of two large numbers


def test_two_coins() -> None:
    part, _ = shares_for(TWO, np.array([0.0, 3e5]), 200.0, FEE)
    assert part * SUPPLY_2 == pytest.approx(303699204143646237512145 / 1e18, rel=1e-9)
    share = 4e5 / SUPPLY_2
    assert of_one_coin(TWO, share, 0, 200.0, FEE)[0] == pytest.approx(402981988303974455105590 / 1e18, rel=1e-9)
    assert of_one_coin(TWO, share, 1, 200.0, FEE)[0] == pytest.approx(372333216751966511924034 / 1e18, rel=1e-9)


@pytest.mark.parametrize("coin", [0, 1, 2])
def test_a_balance_is_found_from_the_others(coin: int) -> None:
    level = invariant(THREE.tolist(), 6000.0)
    assert balance_at(level, np.delete(THREE, coin).tolist(), 6000.0) == pytest.approx(THREE[coin], rel=1e-12)
