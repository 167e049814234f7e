"""A pool that seizes and sells, an order book, and players of auctions: 10 ETH against 1000 at a price of 140."""

import numpy as np

from firesale.agents.base import Strategy
from firesale.market.actions import Supply
from firesale.market.liquidation.seizure import Seizure
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from firesale.market.venues.lending_pool import LendingPoolTerms
from firesale.market.venues.order_book import OrderBookTerms
from tests.agents.playing import cohort_of, play
from tests.market.venues.selling import NAME, pledge, sound
from tests.markets import give, refusals, set_price, small_market

OWNER, LENDER, FIRST = 0, 1, 2
THIN = OrderBookTerms("ETH", "USD", depth=200.0, fee=0.001)
DEEP = OrderBookTerms("ETH", "USD", depth=1e9, fee=0.001)


def scene(mechanism: Seizure, book: OrderBookTerms = DEEP, cash: float = 10_000.0, units: float = 10.0) -> Market:
    """Unsafe, and nobody has done anything yet; accounts 2 to 5 have cash."""
    margin = LoanToValue(np.array([1.0 / 1.5]), np.array([1.0 / 1.5]))
    terms = LendingPoolTerms(("ETH",), ("USD",), "fair", margin, mechanism, (Constant(0.0),))
    market = small_market(8, prices={"USD": 1.0, "ETH": 200.0}, venues={"book": book, NAME: terms})
    give(market, LENDER, "USD", 1e6)
    assert refusals(market, Supply(account=LENDER, venue=NAME, asset="USD", amount=1e6)) == []
    for account in range(FIRST, 6):
        give(market, account, "USD", cash)
    pledge(market, OWNER, units, 100.0 * units)
    set_price(market, "ETH", 140.0)
    return market


def act(market: Market, strategy: Strategy, size: int = 1, start: int = FIRST, name: str = "people") -> list[str]:
    """One round of one cohort."""
    return play(market, cohort_of(strategy, size, start, name))


def wait(market: Market, seconds: float) -> None:
    """Time passes, and a round ends."""
    market.site.log.time += seconds
    market.absorb()
    sound(market)
