"""The channels that a scenario has, as far as they can be switched off."""

from collections.abc import Iterator
from typing import Any

from firesale.experiments.counterfactual.channel import Channel, is_off
from firesale.experiments.forms import ScenarioForm
from firesale.experiments.knock_out_checks import names_of, receipts_taken
from firesale.experiments.scenario import Scenario

SELLERS = ("deleverage", "hover", "target_leverage")
"""Strategies of leveraged traders that sell collateral to lower their debt."""
PLAYERS = {
    "manipulation": "oracle_manipulator",
    "run": "lender/runner",
    "liquidity_withdrawal": "liquidity_provider/flees",
    "arbitrage": "arbitrageur",
    "noise": "noise_trader",
}
"""Channels that are players, and what stops them."""


def channels_of(scenario: Scenario) -> tuple[Channel, ...]:
    """The channels of a scenario that are not switched off already: sales, players, claims between pools, oracles.

    `fire_sale` and `deleveraging` are the price impact of those sales; `manipulation`, `run`, `liquidity_withdrawal`, `arbitrage` and `noise` are
    what those players do; `claim.POOL:ASSET.POOL` is a loss that reaches a pool through a receipt token; `oracle.NAME` is how an oracle's exchanges
    reach the pools that read it.
    """
    form, tables = scenario.form, scenario.as_tables()
    found = (*_sales(form), *_players(form), *_claims(form), *_oracles(form))
    return tuple(channel for channel in found if not is_off(tables, channel))


def _acting(form: ScenarioForm) -> list[Any]:
    """Groups that are not knocked out."""
    return [group for group in form.agents.values() if not form.knock_out.silences(group.role, group.strategy.kind)]


def _sales(form: ScenarioForm) -> Iterator[Channel]:
    groups = _acting(form)
    if any(group.role == "liquidator" and getattr(group.strategy, "exchange", None) for group in groups):
        yield _add("fire_sale", "impact.without", "liquidation")
    if any(group.role == "leveraged_trader" and group.strategy.kind in SELLERS for group in groups):
        yield _add("deleveraging", "impact.without", "deleverage")


def _players(form: ScenarioForm) -> Iterator[Channel]:
    there = names_of(_acting(form))
    for name, players in PLAYERS.items():
        if players in there:
            yield _add(name, "knock_out.players", players)


def _claims(form: ScenarioForm) -> Iterator[Channel]:
    for pool, receipts in receipts_taken(form).items():
        for receipt in receipts:
            yield _add(f"claim.{receipt}.{pool}", "knock_out.claims", {"asset": receipt, "pool": pool})


def _oracles(form: ScenarioForm) -> Iterator[Channel]:
    for name, oracle in form.oracles.items():
        if oracle.sources:
            yield _add(f"oracle.{name}", "knock_out.oracles", name)


def _add(name: str, key: str, entry: Any) -> Channel:
    return Channel(name, {key: (entry,)})
