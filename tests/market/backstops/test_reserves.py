import pytest

from firesale.market.backstops.base import Absorption, Bearer, Resources
from firesale.market.backstops.reserves import Reserves
from firesale.market.errors import BadValueError


def test_reserves_pay_until_they_are_used_up() -> None:
    assert Reserves().absorb(80.0, Resources(reserves=100.0, lenders=0.0)) == Absorption(
        "reserves", Bearer.RESERVES, 80.0
    )
    assert Reserves().absorb(120.0, Resources(reserves=100.0, lenders=1e9)).amount == 100.0
    assert Reserves().absorb(120.0, Resources(reserves=0.0, lenders=1e9)).amount == 0.0


def test_one_loss_may_take_only_a_share_of_them() -> None:
    assert Reserves(share=0.25).absorb(80.0, Resources(reserves=100.0, lenders=0.0)).amount == 25.0


def test_a_share_that_is_no_fraction_is_refused() -> None:
    with pytest.raises(BadValueError, match=r"Reserves\.share"):
        Reserves(share=1.5)
