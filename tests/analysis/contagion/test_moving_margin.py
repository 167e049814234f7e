"""A threshold that falls while prices stand still: those whom it liquidates are victims of the parameter alone."""

import pytest

from firesale.analysis.contagion.attribution.attribute import attribute
from firesale.analysis.tables import RunTables
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario

ENGINE = {
    "kind": "open_interest_scaled",
    "lower": 1_000.0,
    "upper": 20_000.0,
}
STILL = {
    "prices": {"kind": "constant"},
    "venues.pool.engine": ENGINE,
    "venues.market.depth": 1e12,
    "venues.pool.rates": {"kind": "constant", "rate": 0.0},
}


def played(changes: dict[str, object]) -> RunTables:
    return run(Scenario.load("first_lesson", changes)).tables


def test_a_liquidation_that_only_the_threshold_caused_is_attributed_to_parameters() -> None:
    found = attribute(played(STILL))
    first = found.liquidations["step"] == found.liquidations["step"].min()
    parts = found.parts[found.parts["liquidation"].isin(found.liquidations.index[first])]
    shares = parts.groupby(["liquidation", "channel"])["weight"].sum().unstack().fillna(0.0)
    assert len(shares) >= 2
    assert shares["parameters"].min() == pytest.approx(1.0, abs=1e-6)
    assert found.liquidations["residual"].abs().max() < 1e-9


def test_parts_add_up_where_prices_and_thresholds_move_together() -> None:
    engine = {"kind": "volatility_scaled", "reaction": 0.2, "persistence": 0.8, "largest_rise": 0.02}
    found = attribute(played({"venues.pool.engine": engine}))
    total = found.parts.groupby("liquidation")["log_loss"].sum()
    assert total.to_numpy() == pytest.approx(found.liquidations["log_loss"].to_numpy(), rel=1e-9)
    assert found.liquidations["residual"].abs().max() < 1e-9
    assert found.parts.loc[found.parts["channel"] == "parameters", "log_loss"].sum() > 0.0
