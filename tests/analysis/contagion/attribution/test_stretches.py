import math

from firesale.analysis.contagion.attribution.stretches import find_stretches, own_effects
from firesale.market.events import CollateralPosted
from tests.analysis.contagion.attribution.rebuilt import Rebuilt
from tests.analysis.contagion.conftest import Written, near


def pool(run: Written) -> Written:
    return run.oracle().pool("p")


def stretches(run: Written) -> tuple[list[int], list[bool], list[int]]:
    """Where each begins, whether the position was safe there, and the change at which its chain begins."""
    changes, values = Rebuilt(run).pool()
    found = find_stretches(changes, values)
    return found.start.tolist(), found.found.tolist(), found.begins.tolist()


def test_a_stretch_begins_just_before_the_report_that_made_the_position_unsafe(written: Written) -> None:
    pool(written).position("p", 1, 1.05).step(1, 98.0).report(98.0).step(2, 94.0)
    at = written.log.mark()
    start, found, begins = stretches(written.report(94.0).step(3, 90.0).report(90.0).liquidate("p", 1))
    assert (start[-1], found[-1], begins[-1]) == (at, True, 2)


def test_a_recovery_in_between_ends_what_came_before(written: Written) -> None:
    pool(written).position("p", 1, 1.05).step(1).report(94.0).step(2).report(99.0).step(3)
    at = written.log.mark()
    start, _, _ = stretches(written.report(93.0).liquidate("p", 1))
    assert start[-1] == at


def test_what_happened_before_the_position_was_opened_does_not_count(written: Written) -> None:
    pool(written).step(1).report(90.0).position("p", 1, 1.02).step(2)
    at = written.log.mark()
    start, _, _ = stretches(written.report(88.0).liquidate("p", 1))
    assert start[-1] == at


def test_a_position_that_stays_unsafe_after_a_liquidation_is_followed_over_it(written: Written) -> None:
    pool(written).position("p", 1, 1.05).step(1)
    at = written.log.mark()
    start, found, begins = stretches(written.report(90.0).liquidate("p", 1, part=0.5).liquidate("p", 1))
    assert (found[-1], begins[-1], start[begins[-1]]) == (False, 2, at)


def test_a_rescue_ends_the_chain(written: Written) -> None:
    pool(written).position("p", 1, 1.05).step(1).report(94.0).top_up("p", 1, 1.0).step(2)
    at = written.log.mark()
    start, found, _ = stretches(written.report(80.0).liquidate("p", 1))
    assert (start[-1], found[-1]) == (at, True)


def test_a_vain_rescue_does_not(written: Written) -> None:
    pool(written).position("p", 1, 1.05).step(1)
    at = written.log.mark()
    start, found, begins = stretches(written.report(90.0).top_up("p", 1, 0.01).step(2).report(80.0).liquidate("p", 1))
    assert (found[-1], start[begins[-1]]) == (False, at)


def test_a_position_that_was_opened_unsafe_begins_there(written: Written) -> None:
    pool(written).position("p", 1, 0.98)
    at = written.log.mark() - 1  # with the change that opened it: a trade may move the price that it is valued at
    start, found, _ = stretches(written.step(1).report(90.0).liquidate("p", 1))
    assert (start[-1], found[-1]) == (at, True)


def test_a_position_that_was_closed_and_reopened_begins_anew(written: Written) -> None:
    pool(written).position("p", 1, 1.05).step(1).report(94.0).liquidate("p", 1).step(2).position("p", 1, 1.02).step(3)
    at = written.log.mark()
    start, found, begins = stretches(written.report(90.0).liquidate("p", 1))
    assert (start[-1], found[-1], begins[-1]) == (at, True, 5)


def test_what_a_change_did_to_health_and_what_it_took(written: Written) -> None:
    """Half of the collateral for a quarter of the debt: health falls to 2 / 3, and equity by what was taken less what was repaid."""
    pool(written).position("p", 1, 0.9, debt=80.0).add(CollateralPosted("p", 1, "ETH", 0.1, ""))
    written.units["p", 1] += 0.1  # 1.0 ETH
    written.units["p", 1], written.debts["p", 1] = 0.5, 20.0
    written.liquidate("p", 1)
    written.units["p", 1], written.debts["p", 1] = 0.5, 60.0
    changes, values = Rebuilt(written.liquidate("p", 1)).pool()
    found = own_effects(changes, values)
    near(found.health[3:], [math.log(1.0 / 0.9), math.log(2.0 / 3.0)])
    near(found.equity[3:], [0.0, -30.0])


def test_opening_and_closing_have_no_effect_on_a_health_that_is_infinite(written: Written) -> None:
    pool(written).position("p", 1, 1.05).step(1).report(90.0).liquidate("p", 1).position("p", 1, 1.05)
    changes, values = Rebuilt(written.step(2).report(80.0).liquidate("p", 1)).pool()
    assert own_effects(changes, values).health.tolist() == [0.0] * 6
