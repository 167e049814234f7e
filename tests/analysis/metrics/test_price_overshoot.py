from math import isnan

import pytest

from firesale.analysis.metrics.price_overshoot import PriceOvershoot
from firesale.analysis.tables import RunTables
from firesale.market.events import PriceQuoted, Swapped
from tests.analysis.conftest import RunBuilder


def swap(venue: str, asset_in: str, asset_out: str, price_after: float) -> Swapped:
    return Swapped(venue, 1, asset_in, asset_out, 1.0, 1.0, 0.0, 100.0, price_after, "liquidation")


def test_the_largest_fall_is_read_from_quotes_of_the_same_step(run: RunBuilder) -> None:
    run.exchange("uni").exchange("book").price("ETH", [100.0, 80.0, 50.0])
    run.at(1, PriceQuoted("uni", "ETH", 72.0), PriceQuoted("book", "ETH", 88.0))
    run.at(2, PriceQuoted("uni", "ETH", 49.0), PriceQuoted("book", "ETH", 50.0))
    found = PriceOvershoot().measure(run.tables())
    assert found == pytest.approx({"max": 0.1, "exchange.uni": 0.1, "exchange.book": 0.0})


@pytest.mark.parametrize("assets", [("ETH", "USD"), ("USD", "ETH")])
def test_the_price_after_a_swap_counts_in_either_direction(run: RunBuilder, assets: tuple[str, str]) -> None:
    run.exchange("uni").price("ETH", [100.0, 80.0]).at(1, PriceQuoted("uni", "ETH", 80.0), swap("uni", *assets, 60.0))
    assert PriceOvershoot().measure(run.tables())["max"] == pytest.approx(0.25)


def test_a_quote_in_another_asset_is_converted_at_fundamental_prices(run: RunBuilder) -> None:
    run.exchange("curve", "stETH", "ETH").price("ETH", [100.0]).price("stETH", [98.0])
    run.at(0, PriceQuoted("curve", "stETH", 0.931))
    assert PriceOvershoot().measure(run.tables())["exchange.curve"] == pytest.approx(0.05)


def test_an_exchange_that_never_quoted_was_not_measured(run: RunBuilder) -> None:
    found = PriceOvershoot().measure(run.exchange("uni").tables())
    assert isnan(found["max"])
    assert isnan(found["exchange.uni"])


def test_an_empty_run_was_not_measured(empty: RunTables) -> None:
    found = PriceOvershoot().measure(empty)
    assert list(found) == ["max"]
    assert isnan(found["max"])
