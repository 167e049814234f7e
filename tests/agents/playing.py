"""One cohort that plays in a market made by hand: what it decides, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from firesale.agents.base import Cohort, Strategy
from firesale.market.actions import Action, Supply
from firesale.market.backstops.default_fund import DefaultFund
from firesale.market.backstops.own_contribution import OwnContribution
from firesale.market.closing.fillable_price import FillablePrice
from firesale.market.contracts.future import Future
from firesale.market.contracts.put import Put
from firesale.market.deleveraging.queue import Queue
from firesale.market.events import ActionRefused
from firesale.market.founding import OracleTerms
from firesale.market.funding.premium import Premium
from firesale.market.market import Group, Market
from firesale.market.oracles.push import Push
from firesale.market.portfolio_margin.scenario_scan import ScenarioScan
from firesale.market.requirements.flat import Flat
from firesale.market.streams import Streams, entity_keys
from firesale.market.venues.base import VenueTerms
from firesale.market.venues.clearing.clearing_house import ClearingHouse, ClearingHouseTerms
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.order_book import OrderBookTerms
from firesale.market.venues.perpetuals.venue import Perpetuals, PerpetualsTerms
from tests.market.venues.vaults.making import TERMS
from tests.markets import POOL, VENUES, give, pool_of, small_market

DEEP = OrderBookTerms("ETH", "USDC", depth=1e12, fee=0.0, inventory=1e-3)  # trades at the fundamental price, free
SECOND_POOL = replace(POOL, flash_fee=0.0)
COINS = ConstantProductTerms("COIN", "USDC", base_reserve=100_000.0, fee=0.0005)
CLEARING = ClearingHouseTerms(
    contracts=(Future("ETH", 30 * 86_400.0), Put("ETH", 30 * 86_400.0, 2000.0)),
    oracle="fair",
    margin=ScenarioScan(),
    backstops=(OwnContribution(), DefaultFund()),
    deadline=3600.0,
)
PERPETUALS = PerpetualsTerms(
    markets=("ETH",),
    margin_asset="USDC",
    oracle="fair",
    requirement=Flat(),
    funding=Premium(),
    closing=FillablePrice(spread=0.5),
    deleveraging=Queue(),
    closes_itself=False,
)

PLACES: Mapping[str, VenueTerms] = {
    **VENUES,
    "deep": DEEP,
    "second": SECOND_POOL,
    "perps": PERPETUALS,
    "clearing": CLEARING,
    "coins": COINS,
    "vaults": TERMS,
}
REPORTED = {"fair": OracleTerms(Push(deviation=0.0))}  # the fundamental price, read once per round


def market_of(players: int = 10, *, venues: Mapping[str, VenueTerms] = PLACES, information_delay: int = 0) -> Market:
    """The small market with a frictionless exchange "deep" and a pool "second", at prices that nobody moves within a step."""
    return small_market(players, venues=venues, oracles=REPORTED, information_delay=information_delay)


def cohort_of(strategy: Strategy, size: int, start: int = 0, name: str = "people") -> Cohort:
    """Accounts start, start + 1, ... that play one strategy."""
    accounts = np.arange(start, start + size)
    keys = entity_keys(name, start + size)[start:]
    return Cohort(Group(name, "test", accounts), strategy, Streams(7).draws(keys, "play", name))


def decide(market: Market, cohort: Cohort, moment: int = 1) -> Sequence[Action]:
    """What the cohort wants to do now."""
    market.site.log.step = moment
    return cohort.decide(market, market.look(), moment)


def play(market: Market, cohort: Cohort, moment: int = 1) -> list[str]:
    """Let the cohort decide and carry it out; the reasons of what was refused. The market's books are checked."""
    mark = market.site.log.mark()
    market.execute(decide(market, cohort, moment), moment)
    market.check()
    market.audit()
    refused = [event for event in market.site.log.since(mark) if isinstance(event, ActionRefused)]
    return [str(event.reason) for event in refused for _ in range(np.size(event.account))]


def lend(market: Market, account: int, amount: float, pool: str = "pool") -> None:
    """Endow an account with USDC and supply it."""
    give(market, account, "USDC", amount)
    market.execute([Supply(account=account, venue=pool, asset="USDC", amount=amount)], 0)


def open_position(market: Market, account: int, ether: float, owed: float, pool: str = "pool") -> None:
    """A position of ETH against USDC; what was borrowed is not in the account's hands any more."""
    give(market, account, "ETH", ether)
    pool_of(market, pool).borrowers.place(np.array([account]), np.array([[ether, 0.0]]), np.array([[owed]]), "opening")
    if owed:
        ledger, column = market.site.ledger, market.site.assets.column["USDC"]
        ledger.transfer(column, account, market.site.world, owed)


def house_of(market: Market) -> ClearingHouse:
    """The clearing house "clearing"."""
    house = market.venues["clearing"]
    assert isinstance(house, ClearingHouse)
    return house


def clear(market: Market, buyer: int, seller: int, amount: float, margin: float = 1.0, contract: int = 0) -> None:
    """One has bought contracts of another; both have so much of the margin that they need."""
    house, both = house_of(market), np.array([buyer, seller])
    house.books.open_positions(both[:1], both[1:], contract, np.array([amount]))
    needed = house.assessor.required(house.members.positions[house.members.row_of[both]])
    short = np.maximum(0.0, margin * needed - house.members.cash[house.members.row_of[both]])
    house.books.endow(both, short, np.zeros((2, 0)))


def position_of(market: Market, account: int, pool: str = "pool") -> tuple[float, float]:
    """ETH pledged and USDC owed."""
    desk = pool_of(market, pool).positions
    at = desk.at(desk.book.row_of[np.array([account])])
    return float(at.collateral[0, 0]), float(at.debt[0, 0])


def perpetuals_of(market: Market) -> Perpetuals:
    """The venue of perpetuals."""
    venue = market.venues["perps"]
    assert isinstance(venue, Perpetuals)
    return venue


def leverage_of(market: Market, account: int, price: float) -> float:
    """Collateral value over equity at a price of ETH."""
    ether, owed = position_of(market, account)
    return ether * price / (ether * price - owed)
