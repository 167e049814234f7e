"""A pool with cash, a player, and short names for bundles and their legs."""

from firesale.market.actions import (
    RECEIVED,
    Action,
    Borrow,
    Bundle,
    FlashLoan,
    PostCollateral,
    Supply,
    Swap,
)
from firesale.market.market import Market
from tests.markets import give, refusals, small_market

LENDER, PLAYER = 0, 1


def market_with_cash(cash: float = 100_000.0) -> Market:
    market = small_market(4)
    give(market, LENDER, "USDC", cash)
    assert refusals(market, Supply(account=LENDER, venue="pool", asset="USDC", amount=cash)) == []
    return market


def buy(amount: object = RECEIVED, venue: str = "swap", account: int = PLAYER) -> Swap:
    return Swap(account=account, venue=venue, asset_in="USDC", asset_out="ETH", amount_in=amount)  # type: ignore[arg-type]


def sell(amount: object = RECEIVED, venue: str = "swap") -> Swap:
    return Swap(account=PLAYER, venue=venue, asset_in="ETH", asset_out="USDC", amount_in=amount)  # type: ignore[arg-type]


def bundle(*legs: Action, fee: float = 0.0) -> Bundle:
    return Bundle(account=PLAYER, legs=legs, priority_fee=fee)


def flash(amount: float, *legs: Action, asset: str = "USDC", venue: str = "pool") -> FlashLoan:
    return FlashLoan(account=PLAYER, venue=venue, asset=asset, amount=amount, legs=legs)


def borrow(amount: float) -> Borrow:
    return Borrow(account=PLAYER, venue="pool", asset="USDC", amount=amount)


def post(amount: object = RECEIVED, asset: str = "ETH") -> PostCollateral:
    return PostCollateral(account=PLAYER, venue="pool", asset=asset, amount=amount)  # type: ignore[arg-type]
