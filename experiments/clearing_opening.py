"""Members of clearing houses before the first step: positions, the margin for them, and the default fund that it takes."""

from collections.abc import Callable
from typing import Any

import numpy as np

from firesale.experiments.forms import Membership, ScenarioForm
from firesale.market.arrays import FloatArray
from firesale.market.events import PositionCleared
from firesale.market.market import Group, Market
from firesale.market.venues.clearing.clearing_house import ClearingHouse

Drawn = Callable[[Group, str, Any], FloatArray]
"""Amounts of a group, (n,), drawn for a purpose from what the scenario gives."""


def open_clearing(form: ScenarioForm, market: Market, drawn: Drawn) -> None:
    """Positions of all groups first: the requirement depends on all of an account's."""
    groups = {group.name: group for group in market.groups}
    for group in market.groups:
        for i, cleared in enumerate(form.agents[group.name].cleared):
            size = drawn(group, f"cleared.{i}.size", cleared.size)
            _open(market, cleared, group, groups[cleared.against], size)
    for group in market.groups:
        for i, membership in enumerate(form.agents[group.name].memberships):
            _join(market, group, membership, drawn(group, f"memberships.{i}.margin", membership.margin))
    for house in _houses(market):
        _margin_the_rest(house)
        rows = house.members.all
        fund = max(house.terms.default_fund, house.assessor.to_cover(rows))
        house.books.found_fund(fund, house.assessor.at(rows).required)


def _houses(market: Market) -> list[ClearingHouse]:
    return [venue for venue in market.venues.values() if isinstance(venue, ClearingHouse)]


def _house(market: Market, name: str) -> ClearingHouse:
    house = market.venues[name]
    assert isinstance(house, ClearingHouse)
    return house


def _open(market: Market, cleared: Any, group: Group, against: Group, size: FloatArray) -> None:
    house = _house(market, cleared.clearing_house)
    place = house.trades.names.index(cleared.contract)
    amount = size if cleared.side == "bought" else -size
    house.books.open_positions(group.accounts, against.accounts, place, amount)
    price, name = float(house.settlement.settled[place]), cleared.contract
    each = np.full(len(against.accounts), -amount.sum() / len(against.accounts))
    for accounts, taken in ((group.accounts, amount), (against.accounts, each)):
        market.site.log.add(PositionCleared(house.name, accounts, -1, name, taken, price, "opening"))


def _join(market: Market, group: Group, membership: Membership, margin: FloatArray) -> None:
    """Post a multiple (n,) of what each account needs."""
    house = _house(market, membership.clearing_house)
    rows = house.members.rows_for(group.accounts)
    value = margin * house.assessor.required(house.members.positions[rows])
    collateral = np.zeros((len(rows), len(house.terms.collateral)))
    if membership.collateral:
        place = house.terms.collateral.index(membership.collateral)
        counts = house.appraisal.collateral_prices() * (1.0 - house.appraisal.haircuts())
        collateral[:, place] = membership.collateral_part * value / counts[place]
    house.books.endow(group.accounts, (1.0 - membership.collateral_part) * value, collateral)


def _margin_the_rest(house: ClearingHouse) -> None:
    """Whoever has a position and said nothing of margin has what it needs, in cash."""
    rows = house.members.all
    missing = house.assessor.at(rows).missing
    none = np.zeros((len(rows), len(house.terms.collateral)))
    house.books.endow(house.members.account[rows], missing, none)
    house.calls.state(rows, "settlement")
