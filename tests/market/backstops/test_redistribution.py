from firesale.market.backstops.base import Absorption, Bearer, Resources
from firesale.market.backstops.redistribution import Redistribution


def test_vaults_take_over_no_more_than_they_have_above_their_debts() -> None:
    resources = Resources(reserves=1e9, lenders=1e9, vault_equity=100.0)
    assert Redistribution().absorb(80.0, resources) == Absorption("redistribution", Bearer.VAULT_OWNERS, 80.0)
    assert Redistribution().absorb(120.0, resources).amount == 100.0


def test_one_loss_takes_no_more_than_a_share_of_that() -> None:
    assert Redistribution(0.1).absorb(80.0, Resources(0.0, 0.0, vault_equity=100.0)).amount == 10.0
