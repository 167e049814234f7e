from firesale.market.backstops.assessment import Assessment
from firesale.market.backstops.base import Bearer, Resources


def test_it_takes_what_there_is_and_no_more_than_the_loss() -> None:
    resources = Resources(reserves=0.0, lenders=0.0, pledged=100.0)
    taken = Assessment().absorb(30.0, resources)
    assert (taken.backstop, taken.bearer, taken.amount) == ("assessment", Bearer.MEMBERS, 30.0)
    assert Assessment().absorb(250.0, resources).amount == 100.0


def test_a_venue_without_it_loses_nothing_by_it() -> None:
    assert Assessment().absorb(30.0, Resources(reserves=500.0, lenders=500.0)).amount == 0.0


def test_members_are_asked_for_at_most_so_many_contributions() -> None:
    assert Assessment(cap=2.0).absorb(900.0, Resources(reserves=0.0, lenders=0.0, pledged=200.0)).amount == 400.0
