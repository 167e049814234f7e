"""Every channel of every shipped scenario can be switched off, and nothing can be knocked out that is not there."""

import inspect
import sys
from typing import Any

import pytest

from firesale.agents.roles import ROLES
from firesale.experiments.counterfactual.catalogue import PLAYERS, SELLERS, channels_of
from firesale.experiments.counterfactual.channel import without
from firesale.experiments.knock_out_checks import names_of, receipts_taken
from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import BadScenarioError, Scenario, shipped_names

SCENARIOS = [Scenario.load(name) for name in shipped_names()]
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)


@every_scenario
def test_it_has_channels_that_are_called_differently(scenario: Scenario) -> None:
    names = [channel.name for channel in channels_of(scenario)]
    assert names
    assert len(set(names)) == len(names)


@every_scenario
def test_each_channel_can_be_switched_off_and_is_one_no_more(scenario: Scenario) -> None:
    channels = channels_of(scenario)
    for channel in channels:
        left = {one.name for one in channels_of(without(scenario, [channel]))}
        assert left == {one.name for one in channels} - {channel.name}


@every_scenario
def test_all_channels_can_be_switched_off_at_once_and_none_is_left(scenario: Scenario) -> None:
    silent = without(scenario, channels_of(scenario))
    assert channels_of(silent) == ()
    model = MarketModel(without(scenario, channels_of(scenario)))
    for _ in range(3):
        model.step()
    model.market.audit()


@every_scenario
def test_a_knock_out_of_what_is_not_there_is_refused(scenario: Scenario) -> None:
    taken, names = receipts_taken(scenario.form), names_of(scenario.form.agents.values())
    absent: list[tuple[str, Any]] = [("knock_out.oracles", name) for name in ("nobody", *scenario.form.venues)]
    absent += [("knock_out.players", name) for name in every_player() if name not in names]
    absent += [
        ("knock_out.claims", {"asset": f"{issuer}:{asset}", "pool": pool})
        for issuer, venue in scenario.form.venues.items()
        for asset in getattr(venue, "debt", ["nothing"])
        for pool in scenario.form.venues
        if f"{issuer}:{asset}" not in taken.get(pool, [])
    ]
    for key, entry in absent[:: max(1, len(absent) // 40)]:
        with pytest.raises(BadScenarioError, match=f"{key}.0"):
            Scenario.from_tables(scenario.as_tables(), {key: [entry]})


def every_player() -> list[str]:
    return [name for role, one in ROLES.items() for name in (role, *(f"{role}/{kind}" for kind in one.strategies))]


def test_channels_of_players_are_players_that_there_may_be() -> None:
    assert set(PLAYERS.values()) <= set(every_player())


@pytest.mark.parametrize("kind", ROLES["leveraged_trader"].strategies)
def test_a_trader_that_sells_to_owe_less_is_known_to(kind: str) -> None:
    module = sys.modules[ROLES["leveraged_trader"].strategies[kind].__module__]
    assert ("sell_and_repay" in inspect.getsource(module)) == (kind in SELLERS)
