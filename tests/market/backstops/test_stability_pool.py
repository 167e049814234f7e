from firesale.market.backstops.base import Absorption, Bearer, Resources
from firesale.market.backstops.stability_pool import StabilityDraw


def test_deposits_pay_until_there_are_none() -> None:
    resources = Resources(reserves=1e9, lenders=1e9, stability_deposits=100.0)
    assert StabilityDraw().absorb(80.0, resources) == Absorption("stability_pool", Bearer.DEPOSITORS, 80.0)
    assert StabilityDraw().absorb(120.0, resources).amount == 100.0


def test_one_loss_takes_no_more_than_a_share_of_them() -> None:
    assert StabilityDraw(0.25).absorb(80.0, Resources(0.0, 0.0, stability_deposits=100.0)).amount == 25.0


def test_where_nobody_deposited_nothing_is_paid() -> None:
    assert StabilityDraw().absorb(80.0, Resources(1e9, 1e9)).amount == 0.0
