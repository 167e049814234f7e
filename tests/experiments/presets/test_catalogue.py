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
