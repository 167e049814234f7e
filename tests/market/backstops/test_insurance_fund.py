from firesale.market.backstops.base import Absorption, Bearer, Resources
from firesale.market.backstops.insurance_fund import InsuranceFund


def test_units_are_sold_as_far_as_the_fund_can_pay() -> None:
    resources = Resources(0.0, 0.0, insured=3.0, vault_takes=9.0, other_side=9.0)
    assert InsuranceFund().absorb(10.0, resources) == Absorption("insurance_fund", Bearer.INSURANCE_FUND, 3.0)
    assert InsuranceFund().absorb(2.0, resources).amount == 2.0
    assert InsuranceFund(0.5).absorb(10.0, resources).amount == 1.5
