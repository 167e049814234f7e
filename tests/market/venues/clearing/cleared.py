"""A clearing house made by hand: a future on ETH and a put, 10 % of the price as initial margin, prices as scripted."""

from dataclasses import replace
from typing import Any

import numpy as np

from firesale.market.actions import Action
from firesale.market.backstops.assessment import Assessment
from firesale.market.backstops.default_fund import DefaultFund
from firesale.market.backstops.gains_haircut import GainsHaircut
from firesale.market.backstops.own_capital import OwnCapital
from firesale.market.backstops.own_contribution import OwnContribution
from firesale.market.contracts.future import Future
from firesale.market.contracts.put import Put
from firesale.market.events import Event
from firesale.market.market import Market
from firesale.market.portfolio_margin.scenario_scan import ScenarioScan
from firesale.market.venues.clearing.clearing_house import ClearingHouse, ClearingHouseTerms
from firesale.market.venues.order_book import OrderBookTerms
from tests.markets import set_price, small_market

DAY = 86_400.0
FUTURE, PUT = "ETH-future-2592000", "ETH-put-2000-2592000"
WATERFALL = (OwnContribution(), OwnCapital(), DefaultFund(), Assessment(cap=1.0), GainsHaircut())
TERMS = ClearingHouseTerms(
    contracts=(Future("ETH", 30 * DAY), Put("ETH", 30 * DAY, 2000.0)),
    oracle="fair",
    margin=ScenarioScan(price_scan_range=0.1, extreme_fraction=0.0),
    collateral=("BTC",),
    haircut_level=0.5,
    haircut_floor=0.2,
    close_out="pro_rata",
    hedging_cost=0.0,
    backstops=WATERFALL,
    deadline=DAY,
)
DEEP = OrderBookTerms("BTC", "USDC", depth=1e12, fee=0.0, inventory=1e-3)


def cleared_market(**changes: Any) -> Market:
    """Ten players and the clearing house "clearing"; ETH at 2,000, BTC at 30,000 and sold without impact."""
    terms = replace(TERMS, **changes)
    return small_market(venues={"deep": DEEP, "clearing": terms})


def house_of(market: Market) -> ClearingHouse:
    house = market.venues["clearing"]
    assert isinstance(house, ClearingHouse)
    return house


def hold(market: Market, positions: dict[int, float], cash: dict[int, float], contract: str = FUTURE) -> None:
    """Positions (adding up to zero) and cash that accounts start with."""
    house, accounts = house_of(market), np.array(list(positions))
    assert sum(positions.values()) == 0.0
    rows = house.members.rows_for(accounts)
    house.members.add("positions", (rows, house.trades.names.index(contract)), np.array(list(positions.values())))
    for account, amount in cash.items():
        house.books.endow(np.array([account]), np.array([amount]), np.zeros((1, 1)))


def fund(market: Market, contributions: dict[int, float]) -> None:
    """What members gave to the default fund."""
    house = house_of(market)
    weight = np.zeros(house.members.rows)
    for account, amount in contributions.items():
        weight[house.members.row_of[account]] = amount
    house.books.found_fund(sum(contributions.values()), weight)


def day(market: Market, number: int, price: float | None = None, *actions: Action) -> list[Event]:
    """One day: the price, what players do, what the clearing house does; what happened."""
    log = market.site.log
    log.step, log.time = number, number * DAY
    mark = log.mark()
    if price is not None:
        set_price(market, "ETH", price)
    market.execute(actions, number)
    market.absorb()
    market.check()
    market.audit()
    return log.since(mark)


def cash_of(market: Market, account: int) -> float:
    members = house_of(market).members
    return float(members.cash[members.row_of[account]])


def position_of(market: Market, account: int, contract: str = FUTURE) -> float:
    house = house_of(market)
    return float(house.members.positions[house.members.row_of[account], house.trades.names.index(contract)])
