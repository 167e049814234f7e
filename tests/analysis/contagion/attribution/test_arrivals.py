import numpy as np

from firesale.analysis.contagion.attribution.arrivals import ArrivalReader
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.market.events import DebtOffset, LiquidatorCompensated
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_closings import seize, take, trigger, vault, vaults

Arrival = tuple[int, str, float, int]


def arrivals(run: Written) -> list[Arrival]:
    """(account, asset, units, closing), in order."""
    reader = ArrivalReader(EventColumns(run.tables()))
    found = reader.all()
    assert (np.diff(found.moment) >= 0).all()
    columns = (found.account, found.asset, found.units, found.liquidation)
    return [(int(who), reader.assets[a], round(float(u), 9), int(i)) for who, a, u, i in zip(*columns, strict=True)]


def harbour(run: Written) -> Written:
    """Three positions of p with 9, 4.5 and 18 ETH."""
    run.oracle().pool("p")
    return run.position("p", 1, 0.9).position("p", 2, 0.9, debt=400.0).position("p", 3, 0.9, debt=1_600.0)


def test_a_liquidator_has_what_it_seized_at_once(written: Written) -> None:
    assert arrivals(harbour(written).liquidate("p", 2, liquidator=7)) == [(7, "ETH", 4.5, 0)]


def test_who_says_that_a_position_is_unsafe_gets_nothing_of_the_lot(written: Written) -> None:
    assert arrivals(seize(harbour(written), "p", 1, lot=0)) == []


def test_a_bidder_has_what_it_takes_of_each_lot(written: Written) -> None:
    seize(seize(harbour(written), "p", 1, lot=0), "p", 2, lot=1)
    take(take(written, "p", 50, 4.0, lot=1), "p", 51, 2.0, lot=0)
    assert arrivals(take(written, "p", 51, 7.0, lot=0)) == [
        (50, "ETH", 4.0, 1),
        (51, "ETH", 2.0, 0),
        (51, "ETH", 7.0, 0),
    ]


def test_a_storefront_sells_the_newest_first(written: Written) -> None:
    """9 came, 4.5 after it; 6 are sold, 18 come, 5 and 16.5 are sold."""
    seize(seize(harbour(written), "p", 1), "p", 2)
    seize(take(written, "p", 50, 6.0), "p", 3)
    take(take(written, "p", 51, 5.0), "p", 50, 16.5)
    assert arrivals(written) == [
        (50, "ETH", 4.5, 1),
        (50, "ETH", 1.5, 0),
        (51, "ETH", 5.0, 2),
        (50, "ETH", 13.0, 2),
        (50, "ETH", 3.5, 0),
    ]


def test_lots_and_what_a_storefront_holds_are_told_apart(written: Written) -> None:
    seize(seize(harbour(written), "p", 1), "p", 2, lot=0)
    assert arrivals(take(written, "p", 50, 3.0)) == [(50, "ETH", 3.0, 0)]


def test_storefronts_of_two_pools_are_told_apart(written: Written) -> None:
    seize(harbour(written), "p", 1)
    written.pool("q").position("q", 1, 0.9)
    assert arrivals(take(seize(written, "q", 1), "p", 50, 3.0)) == [(50, "ETH", 3.0, 0)]


def test_more_than_was_absorbed_comes_from_no_closing(written: Written) -> None:
    found = arrivals(take(seize(harbour(written), "p", 1), "p", 50, 12.0))
    assert found == [(50, "ETH", 9.0, 0)]


def test_the_reward_of_a_trigger_comes_from_the_vault(written: Written) -> None:
    vault(vault(vaults(written.oracle()), 1, 9.0, 800.0), 2, 9.0, 800.0)
    trigger(written, 1, 2)
    both = np.array([1, 2])
    written.add(LiquidatorCompensated("v", 90, both, "DAI", 0.0, "ETH", np.array([0.1, 0.0])))
    written.add(DebtOffset("v", 90, both, "DAI", 800.0, "ETH", np.array([8.9, 9.0]), 100.0, 1.0))
    assert arrivals(written) == [(90, "ETH", 0.1, 0)]


def test_the_moments_are_those_of_the_arrivals(written: Written) -> None:
    seize(harbour(written), "p", 1)
    mark = written.log.mark()
    found = ArrivalReader(EventColumns(take(written, "p", 50, 1.0).tables())).all()
    near(found.moment, [mark])
