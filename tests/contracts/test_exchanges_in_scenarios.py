"""Exchanges in a scenario: named, traded on, arbitraged, read by an oracle, collateral sold on them."""

from typing import Any

import pytest

from firesale.analysis.metrics import METRICS
from firesale.experiments.run import run
from firesale.experiments.scenario import BadScenarioError, Scenario
from firesale.market.events import LiquidityRecorded, PriceQuoted, Swapped
from tests.experiments.small import small_tables

WRITTEN: dict[str, dict[str, Any]] = {
    "constant_product": {"base_reserve": 300.0},
    "order_book": {"depth": 2e4},
    "concentrated_liquidity": {"value": 6e4, "more_ranges": [[0.85, 1.15, 3e4], [0.4, 0.7, 1e4]], "fee": 0.0005},
    "stable_swap": {"base_reserve": 300.0, "quote_reserve": 3e4, "more_coins": ["BTC"], "amplification": 1.0},
    "stable_swap_pair": {"pool": "whole"},
    "level_book": {"level_size": 2e3, "growth": 1.3, "levels": 6},
}
WHOLE = {
    "kind": "stable_swap",
    "base": "BTC",
    "quote": "USD",
    "base_reserve": 30.0,
    "quote_reserve": 3e4,
    "more_coins": ["ETH"],
    "more_reserves": [300.0],
}
FOLLOW = ("order_book", "level_book")
"""Follow the fundamental price of themselves."""
BAD: list[tuple[str, str, Any]] = [
    ("concentrated_liquidity", "value", 0.0),
    ("concentrated_liquidity", "lower", 1.0),
    ("concentrated_liquidity", "upper", 0.9),
    ("concentrated_liquidity", "tick_spacing", 0),
    ("concentrated_liquidity", "more_ranges.0", [1.2, 0.8, 1.0]),
    ("concentrated_liquidity", "fee", 1.0),
    ("stable_swap", "amplification", 0.5),
    ("stable_swap", "more_coins.0", "DOGE"),
    ("stable_swap", "more_coins.0", "USD"),
    ("stable_swap", "admin_share", -0.1),
    ("stable_swap_pair", "pool", "nowhere"),
    ("stable_swap_pair", "quote", "ETH"),
    ("level_book", "level_size", -1.0),
    ("level_book", "levels", 0),
    ("level_book", "growth", 100.0),
    ("level_book", "half_life", 0.0),
]


def tables_with(kind: str, **changes: Any) -> dict[str, Any]:
    """The small scenario with an exchange "new" of this kind, on which everybody trades; `changes` of the exchange."""
    tables = small_tables()
    venues = {"whole": WHOLE} if kind == "stable_swap_pair" else {}
    venues["new"] = {"kind": kind, "base": "ETH", "quote": "USD", **WRITTEN[kind], **changes}
    tables["venues"] = venues | tables["venues"]
    tables["oracles"]["feed"] = {"kind": "twap", "mean": "geometric", "window": 600.0, "sources": ["new", "book"]}
    tables["agents"]["liquidators"]["strategy"] = {
        "kind": "flash_funded",
        "pool": "harbor",
        "exchange": "new",
        "lender": "harbor",
    }
    purse = {"USD": 2e3, "ETH": 20.0}
    noise = {"kind": "noise", "exchange": "new", "activity": 0.7, "mean_size": 200.0}
    tables["agents"]["more"] = {"role": "noise_trader", "count": 4, "strategy": noise, "endowment": purse}
    between = {"kind": "two_venue", "first": "new", "second": "book", "least_profit": 0.01}
    tables["agents"]["between"] = {"role": "arbitrageur", "count": 2, "strategy": between, "endowment": purse}
    return tables


@pytest.mark.parametrize("kind", sorted(WRITTEN))
def test_a_scenario_is_played_on_it(kind: str) -> None:
    tables = run(Scenario.from_tables(tables_with(kind))).tables
    swaps = tables.table(Swapped)
    motives = set(swaps.loc[swaps["venue"] == "new", "motive"])
    assert "noise" in motives
    assert "arbitrage" in motives or kind in FOLLOW
    last = tables.table(PriceQuoted).drop_duplicates("venue", keep="last").set_index("venue")["price"]
    assert last["new"] == pytest.approx(last["book"], rel=0.05), "arbitrage keeps it near the order book"
    depth = tables.table(LiquidityRecorded)
    assert (depth.loc[depth["venue"] == "new", "depth"] > 0.0).all()
    losses = METRICS["loss_versus_rebalancing"]().measure(tables)
    assert ("exchange.new" in losses) == (kind in ("constant_product", "concentrated_liquidity", "stable_swap"))


@pytest.mark.parametrize("kind", sorted(WRITTEN))
def test_a_scenario_comes_back_from_what_is_written_down(kind: str) -> None:
    scenario = Scenario.from_tables(tables_with(kind))
    assert Scenario.from_tables(scenario.as_tables()).form == scenario.form


@pytest.mark.parametrize(("kind", "key", "value"), BAD)
def test_a_value_that_cannot_be_is_refused_by_its_key(kind: str, key: str, value: Any) -> None:
    field, _, place = key.partition(".")
    given = [value] if place else value
    with pytest.raises(BadScenarioError, match=rf"venues\.new\.{field}"):
        Scenario.from_tables(tables_with(kind, **{field: given}))
