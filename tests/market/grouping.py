"""Actions of many kinds for a group of accounts, and a market in which some of them succeed and some do not."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from firesale.market.actions import (
    RECEIVED,
    Action,
    AddLiquidity,
    Borrow,
    Bundle,
    Liquidate,
    PostCollateral,
    RemoveLiquidity,
    Repay,
    Supply,
    Swap,
    Withdraw,
    WithdrawCollateral,
)
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import ActionRefused
from firesale.market.founding import OracleTerms
from firesale.market.market import Market
from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from firesale.market.orders import spread, take
from tests.markets import POOL, VENUES, pool_of, refusals, set_price, small_market

PLAYERS = 8
CAPPED = replace(POOL, collateral_cap=np.array([40.0, 5.0]), supply_cap=np.array(9e3), borrow_cap=np.array(8e3))
PUSHED = {"fair": OracleTerms(Push(deviation=0.0))}
"""Prices come once per round: then the bundles of many accounts may go leg by leg."""
LIVE = {"fair": OracleTerms(Spot(), ("swap",))}
"""Every trade on the exchange is seen at once."""
Kind = Callable[[IntArray, FloatArray], Action]


def place_on(name: str) -> Kind:
    return {
        "sell on the pair": lambda who, much: _swap(who, much, "swap", "ETH", "USDC"),
        "buy on the pair": lambda who, much: _swap(who, much * 100, "swap", "USDC", "ETH"),
        "sell on the book": lambda who, much: _swap(who, much, "book", "ETH", "USDC"),
        "buy on the book, at a limit": lambda who, much: replace(
            _swap(who, much * 100, "book", "USDC", "ETH"), min_amount_out=much * 100 / 2010.0
        ),
        "add liquidity": lambda who, much: AddLiquidity(
            account=who, venue="swap", base_amount=much, quote_amount=much * 1800
        ),
        "remove liquidity": lambda who, much: RemoveLiquidity(account=who, venue="swap", shares=much * 10),
        "supply": lambda who, much: Supply(account=who, venue="pool", asset="USDC", amount=much * 100),
        "withdraw": lambda who, much: Withdraw(account=who, venue="pool", asset="USDC", receipts=much * 100),
        "post": lambda who, much: PostCollateral(account=who, venue="pool", asset="ETH", amount=much),
        "take back": lambda who, much: WithdrawCollateral(account=who, venue="pool", asset="ETH", amount=much),
        "borrow": lambda who, much: Borrow(account=who, venue="pool", asset="USDC", amount=much * 100),
        "repay": lambda who, much: Repay(account=who, venue="pool", asset="USDC", amount=much * 100),
        "liquidate": lambda who, much: Liquidate(
            account=(who + 3) % PLAYERS,
            venue="pool",
            borrower=who,
            collateral="ETH",
            debt="USDC",
            repayment=much * 1000,
        ),
        "lever up": _lever_up,
        "buy, pledge and borrow the most": _buy_and_borrow,
        "deposit and borrow": _deposit_and_borrow,
        "deleverage": _deleverage,
        "there and back": _there_and_back,
        "sell and deposit": _sell_and_deposit,
    }[name]


def _swap(who: IntArray, much: FloatArray, venue: str, into: str, out: str) -> Swap:
    return Swap(account=who, venue=venue, asset_in=into, asset_out=out, amount_in=much)


def _lever_up(who: IntArray, much: FloatArray) -> Action:
    legs = (
        Borrow(account=who, venue="pool", asset="USDC", amount=much * 50),
        Swap(account=who, venue="swap", asset_in="USDC", asset_out="ETH", amount_in=RECEIVED),
        PostCollateral(account=who, venue="pool", asset="ETH", amount=RECEIVED),
    )
    return Bundle(account=who, legs=legs)


def _buy_and_borrow(who: IntArray, much: FloatArray) -> Action:
    """Whether the loan is safe depends on the price paid, and so on who bought before."""
    legs = (
        Swap(account=who, venue="swap", asset_in="USDC", asset_out="ETH", amount_in=much * 200),
        PostCollateral(account=who, venue="pool", asset="ETH", amount=RECEIVED),
        Borrow(account=who, venue="pool", asset="USDC", amount=much * 1.58e2),
        PostCollateral(account=who, venue="pool", asset="BTC", amount=much / 4.0),
    )
    return Bundle(account=who, legs=legs)


def _deposit_and_borrow(who: IntArray, much: FloatArray) -> Action:
    """What one deposits another could borrow."""
    legs = (
        Supply(account=who, venue="pool", asset="USDC", amount=much * 10),
        Borrow(account=who, venue="pool", asset="USDC", amount=much * 100),
    )
    return Bundle(account=who, legs=legs)


def _deleverage(who: IntArray, much: FloatArray) -> Action:
    legs = (
        WithdrawCollateral(account=who, venue="pool", asset="ETH", amount=much / 10),
        Swap(account=who, venue="book", asset_in="ETH", asset_out="USDC", amount_in=RECEIVED),
        Repay(account=who, venue="pool", asset="USDC", amount=RECEIVED),
    )
    return Bundle(account=who, legs=legs)


def _sell_and_deposit(who: IntArray, much: FloatArray) -> Action:
    legs = (
        Swap(account=who, venue="swap", asset_in="ETH", asset_out="USDC", amount_in=much / 64.0),
        Supply(account=who, venue="pool", asset="USDC", amount=RECEIVED),
    )
    return Bundle(account=who, legs=legs)


def _there_and_back(who: IntArray, much: FloatArray) -> Action:
    legs = (
        Swap(account=who, venue="swap", asset_in="ETH", asset_out="USDC", amount_in=much),
        Swap(account=who, venue="swap", asset_in="USDC", asset_out="ETH", amount_in=RECEIVED),
    )
    return Bundle(account=who, legs=legs)


KINDS = [
    "sell on the pair", "buy on the pair", "sell on the book", "buy on the book, at a limit", "add liquidity", "remove liquidity",
    "supply", "withdraw", "post", "take back", "borrow", "repay", "liquidate", "lever up", "buy, pledge and borrow the most",
    "deposit and borrow", "deleverage", "there and back",
    "sell and deposit",
]  # fmt: skip


def market_with_positions(price: float, oracles: Mapping[str, OracleTerms] = PUSHED) -> Market:
    """Everybody holds and owes something."""
    venues = {"swap": VENUES["swap"], "book": VENUES["book"], "pool": CAPPED}
    market = small_market(PLAYERS, venues=venues, oracles=oracles)
    everyone = np.arange(PLAYERS)
    market.site.ledger.mint(0, everyone, np.full(PLAYERS, 4096.0))
    market.site.ledger.mint(1, everyone, np.full(PLAYERS, 8.0))
    market.site.ledger.mint(2, everyone, np.full(PLAYERS, 0.5))
    half = everyone[: PLAYERS // 2]
    assert refusals(market, Supply(account=half, venue="pool", asset="USDC", amount=2048.0)) == []
    assert refusals(market, PostCollateral(account=everyone[2:], venue="pool", asset="ETH", amount=1.0)) == []
    owed = np.array([0, 0, 100.0, 700.0, 1200.0, 1500.0, 600.0, 1600.0])
    assert refusals(market, Borrow(account=everyone[2:], venue="pool", asset="USDC", amount=owed[2:])) == []
    assert refusals(market, AddLiquidity(account=half, venue="swap", base_amount=1.0, quote_amount=2e3)) == []
    set_price(market, "ETH", price)
    return market


def outcome(market: Market, actions: list[Action]) -> tuple[list[FloatArray], list[tuple[int, str]]]:
    """What everybody holds and owes afterwards, and who was refused why."""
    market.execute(actions, 0)
    market.check()
    market.audit()
    book = pool_of(market).book
    rows = book.row_of[np.arange(PLAYERS)]
    positions = [np.where(rows >= 0, column[rows], 0.0) for column in (*book.collateral.T, *book.debt.T)]
    refused = market.site.log.table(ActionRefused)
    reasons = sorted(zip(refused["account"].tolist(), refused["reason"].tolist(), strict=True))
    return [market.site.ledger.balances, *positions], reasons


def singles(action: Action) -> list[Action]:
    batch = spread(action)
    assert batch is not None
    return [take(batch, np.array([place])) for place in range(np.size(batch.account))]
