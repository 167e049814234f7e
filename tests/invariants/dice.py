"""Chances from one seed, and numbers as wrong as a careless or hostile player could make them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from firesale.market.actions import RECEIVED
from firesale.market.market import Market
from tests.invariants.world import PLAYERS, POOLS
from tests.markets import pool_of

PARTS = [1e-12, 0.001, 0.05, 0.1, 0.1, 0.2, 0.3, 0.5, 0.9, 0.999999, 1.0, 1.0, 1.0000001, 3.0]
BAD_NUMBERS = [0.0, -0.0, -1.0, float("nan"), float("inf"), -float("inf"), 1e-300, 5e-324, 1e18, 1e300]
JUNK: list[Any] = ["much", "", RECEIVED, None, True, 1j, [], [[1.0, 2.0]], [1.0, [2.0]], ["1"], np.ones((2, 2)), 2**70]
STRANGERS: list[Any] = [-1, PLAYERS, PLAYERS + 3, 10**12, 2**70, "me", 2.0, None, [], [[0]], [0, "1"], True]
MOSTLY, SELDOM = 0.85, 0.012

Place = tuple[str, str]
"""A pool and an asset."""


@dataclass(frozen=True)
class Dice:
    """All chances of one random action."""

    rng: np.random.Generator

    def one_of(self, choices: Sequence[Any]) -> Any:
        return choices[int(self.rng.integers(len(choices)))]

    def happens(self, chance: float) -> bool:
        return bool(self.rng.random() < chance)

    def player(self) -> int:
        return int(self.rng.integers(PLAYERS))

    def likely(self, choices: Sequence[Any], promising: Callable[[Any], bool]) -> Any:
        """Mostly one of those that may work, if there is any."""
        good = [choice for choice in choices if promising(choice)] if self.happens(MOSTLY) else []
        return self.one_of(good or choices)

    def amount(self, account: Any, whole: Any, depth: int = 0) -> Any:
        """A part of what the account has of it (the whole among them), or a number that cannot be, or no number."""
        if self.happens(SELDOM):
            return self.one_of(JUNK)
        if self.happens(2 * SELDOM):
            return self.one_of(BAD_NUMBERS)
        if depth > 0 and self.happens(0.15):
            return RECEIVED
        size = np.size(account) if isinstance(account, np.ndarray) else 1
        amount = np.array([self.one_of(PARTS) for _ in range(size)]) * np.broadcast_to(whole, (size,))
        return amount if isinstance(account, np.ndarray) else float(amount[0])

    def asset(self, market: Market, asset: str) -> str:
        """Seldom another one, or one that does not exist."""
        return str(self.one_of([*market.site.assets.names, "DOGE", ""])) if self.happens(SELDOM) else asset


def known(account: Any) -> Any:
    """The account if it may be looked up."""
    whole = isinstance(account, int | np.ndarray) and not isinstance(account, bool)
    return account if whole and np.all((np.asarray(account) >= 0) & (np.asarray(account) < PLAYERS)) else None


def places(market: Market, *, collateral: bool) -> list[Place]:
    """Every collateral, or every debt, of every pool."""
    terms = {name: pool_of(market, name).terms for name in POOLS}
    return [(name, asset) for name in POOLS for asset in (terms[name].collateral if collateral else terms[name].debt)]


def held(market: Market, account: Any, asset: str) -> Any:
    """What an account holds, or 1 if that makes no sense."""
    column = market.site.assets.column.get(asset)
    return 1.0 if column is None or known(account) is None else market.site.ledger.balances[account, column]


def in_position(market: Market, place: Place, account: Any) -> Any:
    """What an account has pledged of an asset, or owes; 0 without a position, 1 if the question makes no sense."""
    pool, asset = place
    lending = pool_of(market, pool)
    if known(account) is None or asset not in (*lending.terms.collateral, *lending.terms.debt):
        return 1.0
    rows = lending.book.row_of[account]
    if asset in lending.terms.collateral:
        amount = lending.book.collateral[rows, lending.terms.collateral.index(asset)]
    else:
        column = lending.terms.debt.index(asset)
        amount = lending.book.debt[rows, column] * lending.reserves.borrow_index[column]
    return np.where(np.asarray(rows) >= 0, amount, 0.0)


def may_borrow(market: Market, place: Place, account: Any) -> Any:
    """What the pool would still lend, about, against what is pledged, at its own prices."""
    pool, asset = place
    lending = pool_of(market, pool)
    if known(account) is None or asset not in lending.terms.debt:
        return 1.0
    rows = lending.book.row_of[account]
    worth = lending.book.collateral[rows] @ (lending.positions.collateral_prices() * 0.8)
    owed = (lending.book.debt[rows] * lending.reserves.borrow_index) @ lending.positions.debt_prices()
    price = lending.positions.debt_prices()[lending.terms.debt.index(asset)]
    return np.where((np.asarray(rows) >= 0) & (worth > owed), (worth - owed) / price if price > 0.0 else 1.0, 0.0)
