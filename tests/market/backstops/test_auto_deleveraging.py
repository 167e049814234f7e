from firesale.market.backstops.auto_deleveraging import AutoDeleveraging
from firesale.market.backstops.base import Absorption, Bearer, Resources


def test_winners_are_closed_as_far_as_there_are_any() -> None:
    resources = Resources(0.0, 0.0, insured=9.0, vault_takes=9.0, other_side=3.0)
    assert AutoDeleveraging().absorb(10.0, resources) == Absorption("auto_deleveraging", Bearer.WINNERS, 3.0)
    assert AutoDeleveraging().absorb(2.0, resources).amount == 2.0
