import pytest

from firesale.analysis.contagion.exposures.used_prices import oracle_prices
from firesale.market.events import OracleOpened, PriceQuoted, PriceReported, Swapped
from tests.analysis.conftest import RunBuilder


@pytest.fixture
def spot(run: RunBuilder) -> RunBuilder:
    """A live oracle on two exchanges that reported 100 at step 1."""
    run.exchange("book").exchange("swap").price("ETH", [100.0])
    run.at(0, OracleOpened("feed", "spot", "book", "point", True), OracleOpened("feed", "spot", "swap", "point", True))
    return run.at(1, PriceReported("feed", "ETH", 100.0, 0, 0.0))


def sold(venue: str, price_after: float) -> Swapped:
    return Swapped(venue, 1, "ETH", "USD", 1.0, 99.0, 0.0, 100.0, price_after, "noise")


def test_a_live_oracle_shows_what_it_reported_until_somebody_trades(spot: RunBuilder) -> None:
    assert oracle_prices(spot.tables(), 1)["feed", "ETH"] == 100.0


def test_it_shows_each_trade_at_once_and_takes_the_median_of_its_sources(spot: RunBuilder) -> None:
    spot.at(1, sold("book", 80.0))
    assert oracle_prices(spot.tables(), 1)["feed", "ETH"] == 90.0
    spot.at(1, sold("swap", 84.0))
    assert oracle_prices(spot.tables(), 1)["feed", "ETH"] == 82.0


def test_trades_before_the_report_are_in_it(spot: RunBuilder) -> None:
    spot.at(1, sold("book", 80.0), PriceReported("feed", "ETH", 90.0, 0, 0.0))
    assert oracle_prices(spot.tables(), 1)["feed", "ETH"] == 90.0


def test_a_quote_at_the_end_of_a_step_counts_and_later_steps_do_not(spot: RunBuilder) -> None:
    spot.at(1, PriceQuoted("book", "ETH", 70.0), PriceQuoted("swap", "ETH", 74.0)).at(2, sold("book", 10.0))
    assert oracle_prices(spot.tables(), 1)["feed", "ETH"] == 72.0


def test_other_oracles_stand_still_while_others_trade(run: RunBuilder) -> None:
    run.exchange("book").price("ETH", [100.0]).at(0, OracleOpened("feed", "push", "book", "point", False))
    run.at(1, PriceReported("feed", "ETH", 100.0, 0, 0.0), sold("book", 80.0))
    assert oracle_prices(run.tables(), 1)["feed", "ETH"] == 100.0
