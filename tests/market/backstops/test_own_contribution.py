from firesale.market.backstops.base import Bearer, Resources
from firesale.market.backstops.own_contribution import OwnContribution


def test_it_takes_what_there_is_and_no_more_than_the_loss() -> None:
    resources = Resources(reserves=0.0, lenders=0.0, defaulter=100.0)
    taken = OwnContribution().absorb(30.0, resources)
    assert (taken.backstop, taken.bearer, taken.amount) == ("own_contribution", Bearer.DEFAULTER, 30.0)
    assert OwnContribution().absorb(250.0, resources).amount == 100.0


def test_a_venue_without_it_loses_nothing_by_it() -> None:
    assert OwnContribution().absorb(30.0, Resources(reserves=500.0, lenders=500.0)).amount == 0.0
