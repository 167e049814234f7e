import pytest

from firesale.analysis.contagion.exposures.depths import depths, price_impacts
from firesale.market.events import LiquidityRecorded
from tests.analysis.conftest import RunBuilder


def test_the_newest_depth_counts_and_exchanges_of_one_asset_add_up(run: RunBuilder) -> None:
    run.exchange("book").exchange("swap").exchange("other", "BTC")
    run.at(0, LiquidityRecorded("book", "ETH", 5000.0), LiquidityRecorded("swap", "ETH", 1000.0))
    run.at(0, LiquidityRecorded("other", "BTC", 400.0)).at(2, LiquidityRecorded("book", "ETH", 3000.0))
    assert price_impacts(depths(run.tables(), 1)).to_dict() == pytest.approx(
        {"ETH": 0.01 / 6000.0, "BTC": 0.01 / 400.0}
    )
    assert price_impacts(depths(run.tables(), 2))["ETH"] == pytest.approx(0.01 / 4000.0)


def test_depth_counts_in_the_numeraire(run: RunBuilder) -> None:
    run.exchange("book", "BTC", "ETH").price("ETH", [200.0, 100.0]).at(0, LiquidityRecorded("book", "BTC", 7.0))
    assert depths(run.tables(), 0)["depth"].tolist() == [1400.0]
    assert depths(run.tables(), 1)["depth"].tolist() == [700.0]


def test_an_exchange_without_depth_takes_no_part(run: RunBuilder) -> None:
    run.exchange("book").at(0, LiquidityRecorded("book", "ETH", 0.0))
    assert price_impacts(depths(run.tables(), 0)).empty
