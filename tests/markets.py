"""Small markets made by hand, for tests: real venues, scripted prices, no mocks."""

from collections.abc import Mapping

import numpy as np

from firesale.market.actions import Action
from firesale.market.backstops.reserves import Reserves
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.events import ActionRefused
from firesale.market.founding import MarketTerms, OracleTerms, found_market
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Group, Market
from firesale.market.oracles.spot import Spot
from firesale.market.ordering.arrival import Arrival
from firesale.market.rates.constant import Constant
from firesale.market.streams import Streams, entity_keys
from firesale.market.venues.base import VenueTerms
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.lending_pool import LendingPool, LendingPoolTerms
from firesale.market.venues.order_book import OrderBookTerms

PRICES = {"USDC": 1.0, "ETH": 2000.0, "BTC": 30000.0}
POOL = LendingPoolTerms(
    collateral=("ETH", "BTC"),
    debt=("USDC",),
    oracle="fair",
    margin=LoanToValue(np.array([0.8, 0.7]), np.array([0.83, 0.75])),
    liquidation=FixedSpread(np.array([0.05, 0.05])),
    rates=(Constant(0.05),),
    backstops=(Reserves(), Socialisation()),
)
VENUES: Mapping[str, VenueTerms] = {
    "swap": ConstantProductTerms("ETH", "USDC", base_reserve=1000.0),
    "book": OrderBookTerms("ETH", "USDC", depth=1e6),
    "pool": POOL,
}
ORACLES = {"fair": OracleTerms(Spot())}


def small_market(
    players: int = 10,
    *,
    prices: Mapping[str, float] = PRICES,
    venues: Mapping[str, VenueTerms] = VENUES,
    oracles: Mapping[str, OracleTerms] = ORACLES,
    information_delay: int = 0,
    without_impact: frozenset[str] = frozenset(),
    loss_free: frozenset[tuple[str, str]] = frozenset(),
) -> Market:
    """One constant product exchange "swap", one order book "book", one lending pool "pool"; nobody owns anything yet."""
    terms = MarketTerms(prices, venues, oracles, Arrival(), information_delay, without_impact, loss_free)
    groups = [Group("everyone", "noise_trader", np.arange(players))]
    return found_market(terms, groups, entity_keys("everyone", players), Streams(1))


def give(market: Market, account: int, asset: str, amount: float) -> None:
    """Endow an account at set-up."""
    market.site.ledger.mint(market.site.assets.column[asset], account, amount)


def held(market: Market, account: int, asset: str) -> float:
    """What an account holds."""
    return market.site.ledger.balance(account, market.site.assets.column[asset])


def pool_of(market: Market, name: str = "pool") -> LendingPool:
    """A lending pool by name."""
    pool = market.venues[name]
    assert isinstance(pool, LendingPool)
    return pool


def set_price(market: Market, asset: str, price: float) -> None:
    """Script a fundamental price; oracles see it at once."""
    prices = market.site.assets.values[: market.site.assets.base_count].copy()
    prices[market.site.assets.column[asset]] = price
    market.move_prices(prices, 0.0)
    market.report_prices()


def refusals(market: Market, *actions: Action) -> list[str]:
    """Carry out actions in the order given; the reason of each order that was refused."""
    log = market.site.log
    mark = log.mark()
    market.execute(actions, 0)
    refused = [event for event in log.since(mark) if isinstance(event, ActionRefused)]
    return [str(event.reason) for event in refused for _ in range(np.size(event.account))]
