from firesale.agents.clearing_member.walk_away import WalkAway
from tests.agents.clearing_member.called import called, called_market, has_defaulted, next_day
from tests.agents.playing import cohort_of, decide, play
from tests.markets import give, held


def test_while_something_is_left_it_pays() -> None:
    market = called_market(price=1900.0)  # 10,000 of 30,000 lost
    give(market, 0, "USDC", 1e6)
    assert play(market, cohort_of(WalkAway("clearing", "swap"), 1)) == []
    assert called(market) == 0.0


def test_when_more_is_lost_than_it_has_there_it_keeps_its_cash_and_defaults() -> None:
    market = called_market(price=1600.0)  # 40,000 of 30,000 lost
    give(market, 0, "USDC", 1e6)
    cohort = cohort_of(WalkAway("clearing", "swap"), 1)
    assert decide(market, cohort) == []
    next_day(market, 2, 1600.0)
    assert has_defaulted(market)
    assert held(market, 0, "USDC") == 1e6
    assert decide(market, cohort) == []


def test_the_threshold_is_a_part_of_the_requirement() -> None:
    market = called_market(price=1850.0)  # half of the margin lost: 15,000 left, 27,750 needed
    give(market, 0, "USDC", 1e6)
    assert decide(market, cohort_of(WalkAway("clearing", "swap", threshold=0.6), 1)) == []
    assert len(decide(market, cohort_of(WalkAway("clearing", "swap", threshold=0.5), 1))) == 1
