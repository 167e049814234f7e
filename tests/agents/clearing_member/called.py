"""A member that has been called: it has bought futures, and the price has fallen."""

from firesale.market.market import Market
from tests.agents.playing import clear, house_of, market_of
from tests.markets import set_price

DAY = 86_400.0
SELLER = 9


def called_market(price: float = 1700.0, amount: float = 100.0) -> Market:
    """Account 0 has bought contracts of 9 at 2,000, with just the margin for them; a day later it is called."""
    market = market_of()
    clear(market, 0, SELLER, amount)
    next_day(market, 1, price)
    return market


def next_day(market: Market, number: int, price: float) -> None:
    """A day passes, and the clearing house does what it does."""
    market.site.log.step, market.site.log.time = number, number * DAY
    set_price(market, "ETH", price)
    market.absorb()
    market.check()


def called(market: Market, account: int = 0) -> float:
    """What an account must still post."""
    members = house_of(market).members
    return float(members.called[members.row_of[account]])


def has_defaulted(market: Market, account: int = 0) -> bool:
    members = house_of(market).members
    return bool(members.defaulted[members.row_of[account]] > 0.0)
