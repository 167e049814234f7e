import pytest

from firesale.experiments.explain import explain
from firesale.experiments.scenario import Scenario, shipped_names
from tests.experiments.small import small, small_tables


def line(text: str, beginning: str) -> str:
    """The only line that begins so."""
    found = [one for one in text.splitlines() if one.startswith(beginning)]
    assert len(found) == 1, found
    return found[0]


def test_it_begins_with_the_title_and_the_length_and_ends_with_the_verdict() -> None:
    lines = explain(small()).splitlines()
    assert lines[0] == "small.toml: A small harbour"
    assert lines[1] == "8 steps of 600 s (1.333 h), 22 accounts, seed 5"
    assert lines[-1] == "valid"


def test_everything_that_has_a_name_is_told() -> None:
    text, tables = explain(small()), small_tables()
    for name in tables["assets"]:
        assert name in line(text, "assets: ")
    for table, word in (("oracles", "oracle"), ("venues", "venue"), ("agents", "agents")):
        for name, content in tables[table].items():
            assert content.get("kind", content.get("role")) in line(text, f"{word} {name}: ")


def test_a_part_is_told_with_its_parameters_also_those_of_the_default() -> None:
    text = explain(small())
    assert line(text, "venue swap") == (
        "venue swap: constant_product (base ETH, quote USD, base_reserve 1,000, fee 0.003)"
    )
    assert "margin loan_to_value(loan_to_value {ETH 0.75, BTC 0.7}, liquidation_threshold 0.8)" in text
    assert "rates kinked(base 0, slope_1 0.065, slope_2 0.6, optimal_utilisation 0.92)" in text
    assert "backstops [reserves(share 1), socialisation]" in text


def test_prices_are_told_without_listing_every_waypoint() -> None:
    assert line(explain(small()), "prices") == "prices: path (waypoints {ETH through 3 waypoints from 100 to 80})"


def test_what_accounts_own_and_owe_is_told() -> None:
    text = explain(small())
    assert "\n  owns 500 USD, 5 ETH\n" in text
    assert "\n  lends 10,000 USD to harbor\n" in text
    assert "\n  provides liquidity worth 1,000 to swap\n" in text
    assert "\n  pledges harbor:USD worth 1,000 in pier and owes USD: leverage 3\n" in text
    assert "owes USD: health factor normal(mean 1.3, deviation 0.1, low 1.1, high 2)\n" in text


def test_rounds_delay_and_trades_without_impact_are_told_if_there_are_any() -> None:
    usual = explain(small({"time.rounds_per_step": 1}))
    assert "rounds" not in usual
    assert "steps ago" not in usual
    assert "without price impact" not in usual
    text = explain(small({"information_delay": 2, "impact.without": ["liquidation", "noise"]}))
    assert "up to 2 rounds per step while liquidations go on" in text
    assert "everyone sees the market as it was 2 steps ago" in text
    assert "trades without price impact: liquidation, noise" in text


def test_what_is_knocked_out_is_told() -> None:
    assert "knocked out" not in explain(small())
    edge = {"asset": "harbor:USD", "pool": "pier"}
    cut = {"knock_out.claims": [edge], "knock_out.oracles": ["feed"], "knock_out.players": ["lender/passive"]}
    assert [one for one in explain(small(cut)).splitlines() if one.startswith("knocked out")] == [
        "knocked out: pier values harbor:USD as if its lenders had lost nothing",
        "knocked out: oracle feed reads fundamental prices",
        "knocked out: lender/passive never acts",
    ]


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_scenario_can_be_explained(name: str) -> None:
    scenario = Scenario.load(name)
    text = explain(scenario)
    assert text.startswith(f"{name}.toml: {scenario.form.title}\n")
    assert len(text.splitlines()) > len(scenario.form.agents) + len(scenario.form.venues)
