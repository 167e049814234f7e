import math

import pytest

from firesale.analysis.contagion.exposures.state import state_at
from firesale.market.events import AssetListed, PriceReported
from tests.analysis.conftest import RunBuilder


def test_an_asset_has_the_price_that_its_oracle_reported_last(two_pools_later: RunBuilder) -> None:
    tables = two_pools_later.tables()
    assert [state_at(tables, step).prices["first", "ETH"] for step in (0, 1, 2)] == [100.0, 100.0, 50.0]


def test_a_receipt_token_is_worth_its_index_times_its_underlying(two_pools_later: RunBuilder) -> None:
    found = [state_at(two_pools_later.tables(), step).prices["second", "first:USD"] for step in (0, 1, 2)]
    assert found == pytest.approx([1.0, 1.04, 1.04 * 1340.0 / 1560.0])


def test_a_receipt_token_that_an_oracle_follows_has_its_report(two_pools: RunBuilder) -> None:
    two_pools.at(1, PriceReported("feed", "first:USD", 0.7, 0, 0.0))
    assert state_at(two_pools.tables(), 1).prices["second", "first:USD"] == 0.7


def test_without_an_oracle_it_is_the_fundamental_price(run: RunBuilder) -> None:
    run.pool("pool").price("ETH", [100.0, 90.0])
    prices = state_at(run.tables(), 1).prices
    assert prices.to_dict() == {("pool", "ETH"): 90.0, ("pool", "USD"): 1.0}


def test_an_asset_without_any_price_has_none(run: RunBuilder) -> None:
    run.pool("pool").at(0, AssetListed("pool", "XYZ", "collateral", "", "", 0.5))
    assert math.isnan(state_at(run.tables()).prices["pool", "XYZ"])
