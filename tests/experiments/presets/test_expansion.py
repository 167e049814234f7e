"""A venue by name: terms of the preset, cut to the assets listed, below what the venue says itself."""

from typing import Any

import pytest

from firesale.experiments.model import MarketModel
from firesale.experiments.presets import expansion
from firesale.experiments.presets.catalogue import Preset, preset, preset_names
from firesale.experiments.presets.expansion import expand_presets
from firesale.experiments.scenario import BadScenarioError, Scenario
from tests.experiments.presets.harbour import NAMES, beside, closes_at_a_spread, with_preset
from tests.experiments.small import small_tables

OLD_NAMES = {**NAMES, "ETH": "ETH"}


def terms(tables: dict[str, Any]) -> Any:
    """The terms of the pool "harbor"."""
    return Scenario.from_tables(tables).terms.venues["harbor"]


def refused(tables: dict[str, Any]) -> tuple[str, object, str]:
    with pytest.raises(BadScenarioError) as error:
        Scenario.from_tables(tables)
    (problem,) = error.value.problems
    return problem.key, problem.received, problem.allowed


@pytest.mark.parametrize("name", [name for name in preset_names() if closes_at_a_spread(name)])
def test_a_scenario_runs_with_every_preset_of_a_pool(name: str) -> None:
    own = NAMES if "aave" in name else OLD_NAMES
    scenario = Scenario.from_tables(with_preset(name, own))
    model = MarketModel(scenario)
    model.run()
    assert Scenario.from_tables(scenario.as_tables()).form == scenario.form


OTHERS = [name for name in preset_names() if not closes_at_a_spread(name)]
VARIANTS = [(name, variant) for name in OTHERS for variant in ("", *preset(name).variants)]


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_a_scenario_runs_with_every_other_preset_and_its_variants(name: str, variant: str) -> None:
    """Some list few assets: the one that all of them know stands alone."""
    alone: dict[str, Any] = {"collateral": ["WETH"]} if variant == "base-usdc" else {}
    scenario = Scenario.from_tables(beside(name, **alone, **({"variant": variant} if variant else {})))
    MarketModel(scenario).run()
    assert Scenario.from_tables(scenario.as_tables()).form == scenario.form


def test_tables_per_asset_are_cut_to_the_assets_listed() -> None:
    pool = terms(with_preset("aave-v3"))
    assert pool.collateral == ("WETH", "WBTC")
    assert pool.margin.liquidation_threshold.tolist() == [0.83, 0.78]
    assert pool.liquidation.liquidation_bonus.tolist() == [0.05, 0.05]
    assert pool.borrow_cap.tolist() == [4.32e9]
    assert pool.margin.isolation_debt.tolist() == [True]
    assert pool.rates[0].slope_1 == 0.08


def test_the_order_of_the_preset_does_not_matter() -> None:
    pool = terms(with_preset("aave-v3", collateral=["WBTC", "WETH"]))
    assert pool.margin.liquidation_threshold.tolist() == [0.78, 0.83]


def test_the_venues_own_keys_go_before_those_of_the_preset() -> None:
    own: Any = {"liquidation": {"close_factor": 0.25}, "margin": {"loan_to_value": {"WBTC": 0.5}}, "flash_fee": 0.01}
    pool = terms(with_preset("aave-v3", **own))
    assert pool.liquidation.close_factor == 0.25
    assert pool.liquidation.liquidation_bonus.tolist() == [0.05, 0.05]
    assert pool.margin.loan_to_value.tolist() == [0.805, 0.5]
    assert pool.flash_fee == 0.01


def test_a_part_of_another_kind_replaces_the_part() -> None:
    pool = terms(with_preset("aave-v3", liquidation={"kind": "health_dependent"}, rates={"kind": "constant"}))
    assert type(pool.liquidation).__name__ == "HealthDependent"
    assert [type(rate).__name__ for rate in pool.rates] == ["Constant"]


def test_one_key_can_be_changed_from_outside() -> None:
    scenario = Scenario.from_tables(with_preset("aave-v3"), {"venues.harbor.liquidation.close_factor": 1.0})
    assert scenario.terms.venues["harbor"].liquidation.close_factor == 1.0  # type: ignore[attr-defined]


def test_an_efficiency_mode_is_cut_too() -> None:
    (category,) = terms(with_preset("aave-v3-2023", debt=["USDC"])).margin.categories
    assert category.collateral.tolist() == [True, False]
    assert category.debt.tolist() == [False]


def test_a_variant_goes_before_the_venue() -> None:
    pool = terms(with_preset("morpho", variant="lltv-94.5"))
    assert pool.margin.liquidation_threshold.tolist() == [0.945, 0.945]
    assert pool.liquidation.factor.tolist() == pytest.approx([1.016776817488561] * 2)


# --- what is refused --------------------------------------------------------------------------------------------------


def test_an_unknown_preset_is_refused() -> None:
    key, received, allowed = refused(with_preset("aave-v9"))
    assert (key, received) == ("venues.harbor.preset", "aave-v9")
    assert "aave-v3" in allowed


def test_an_asset_that_the_preset_does_not_know_is_refused() -> None:
    key, received, allowed = refused(with_preset("aave-v3", collateral=["WETH", "SHIB"]))
    assert (key, received) == ("venues.harbor.collateral.1", "SHIB")
    assert "cbBTC" in allowed


def test_an_asset_with_terms_of_its_own_is_not() -> None:
    tables = with_preset("compound-v2", OLD_NAMES)
    tables["assets"]["SHIB"] = {"price": 1.0}
    margin = {"loan_to_value": {"SHIB": 0.1}, "liquidation_threshold": {"SHIB": 0.2}}
    tables["venues"]["harbor"] |= {"collateral": ["ETH", "WBTC", "SHIB"], "margin": margin}
    assert terms(tables).margin.loan_to_value.tolist() == [0.75, 0.4, 0.1]


def test_an_unknown_variant_is_refused() -> None:
    key, received, allowed = refused(with_preset("morpho", variant="lltv-99"))
    assert (key, received) == ("venues.harbor.variant", "lltv-99")
    assert "lltv-86" in allowed
    assert refused(with_preset("aave-v3", variant="x"))[2].startswith("none")


def test_an_unknown_key_is_refused_as_without_a_preset() -> None:
    assert refused(with_preset("aave-v3", colour="red"))[0] == "venues.harbor.colour"


def test_a_threshold_that_the_mechanism_counts_with_must_be_the_margin_rules() -> None:
    key, received, allowed = refused(with_preset("morpho", OLD_NAMES, margin={"liquidation_threshold": 0.9}))
    assert (key, received) == ("venues.harbor.liquidation.liquidation_threshold", 0.86)
    assert "0.9" in allowed


# --- an oracle that comes with a preset -------------------------------------------------------------------------------

DELAYED = Preset(
    title="a pool with an oracle of its own",
    date="2020-03-12",
    source="none",
    venue=preset("euler-v2").venue,
    oracle={"kind": "delayed", "delay": 3600.0, "oracle": {"kind": "spot"}},
)


def test_a_preset_may_bring_an_oracle_under_the_name_of_the_venue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expansion, "preset_names", lambda: ["delayed"])
    monkeypatch.setattr(expansion, "preset", lambda _: DELAYED)
    tables = small_tables()
    tables["venues"]["harbor"] = {"preset": "delayed", "collateral": ["ETH"], "debt": ["USD"]}
    tables["oracles"]["harbor-oracle"] = {"delay": 1800.0}
    expanded = expand_presets(tables)
    assert expanded["venues"]["harbor"]["oracle"] == "harbor-oracle"
    assert expanded["oracles"]["harbor-oracle"] == {**(DELAYED.oracle or {}), "delay": 1800.0}
    assert tables["venues"]["harbor"].keys() == {"preset", "collateral", "debt"}
    tables["venues"]["harbor"]["oracle"] = "feed"
    assert expand_presets(tables)["venues"]["harbor"]["oracle"] == "feed"
