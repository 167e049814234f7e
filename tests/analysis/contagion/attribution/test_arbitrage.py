from firesale.analysis.contagion.attribution.arbitrage import RoundTrips, round_trips_of
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.trades import trades_of
from tests.analysis.contagion.conftest import Written, near


def trips(run: Written) -> RoundTrips:
    return round_trips_of(trades_of(EventColumns(run.tables())))


def exchanges(run: Written) -> Written:
    return run.exchange("x").exchange("y").exchange("z")


def test_two_trades_of_one_account_on_two_exchanges_are_a_round_trip(written: Written) -> None:
    found = trips(exchanges(written).swap("x", 6, 0.1, "arbitrage").swap("y", 6, -0.2, "arbitrage"))
    assert found.exchange.tolist() == [[0, 1]]
    near(found.move, [[0.1, -0.2]])
    assert found.is_leg.tolist() == [True, True]


def test_one_leg_alone_is_none(written: Written) -> None:
    found = trips(exchanges(written).swap("x", 6, 0.1, "arbitrage").swap("y", 5, 0.1, "noise"))
    assert found.exchange.tolist() == []
    assert found.is_leg.tolist() == [False, False]


def test_neither_are_legs_of_two_accounts_or_on_one_exchange(written: Written) -> None:
    run = exchanges(written).swap("x", 6, 0.1, "arbitrage").swap("y", 7, -0.1, "arbitrage")
    assert trips(run.swap("y", 7, -0.1, "arbitrage")).exchange.tolist() == []


def test_something_between_the_legs_parts_them(written: Written) -> None:
    run = exchanges(written).swap("x", 6, 0.1, "arbitrage").swap("z", 5, 0.1, "noise")
    assert trips(run.swap("y", 6, -0.1, "arbitrage")).exchange.tolist() == []


def test_of_three_legs_the_third_stands_alone(written: Written) -> None:
    run = exchanges(written)
    for venue in ("x", "y", "z"):
        run.swap(venue, 6, 0.1, "arbitrage")
    found = trips(run)
    assert found.exchange.tolist() == [[0, 1]]
    assert found.is_leg.tolist() == [True, True, False]


def test_four_legs_are_two_round_trips(written: Written) -> None:
    run = exchanges(written)
    for venue in ("x", "y", "x", "y"):
        run.swap(venue, 6, 0.1, "arbitrage")
    assert trips(run).exchange.tolist() == [[0, 1], [0, 1]]
