from firesale.market.backstops.base import Bearer, Resources
from firesale.market.backstops.default_fund import DefaultFund


def test_it_takes_what_there_is_and_no_more_than_the_loss() -> None:
    resources = Resources(reserves=0.0, lenders=0.0, default_fund=100.0)
    taken = DefaultFund().absorb(30.0, resources)
    assert (taken.backstop, taken.bearer, taken.amount) == ("default_fund", Bearer.DEFAULT_FUND, 30.0)
    assert DefaultFund().absorb(250.0, resources).amount == 100.0


def test_a_venue_without_it_loses_nothing_by_it() -> None:
    assert DefaultFund().absorb(30.0, Resources(reserves=500.0, lenders=500.0)).amount == 0.0


def test_a_share_limits_what_one_default_takes() -> None:
    assert DefaultFund(share=0.25).absorb(90.0, Resources(reserves=0.0, lenders=0.0, default_fund=200.0)).amount == 50.0
