"""Members of a clearing house before the first step, and what is wrong with a scenario that has some."""

from typing import Any

import numpy as np
import pytest

from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import Scenario
from firesale.market.errors import FiresaleError
from firesale.market.venues.clearing.clearing_house import ClearingHouse
from tests.experiments.small import small_tables

FUTURE = "ETH-future-3600"
STRATEGY = {"kind": "dealer", "clearing_house": "ccp", "exchange": "book"}


def tables() -> dict[str, Any]:
    """The tiny scenario with a clearing house, two buyers and three sellers."""
    small = small_tables()
    small["venues"]["ccp"] = {
        "kind": "clearing_house",
        "contracts": [{"kind": "future", "underlying": "ETH", "expiry": 3600.0}],
        "oracle": "feed",
        "margin": {"kind": "scenario_scan", "price_scan_range": 0.1, "extreme_fraction": 0.0},
        "collateral": ["ETH"],
        "haircut_floor": 0.5,
        "haircut_level": 0.5,
        "stress_move": 0.15,
        "cover": 1,
        "capital": 50.0,
        "settlement_interval": 600.0,
    }
    cleared = {"clearing_house": "ccp", "contract": FUTURE, "side": "bought", "size": 6.0, "against": "sellers"}
    membership = {"clearing_house": "ccp", "margin": 2.0, "collateral": "ETH", "collateral_part": 0.25}
    member = {"role": "clearing_member", "strategy": dict(STRATEGY)}
    small["agents"]["buyers"] = {**member, "count": 2, "cleared": [cleared], "memberships": [membership]}
    small["agents"]["sellers"] = {**member, "count": 3}
    return small


def house_of(model: MarketModel) -> ClearingHouse:
    house = model.market.venues["ccp"]
    assert isinstance(house, ClearingHouse)
    return house


def test_positions_margin_and_contributions_are_there_before_the_first_step() -> None:
    model = MarketModel(Scenario.from_tables(tables()))
    house = house_of(model)
    positions, cash = house.members.positions[:5, 0], house.members.cash[:5]
    np.testing.assert_allclose(positions, [6.0, 6.0, -4.0, -4.0, -4.0])
    # ETH at 100: buyers need 60, have 120, a quarter of it in ether of which a half counts; sellers need 40 in cash
    np.testing.assert_allclose(cash, [90.0, 90.0, 40.0, 40.0, 40.0])
    np.testing.assert_allclose(house.members.collateral[:5, 0], [0.6, 0.6, 0.0, 0.0, 0.0])
    # a fall by 15 % costs a buyer 90: 30 more than its margin
    np.testing.assert_allclose(house.members.contribution[:5], 30.0 * np.array([60, 60, 40, 40, 40]) / 240)
    assert model.market.site.ledger.balance(house.capital, 0) == 50.0


def test_the_run_settles_expires_and_adds_up() -> None:
    model = MarketModel(Scenario.from_tables(tables()))
    model.run()
    assert not house_of(model).members.positions.any()
    assert not house_of(model).settlement.alive.any()


def change(place: str, value: Any) -> dict[str, Any]:
    """The tables with one key changed."""
    changed = tables()
    at: Any = changed
    *path, last = place.split(".")
    for name in path:
        at = at[int(name)] if isinstance(at, list) else at[name]
    at[last] = value
    return changed


@pytest.mark.parametrize(
    ("place", "value", "allowed"),
    [
        ("venues.ccp.contracts", [], "at least one contract"),
        ("venues.ccp.contracts.0.underlying", "USD", "another asset than the numeraire"),
        ("venues.ccp.contracts.0.underlying", "harbor:USD", "a base asset: USD, ETH, BTC"),
        ("venues.ccp.contracts.0.underlying", "DOGE", "the name of an asset"),
        ("venues.ccp.collateral", ["ETH", "ETH"], "each asset once"),
        ("venues.ccp.collateral", ["BTC"], "an asset that an exchange trades against USD: ETH"),
        ("venues.ccp.collateral", ["USD"], "another asset than the numeraire"),
        ("venues.ccp.volatility", {"BTC": 0.5}, "one of ETH"),
        ("agents.buyers.cleared.0.contract", "ETH-future-1", f"one of {FUTURE}"),
        ("agents.buyers.cleared.0.against", "buyers", "one of"),
        ("agents.buyers.cleared.0.clearing_house", "harbor", "the name of a clearing_house: ccp"),
        ("agents.buyers.memberships.0.clearing_house", "book", "the name of a clearing_house: ccp"),
        ("agents.buyers.memberships.0.collateral", "BTC", "one of ETH"),
        ("agents.buyers.strategy.clearing_house", "harbor", "the name of a clearing_house: ccp"),
    ],
)
def test_a_scenario_that_contradicts_itself_is_refused(place: str, value: Any, allowed: str) -> None:
    with pytest.raises(FiresaleError, match=allowed) as refused:
        MarketModel(Scenario.from_tables(change(place, value)))
    assert place in str(refused.value)


def test_each_contract_and_each_clearing_house_is_named_once() -> None:
    twice = tables()
    twice["venues"]["ccp"]["contracts"] *= 2
    with pytest.raises(FiresaleError, match="each contract once"):
        Scenario.from_tables(twice)
    member_twice = tables()
    member_twice["agents"]["buyers"]["memberships"] *= 2
    with pytest.raises(FiresaleError, match="each clearing house once"):
        Scenario.from_tables(member_twice)


def test_calls_are_paid_in_the_numeraire() -> None:
    changed = change("venues.book.quote", "BTC")
    with pytest.raises(FiresaleError, match=r"strategy\.exchange"):
        Scenario.from_tables(changed)
