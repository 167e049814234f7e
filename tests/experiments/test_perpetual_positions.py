"""Perpetual positions that a scenario opens, and what it refuses."""

from typing import Any

import numpy as np
import pytest

from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import Scenario
from firesale.market.errors import FiresaleError
from firesale.market.venues.perpetuals.venue import Perpetuals
from tests.experiments.small import small_tables

PERPS = {
    "kind": "perpetuals",
    "markets": ["ETH", "BTC"],
    "margin_asset": "USD",
    "oracle": "feed",
    "requirement": {"kind": "flat", "initial_margin": {"ETH": 0.1, "BTC": 0.2}, "maintenance_margin": 0.05},
    "funding": {"kind": "premium"},
    "closing": {"kind": "fillable_price"},
    "deleveraging": {"kind": "queue"},
}
POSITION = {"venue": "perps", "asset": "ETH", "side": "short", "margin": 100.0, "leverage": 5.0}


def tables(venue: dict[str, Any] | None = None, **position: Any) -> dict[str, Any]:
    """The small scenario with a venue of perpetuals and a group of three with one position each."""
    given = small_tables()
    given["venues"]["perps"] = PERPS | (venue or {})
    given["agents"]["bears"] = {
        "role": "leveraged_trader",
        "count": 3,
        "strategy": {"kind": "perpetual_hold", "venue": "perps", "market": "ETH"},
        "perpetuals": [POSITION | position],
    }
    return given


def test_positions_stand_at_the_index_with_the_margin_that_was_asked_for() -> None:
    drawn = {"distribution": "uniform", "low": 2.0, "high": 4.0}
    model = MarketModel(Scenario.from_tables(tables(leverage=drawn)))
    venue = model.market.venues["perps"]
    assert isinstance(venue, Perpetuals)
    own = venue.accounts_of(model.market.groups[-1].accounts)
    levers = -own.size[:, 0] * 100.0 / own.value[:, 0]
    assert own.value[:, 0] == pytest.approx(np.full(3, 100.0))
    assert own.entry[:, 0] == pytest.approx(np.full(3, 100.0))
    assert np.all((levers > 2.0) & (levers < 4.0))
    assert len(set(levers.tolist())) == 3
    assert float(venue.book.size[0, 0]) == pytest.approx(-float(own.size[:, 0].sum()))


def test_a_run_with_pools_and_perpetuals_goes_to_its_end() -> None:
    model = MarketModel(Scenario.from_tables(tables(venue={"isolated": True}, side="long", leverage=9.0)))
    model.run()
    assert "PositionLiquidated" in model.market.site.log.tables()


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (tables(leverage=11.0), "agents.bears.perpetuals.0"),
        (tables(asset="USD"), "agents.bears.perpetuals.0.asset"),
        (tables(side="up"), "side"),
        (tables({"markets": []}), "venues.perps.markets"),
        (tables({"markets": ["ETH", "ETH"]}), "venues.perps.markets.1"),
        (tables({"markets": ["ETH", "harbor:USD"]}), "venues.perps.markets.1"),
        (tables({"margin_asset": "ETH"}), "venues.perps.margin_asset"),
        (tables({"requirement": {"kind": "flat", "maintenance_margin": 0.5}}), "maintenance_margin"),
    ],
)
def test_what_cannot_be_is_refused_by_its_key(given: dict[str, Any], key: str) -> None:
    with pytest.raises(FiresaleError, match=key):
        MarketModel(Scenario.from_tables(given))


def test_too_much_leverage_is_refused_with_what_is_allowed() -> None:
    allowed = (
        r"perpetuals\.0\.leverage: received 11\.0; allowed: at most 10 for a value of 1100, by the requirement of perps"
    )
    with pytest.raises(FiresaleError, match=allowed):
        MarketModel(Scenario.from_tables(tables(leverage=11.0)))


def test_a_pool_is_no_venue_of_perpetuals_and_the_other_way_round() -> None:
    given = tables()
    given["agents"]["bears"]["perpetuals"][0]["venue"] = "harbor"
    with pytest.raises(FiresaleError, match="the name of a perpetual_venue: perps"):
        Scenario.from_tables(given)
    given = tables()
    given["agents"]["lenders"]["strategy"]["pool"] = "perps"
    with pytest.raises(FiresaleError, match="the name of a lending_pool: harbor, pier"):
        Scenario.from_tables(given)


def test_a_strategy_names_a_market_of_its_venue() -> None:
    given = tables({"markets": ["BTC"], "requirement": {"kind": "flat"}}, asset="BTC")
    with pytest.raises(FiresaleError, match=r"agents\.bears\.strategy\.market"):
        Scenario.from_tables(given)
