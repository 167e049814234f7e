"""One lender with 10,000 USDC and one player with 10 ETH and 500 USDC; short names for what they may ask of a pool.

ETH (loan-to-value 0.8, threshold 0.83) and BTC (0.7, 0.75) stand against USDC; prices 2000 and 30000.
"""

from firesale.market.actions import Borrow, PostCollateral, Repay, Supply, Withdraw, WithdrawCollateral
from firesale.market.market import Market
from firesale.market.venues.lending_pool import LendingPoolTerms
from tests.markets import POOL, give, small_market

LENDER, PLAYER = 0, 1


def market_of(terms: LendingPoolTerms = POOL) -> Market:
    market = small_market(5, venues={"pool": terms})
    give(market, LENDER, "USDC", 10_000.0)
    give(market, PLAYER, "ETH", 10.0)
    give(market, PLAYER, "USDC", 500.0)
    return market


def supply(amount: float, account: int = LENDER, asset: str = "USDC") -> Supply:
    return Supply(account=account, venue="pool", asset=asset, amount=amount)


def withdraw(receipts: float, account: int = LENDER, asset: str = "USDC") -> Withdraw:
    return Withdraw(account=account, venue="pool", asset=asset, receipts=receipts)


def post(amount: float, account: int = PLAYER, asset: str = "ETH") -> PostCollateral:
    return PostCollateral(account=account, venue="pool", asset=asset, amount=amount)


def take_back(amount: float, account: int = PLAYER, asset: str = "ETH") -> WithdrawCollateral:
    return WithdrawCollateral(account=account, venue="pool", asset=asset, amount=amount)


def borrow(amount: float, account: int = PLAYER, asset: str = "USDC") -> Borrow:
    return Borrow(account=account, venue="pool", asset=asset, amount=amount)


def repay(amount: float, account: int = PLAYER, asset: str = "USDC") -> Repay:
    return Repay(account=account, venue="pool", asset=asset, amount=amount)


def sound(market: Market) -> None:
    market.check()
    market.audit()
