from firesale.market.backstops.base import Absorption, Bearer, Resources
from firesale.market.backstops.liquidator_vault import LiquidatorVault


def test_the_vault_takes_units_for_which_it_has_the_margin() -> None:
    resources = Resources(0.0, 0.0, insured=9.0, vault_takes=3.0, other_side=9.0)
    assert LiquidatorVault().absorb(10.0, resources) == Absorption("liquidator_vault", Bearer.VAULT, 3.0)
    assert LiquidatorVault(0.5).absorb(10.0, resources).amount == 1.5
