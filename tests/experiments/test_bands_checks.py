"""The small scenario with a venue of bands beside its pool."""

from typing import Any

import numpy as np
import pytest

from firesale.experiments.changes import changed
from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import BadScenarioError, Scenario
from firesale.market.venues.bands.bands import Bands
from tests.experiments.small import small_tables

SLEEPERS = "agents.sleepers"
MOVED = {
    f"{SLEEPERS}.strategy.pool": "llamma",
    f"{SLEEPERS}.positions.0.pool": "llamma",
    f"{SLEEPERS}.positions.0.health_factor": 1.5,
}


def scenario(changes: dict[str, Any]) -> Scenario:
    tables = small_tables()
    tables["venues"]["llamma"] = {
        "kind": "bands",
        "base": "ETH",
        "quote": "USD",
        "oracle": "feed",
        "rate": {"kind": "constant", "rate": 0.01},
    }
    lenders = tables["agents"]["lenders"]
    lenders["deposits"] = [*lenders["deposits"], {"pool": "llamma", "asset": "USD", "amount": 1e6}]
    return Scenario.from_tables(changed(tables, MOVED | changes))


def test_positions_of_a_group_lie_in_as_many_bands_as_it_wants() -> None:
    model = MarketModel(scenario({f"{SLEEPERS}.positions.0.bands": 7}))
    venue = model.market.venues["llamma"]
    assert isinstance(venue, Bands)
    rows = venue.positions.everybody()
    assert (
        len(rows) == model.market.groups[[group.name for group in model.market.groups].index("sleepers")].accounts.size
    )
    assert set(venue.holdings.count[rows].tolist()) == {7}
    worth = venue.holdings.held(rows)[1] * venue.followed.now().price
    assert worth * 0.94 / venue.positions.debt(rows) == pytest.approx(np.full(len(rows), 1.5))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({f"{SLEEPERS}.strategy.kind": "loop"}, "strategy.kind: received 'loop'; allowed: for a venue of bands one of"),
        ({f"{SLEEPERS}.positions.0.bands": 3}, "positions.0.bands"),
        ({"oracles.feed.sources": ["llamma"]}, "oracles.feed.sources: received 'llamma'"),
        ({"venues.llamma.fee": 1.0}, "venues.llamma.fee"),
        ({"venues.llamma.liquidation_discount": 0.2}, "liquidation_discount"),
        ({f"{SLEEPERS}.positions.0.collateral": "BTC"}, "positions.0.collateral"),
    ],
)
def test_what_bands_do_not_have_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(BadScenarioError, match=told):
        scenario(changes)


def test_bands_of_a_position_in_a_pool_are_refused() -> None:
    wrong = {f"{SLEEPERS}.strategy.pool": "harbor", f"{SLEEPERS}.positions.0.pool": "harbor"}
    with pytest.raises(BadScenarioError, match="only a venue of bands has them"):
        scenario(wrong | {f"{SLEEPERS}.positions.0.bands": 5})


def test_more_debt_than_bands_bring_is_refused_when_the_run_begins() -> None:
    with pytest.raises(Exception, match="at most what its bands bring"):
        MarketModel(scenario({f"{SLEEPERS}.positions.0.health_factor": 1.02}))
