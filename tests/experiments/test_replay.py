from pathlib import Path

import pytest

from firesale.experiments.replay import with_prices
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.market.errors import BadValueError
from tests.experiments.small import small, small_tables

BARS = """\
time_utc,symbol,open,high,low,close
2020-03-12 00:00:00,ETHUSDT,200,210,190,205
2020-03-12 01:00:00,ETHUSDT,205,206,150,160
2020-03-12 02:00:00,ETHUSDT,160,170,155,165
"""
BITCOIN = """\
2020-03-12 00:00:00,BTCUSDT,8000,8100,7900,7950
2020-03-12 01:00:00,BTCUSDT,7950,7960,6000,6100
"""
NO_SYMBOL = BARS.replace(",symbol", "").replace(",ETHUSDT", "")


def written(folder: Path, text: str = BARS) -> Path:
    """A price file."""
    file = folder / "eth.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_run_follows_the_prices_of_the_file_for_as_long_as_it_lasts(tmp_path: Path) -> None:
    scenario = with_prices(small({"time.step_seconds": 900.0}), written(tmp_path))
    prices = run(scenario).model.prices[:, 1].tolist()
    assert scenario.form.time.steps == 11
    assert prices == [200.0, 190.0, 210.0, 205.0, 205.0, 206.0, 150.0, 160.0, 160.0, 155.0, 170.0, 165.0]


def test_assets_that_the_file_does_not_have_keep_their_price(tmp_path: Path) -> None:
    prices = run(with_prices(small(), written(tmp_path))).model.prices
    assert set(prices[:, 2].tolist()) == {1000.0}
    assert set(prices[:, 0].tolist()) == {1.0}


def test_several_assets_are_replayed_together(tmp_path: Path) -> None:
    scenario = with_prices(small({"time.step_seconds": 900.0}), written(tmp_path, BARS + BITCOIN))
    prices = run(scenario).model.prices
    assert prices[0].tolist() == [1.0, 200.0, 8000.0]
    assert prices[6].tolist() == [1.0, 150.0, 6000.0]


def test_one_of_several_assets_can_be_chosen(tmp_path: Path) -> None:
    scenario = with_prices(small(), written(tmp_path, BARS + BITCOIN), asset="BTC")
    assert run(scenario).model.prices[0].tolist() == [1.0, 100.0, 8000.0]


def test_positions_are_opened_at_the_first_price_of_the_file(tmp_path: Path) -> None:
    scenario = with_prices(small({"agents.sleepers.positions.0.health_factor": 1.5}), written(tmp_path))
    posted = run(scenario).events["CollateralPosted"].query("step == 0 and asset == 'ETH'")
    assert posted["amount"].tolist()[-4:] == pytest.approx([1_000.0 / 200.0] * 4)


def test_a_window_keeps_the_rows_within_it(tmp_path: Path) -> None:
    scenario = with_prices(small(), written(tmp_path), "2020-03-12T01:00:00", "2020-03-12T02:00:00")
    assert scenario.form.assets["ETH"].price == 205.0
    assert scenario.form.time.steps == (3600 + 2700) // 600


def test_a_file_that_lasts_less_than_a_step_gives_one_step(tmp_path: Path) -> None:
    assert with_prices(small({"time.step_seconds": 1e6}), written(tmp_path)).form.time.steps == 1


def test_everything_else_stays_as_the_scenario_says(tmp_path: Path) -> None:
    before, after = small(), with_prices(small(), written(tmp_path))
    assert after.form.agents == before.form.agents
    assert after.form.venues == before.form.venues
    assert (after.name, after.seed, after.source) == ("small", 5, "small.toml on eth.csv")


def test_a_distribution_without_an_upper_bound_is_kept(tmp_path: Path) -> None:
    sizes = {"distribution": "pareto", "least": 100.0, "exponent": 3.0}
    scenario = small({"agents.borrowers.positions.0.collateral_value": sizes})
    assert with_prices(scenario, written(tmp_path)).form.agents == scenario.form.agents


def test_a_file_without_symbols_is_about_the_asset_that_is_named(tmp_path: Path) -> None:
    scenario = with_prices(small(), written(tmp_path, NO_SYMBOL), asset="BTC")
    assert scenario.form.assets["BTC"].price == 200.0


def test_a_file_without_symbols_needs_no_name_if_there_is_one_asset(tmp_path: Path) -> None:
    scenario = with_prices(Scenario.load("first-lesson"), written(tmp_path, NO_SYMBOL))
    assert scenario.form.assets["ETH"].price == 200.0


@pytest.mark.parametrize(
    ("text", "asset", "key", "allowed"),
    [
        (NO_SYMBOL, None, "asset", "the asset that eth.csv is about, as it has no symbols: ETH, BTC"),
        (NO_SYMBOL, "SOL", "asset", "an asset of the scenario: ETH, BTC"),
        (NO_SYMBOL, "USD", "asset", "an asset of the scenario: ETH, BTC"),
        (BARS.replace("ETH", "SOL"), None, "prices", "a file about an asset of the scenario: ETH, BTC"),
        (BARS, "BTC", "assets", "assets with two rows or more in file and window: ETHUSDT"),
        ("not,a,price\n1,2,3\n", None, "", "time_utc or hour_utc"),
        ("", None, "price file", "a readable table"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    tmp_path: Path, text: str, asset: str | None, key: str, allowed: str
) -> None:
    with pytest.raises(BadValueError) as caught:
        with_prices(small(), written(tmp_path, text), asset=asset)
    assert caught.value.key.startswith(key)
    assert allowed in caught.value.allowed


def test_a_scenario_without_assets_to_replay_says_so(tmp_path: Path) -> None:
    tables = small_tables()
    lenders = {
        "role": "lender",
        "strategy": {"kind": "passive", "pool": "pier", "asset": "USD"},
        "deposits": [{"pool": "pier", "asset": "USD", "amount": 5.0}],
    }
    only = {
        "assets": {"USD": {"price": 1.0}},
        "prices": {"kind": "constant"},
        "oracles": {"feed": {"kind": "spot"}},
        "venues": {"pier": tables["venues"]["pier"] | {"collateral": ["USD"]}},
        "agents": {"lenders": lenders},
    }
    with pytest.raises(BadValueError, match="the scenario has none but the numeraire"):
        with_prices(Scenario.from_tables(tables | only), written(tmp_path))
