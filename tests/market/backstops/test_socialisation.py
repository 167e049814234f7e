from firesale.market.backstops.base import Absorption, Bearer, Resources
from firesale.market.backstops.socialisation import Socialisation


def test_lenders_pay_until_nothing_is_left_of_their_claims() -> None:
    resources = Resources(reserves=1e9, lenders=100.0)
    assert Socialisation().absorb(80.0, resources) == Absorption("socialisation", Bearer.LENDERS, 80.0)
    assert Socialisation().absorb(120.0, resources).amount == 100.0
