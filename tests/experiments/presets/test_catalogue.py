"""What every preset must have, and numbers of each, copied from its source."""

import re

import pytest
from typer.testing import CliRunner

from firesale.experiments.cli import app
from firesale.experiments.presets.catalogue import preset, preset_file, preset_names
from firesale.market.venues import VENUES

every_preset = pytest.mark.parametrize("name", preset_names())


@every_preset
def test_a_preset_says_what_it_is_where_it_comes_from_and_of_when(name: str) -> None:
    terms = preset(name)
    assert len(terms.title) > 5
    assert len(terms.source) > 20
    assert re.fullmatch(r"20\d\d-\d\d(-\d\d)?", terms.date)
    assert terms.venue["kind"] in VENUES
    assert re.fullmatch(r"[a-z0-9-]+", name)


def test_the_list_shows_every_preset() -> None:
    printed = CliRunner().invoke(app, ["presets"], env={"COLUMNS": "200"}).output
    assert all(name in printed for name in preset_names())


@every_preset
def test_a_preset_can_be_printed(name: str) -> None:
    printed = CliRunner().invoke(app, ["presets", name]).output
    assert printed == preset_file(name).read_text(encoding="utf-8")


def test_an_unknown_name_is_refused() -> None:
    result = CliRunner().invoke(app, ["presets", "aave-v9"])
    assert result.exit_code == 2
    assert "aave-v3" in result.output


def test_aave_v3_of_march_2025() -> None:
    """PARAMETERS 1."""
    venue = preset("aave-v3").venue
    assert venue["margin"]["loan_to_value"]["weETH"] == 0.775
    assert venue["margin"]["liquidation_threshold"]["USDe"] == 0.75
    assert venue["margin"]["debt_ceiling"]["UNI"] == 17_000_000
    assert venue["liquidation"]["liquidation_bonus"]["CRV"] == 0.083
    assert venue["rates"]["WETH"] | {"kind": ""} == {
        "kind": "",
        "base": 0.0,
        "slope_1": 0.027,
        "slope_2": 0.8,
        "optimal_utilisation": 0.9,
    }
    assert venue["reserve_factor"]["cbBTC"] == 0.5
    assert venue["borrow_cap"]["AAVE"] == 0.0


def test_aave_v3_of_october_2023() -> None:
    """PARAMETERS 2: eMode 1, 90 / 93 / 1."""
    venue = preset("aave-v3-2023").venue
    (category,) = venue["margin"]["categories"]
    assert category["collateral"] == ["WETH", "wstETH", "cbETH", "rETH"]
    assert (category["loan_to_value"], category["liquidation_threshold"]) == (0.90, 0.93)
    assert category["liquidation_bonus"] == 0.01
    assert venue["margin"]["debt_ceiling"]["LDO"] == 7_500_000
    assert venue["rates"]["wstETH"]["base"] == 0.0025


def test_aave_v2_on_polygon_of_november_2023() -> None:
    """PARAMETERS 3."""
    venue = preset("aave-v2-polygon").venue
    assert venue["margin"]["liquidation_threshold"]["WETH"] == 0.825
    assert venue["liquidation"]["liquidation_bonus"]["GHST"] == 0.125
    assert venue["rates"]["WMATIC"]["slope_2"] == 4.4
    assert venue["reserve_factor"]["CRV"] == 0.9999


def test_compound_v2_and_euler_are_marked_as_recollection() -> None:
    assert len(preset("compound-v2").unverified) >= 5
    assert len(preset("euler-v2").unverified) >= 3


def test_morpho_lends_at_the_constants_of_its_contracts() -> None:
    venue = preset("morpho").venue
    assert venue["liquidation"]["cursor"] == 0.3
    assert venue["liquidation"]["largest_factor"] == 1.15
    assert (venue["rates"]["steepness"], venue["rates"]["speed"], venue["rates"]["target"]) == (4.0, 50.0, 0.9)


def test_maker_before_and_after_the_twelfth_of_march() -> None:
    """PARAMETERS 6.4: lots of 50 ETH and bids of ten minutes, then 500 ETH and six hours."""
    terms = preset("maker-2020")
    assert (terms.venue["liquidation"]["largest_lot"], terms.venue["liquidation"]["bid_seconds"]) == (50.0, 600.0)
    assert terms.variants["after"]["liquidation"] == {
        "largest_lot": 500.0,
        "bid_seconds": 21_600.0,
        "longest": 21_600.0,
    }
    assert terms.oracle is not None
    assert terms.oracle["delay"] == 3600.0


def test_maker_of_may_2021() -> None:
    """PARAMETERS 6.3."""
    liquidation = preset("maker-2021").venue["liquidation"]
    assert (liquidation["start_factor"], liquidation["longest"], liquidation["lowest"]) == (1.3, 8400.0, 0.4)
    assert liquidation["curve"] == {"kind": "stair_step", "step": 90.0, "cut": 0.99}
    assert liquidation["most_on_sale"] == 22e6


def test_compound_v3_of_august_2022() -> None:
    """PARAMETERS 5: low slopes of 3.5 and 3.25 % per unit of utilisation up to a kink of 80 %, high ones of 25 and 40 %."""
    venue = preset("compound-v3").venue
    assert venue["rates"]["slope_1"] == pytest.approx(0.035 * 0.8)
    assert venue["rates"]["slope_2"] == pytest.approx(0.25 * 0.2)
    assert venue["supply_rates"][0]["slope_1"] == pytest.approx(0.0325 * 0.8)
    assert venue["supply_rates"][0]["slope_2"] == pytest.approx(0.4 * 0.2)
    assert venue["liquidation"]["liquidation_factor"]["UNI"] == 0.93


def test_liquity_v1() -> None:
    """MECHANISMS 2.6."""
    venue = preset("liquity-v1").venue
    assert venue["margin"]["liquidation_threshold"] == pytest.approx(1.0 / 1.1)
    assert (venue["recovery_ratio"], venue["gas_reserve"], venue["least_debt"]) == (1.5, 200.0, 2000.0)
    assert venue["liquidation"]["compensation"] == 0.005


def test_brackets_of_binance() -> None:
    """PARAMETERS 9: up to 300,000 0.4 % and leverage 150; up to 12 million 1 % and leverage 50."""
    requirement = preset("binance-tiers").venue["requirement"]
    rows = list(zip(requirement["largest"], requirement["maintenance_margin"], requirement["leverage"], strict=True))
    assert rows[0] == (3e5, 0.004, 150.0)
    assert rows[3] == (1.2e7, 0.01, 50.0)
    assert len(preset("binance-tiers").variants["2021"]["requirement"]["largest"]) == 10


def test_dydx_v4_and_crvusd() -> None:
    """MECHANISMS 3.2 (test tier) and PARAMETERS 7."""
    assert preset("dydx-v4").venue["requirement"]["initial_margin"] == 0.2
    assert preset("dydx-v4").venue["funding"]["largest"] == pytest.approx(6.0 * (0.2 - 0.1) / 8.0)
    assert preset("dydx-v4").variants["btc-test"]["funding"]["largest"] == pytest.approx(6.0 * (0.05 - 0.03) / 8.0)
    assert preset("crvusd").venue["amplification"] == 100.0
    assert preset("crvusd").venue["loan_discount"] == 0.09


@pytest.mark.parametrize("name", ["aave-v2-polygon", "aave-v3-2023", "compound-v2"])
def test_before_aave_v3_3_half_is_of_one_debt(name: str) -> None:
    assert preset(name).venue["liquidation"]["close_factor_of"] == "debt"
    assert "close_factor_of" not in preset("aave-v3").venue["liquidation"]


def test_reserves_of_compound_v2_lie_apart() -> None:
    assert preset("compound-v2").venue["reserves_apart"] is True
