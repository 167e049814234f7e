import pytest

from firesale.analysis.contagion.exposures.shocks import moved, uniform_fall, worst_fall
from firesale.analysis.contagion.exposures.state import State, state_at
from firesale.market.errors import BadValueError
from firesale.market.events import AssetListed, CollateralPosted
from tests.analysis.conftest import RunBuilder


def test_a_uniform_fall_spares_the_numeraire(opened: State) -> None:
    assert uniform_fall(opened, 0.3).to_dict() == {"ETH": -0.3, "USD": 0.0}


def test_no_price_falls_below_nothing(opened: State) -> None:
    with pytest.raises(BadValueError, match="fall"):
        uniform_fall(opened, 1.2)


def test_the_worst_moment_is_one_for_all_assets(run: RunBuilder) -> None:
    """2 ETH and 1 BTC are worth 1200 at the start, then 1100, 1040 and 1180; at the worst ETH stands above its lowest."""
    run.pool("pool").at(0, AssetListed("pool", "BTC", "collateral", "", "", 0.8))
    run.price("ETH", [100.0, 50.0, 70.0, 90.0]).price("BTC", [1000.0, 1000.0, 900.0, 1000.0])
    run.at(0, CollateralPosted("pool", 1, "ETH", 2.0, "opening"), CollateralPosted("pool", 1, "BTC", 1.0, "opening"))
    assert worst_fall(state_at(run.tables(), 0)).to_dict() == pytest.approx({"ETH": -0.3, "USD": 0.0, "BTC": -0.1})
    assert worst_fall(state_at(run.tables(), 2)).to_dict() == pytest.approx({"ETH": 2 / 7, "USD": 0.0, "BTC": 1 / 9})
    assert worst_fall(state_at(run.tables(), 3)).to_dict() == {"ETH": 0.0, "USD": 0.0, "BTC": 0.0}


def test_a_move_changes_values_and_no_unit(opened: State) -> None:
    after = moved(opened, uniform_fall(opened, 0.5))
    assert after.positions["units"].tolist() == opened.positions["units"].tolist()
    assert after.prices["first", "ETH"] == 50.0
    assert after.prices["second", "first:USD"] == 1.0
    assert after.fundamentals["ETH"] == 50.0
    assert after.balances["collateral"].tolist() == [500.0, 500.0, 100.0]
    assert opened.balances["collateral"].tolist() == [1000.0, 500.0, 200.0]


def test_a_receipt_token_moves_with_its_underlying(run: RunBuilder) -> None:
    run.pool("first", "USD", "ETH").pool("second", "first:ETH", "USD").price("ETH", [100.0])
    run.at(0, AssetListed("first", "first:ETH", "receipt", "ETH", "", 0.0))
    run.at(0, CollateralPosted("second", 1, "first:ETH", 3.0, "opening"))
    after = moved(state_at(run.tables()), uniform_fall(state_at(run.tables()), 0.5))
    assert after.positions["value"].tolist() == [150.0]
    assert after.reserves["price"].to_dict() == {("first", "ETH"): 50.0, ("second", "USD"): 1.0}
