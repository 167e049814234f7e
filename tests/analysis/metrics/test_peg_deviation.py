import math

import pytest

from firesale.analysis.metrics.peg_deviation import PegDeviation
from firesale.analysis.tables import RunTables
from firesale.market.events import AssetListed, CoinRecorded, PriceQuoted
from tests.analysis.conftest import RunBuilder


def test_prices_of_coins_against_the_numeraire_count_and_others_do_not(run: RunBuilder) -> None:
    run.price("USD", [1.0]).exchange("peg", "COIN", "USD").exchange("direct", "ETH", "COIN")
    run.at(0, AssetListed("vaults", "COIN", "coin", "", "", 0.0))
    for step, price in enumerate((1.0, 0.9, 1.02, 0.98)):
        run.at(step, PriceQuoted("peg", "COIN", price), PriceQuoted("direct", "ETH", 2000.0))
        run.at(step, CoinRecorded("vaults", "COIN", 100.0, 90.0, 1.0 - 0.05 * step, 0.0, 0.0, 1.5, False))
    assert PegDeviation().measure(run.tables()) == pytest.approx(
        {"max": 0.1, "below": 0.1, "mean": 0.035, "end": 0.02, "backing": 0.15}
    )


def test_without_coins_nothing_is_measured(empty: RunTables) -> None:
    assert all(math.isnan(value) for value in PegDeviation().measure(empty).values())
