from typing import Any

import pytest

from firesale.experiments.counterfactual.catalogue import PLAYERS, SELLERS, channels_of
from firesale.experiments.scenario import Scenario
from tests.experiments.small import small

ALL = ["fire_sale", "deleveraging", "noise", "claim.harbor:USD.pier", "oracle.feed"]


def names(changes: dict[str, Any]) -> list[str]:
    return [channel.name for channel in channels_of(small(changes))]


def test_a_scenario_has_the_channels_of_what_is_in_it() -> None:
    assert names({}) == ALL


@pytest.mark.parametrize(
    ("changes", "gone"),
    [
        ({"impact.without": ["liquidation"]}, "fire_sale"),
        ({"agents.liquidators.strategy": {"kind": "greedy", "pool": "harbor"}}, "fire_sale"),
        ({"knock_out.players": ["liquidator"]}, "fire_sale"),
        ({"impact.without": ["deleverage", "noise"]}, "deleveraging"),
        ({"agents.borrowers.strategy.kind": "top_up"}, "deleveraging"),
        ({"knock_out.players": ["leveraged_trader/deleverage"]}, "deleveraging"),
        ({"knock_out.players": ["noise_trader"]}, "noise"),
        ({"knock_out.players": ["noise_trader/noise"]}, "noise"),
        ({"knock_out.claims": [{"asset": "harbor:USD", "pool": "pier"}]}, "claim.harbor:USD.pier"),
        ({"knock_out.oracles": ["feed"]}, "oracle.feed"),
        ({"oracles.feed.sources": []}, "oracle.feed"),
    ],
)
def test_what_is_switched_off_or_not_there_is_no_channel(changes: dict[str, Any], gone: str) -> None:
    if "top_up" in changes.values():  # its other parameters are those of deleverage
        changes |= {"agents.borrowers.strategy.trigger": 1.05}
    assert names(changes) == [name for name in ALL if name != gone]


def test_every_kind_of_channel_is_found_somewhere() -> None:
    shipped = {
        channel.name.partition(".")[0]
        for scenario in ("receipt_chain", "oracle_attack", "black_thursday")
        for channel in channels_of(Scenario.load(scenario))
    }
    fled = {"agents.makers.strategy": {"kind": "flees", "exchange": "swap"}}
    assert shipped | set(names(fled)) >= {"fire_sale", "deleveraging", "claim", "oracle", *PLAYERS}


def test_channels_of_players_are_roles_or_strategies_of_one() -> None:
    assert set(SELLERS) == {"deleverage", "hover", "target_leverage"}
    assert all(players.count("/") <= 1 for players in PLAYERS.values())
