"""Random actions: most of them sensible, some of them as wrong as a careless or hostile player could make them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from firesale.market.actions import (
    RECEIVED,
    Action,
    AddLiquidity,
    Borrow,
    Bundle,
    Declare,
    FlashLoan,
    Liquidate,
    Motive,
    PostCollateral,
    RemoveLiquidity,
    Repay,
    Supply,
    Swap,
    Withdraw,
    WithdrawCollateral,
)
from firesale.market.market import Market
from tests.invariants.world import PLAYERS, POOLS
from tests.markets import pool_of

PARTS = [1e-12, 0.001, 0.1, 0.3, 0.5, 0.9, 0.999999, 1.0, 1.0, 1.0, 1.0000001, 3.0]
BAD_NUMBERS = [0.0, -0.0, -1.0, float("nan"), float("inf"), -float("inf"), 1e-300, 5e-324, 1e18, 1e300]
JUNK: list[Any] = ["much", "", RECEIVED, None, True, 1j, [], [[1.0, 2.0]], [1.0, [2.0]], ["1"], np.ones((2, 2)), 2**70]
STRANGERS: list[Any] = [-1, PLAYERS, PLAYERS + 3, 10**12, 2**70, "me", 2.0, None, [], [[0]], [0, "1"], True]
MOTIVES = [Motive.NONE, Motive.NONE, Motive.LIQUIDATION, Motive.NOISE]


@dataclass(frozen=True)
class Dice:
    """Chances, all from one seed."""

    rng: np.random.Generator

    def one_of(self, choices: Any) -> Any:
        return choices[int(self.rng.integers(len(choices)))]

    def happens(self, chance: float) -> bool:
        return bool(self.rng.random() < chance)

    def player(self) -> int:
        return int(self.rng.integers(PLAYERS))


def random_action(dice: Dice, market: Market, account: Any = None, depth: int = 0) -> Action:
    """One action of one account, or of several at once; inside a bundle, of the bundle's."""
    if account is None:
        many = np.array([dice.player() for _ in range(int(dice.rng.integers(1, 6)))])
        account = many if dice.happens(0.2) else dice.player()
    if dice.happens(0.01):
        account = dice.one_of(STRANGERS)
    kinds = [*PLAIN, *([_bundle, _bundle, _bundle, _flash_loan] if depth < 2 else [])]
    action: Action = dice.one_of(kinds)(dice, market, account, depth)
    return action


def _amount(dice: Dice, market: Market, account: Any, whole: Any, depth: int) -> Any:
    """A part of what the account has of it (the whole among them), or a number that cannot be, or no number."""
    if dice.happens(0.015):
        return dice.one_of(JUNK)
    if dice.happens(0.03):
        return dice.one_of(BAD_NUMBERS)
    if depth > 0 and dice.happens(0.5):
        return RECEIVED
    size = np.size(account) if isinstance(account, np.ndarray) else 1
    parts = np.array([dice.one_of(PARTS) for _ in range(size)])
    amount = parts * np.broadcast_to(whole, (size,))
    return amount if isinstance(account, np.ndarray) else float(amount[0])


def _held(market: Market, account: Any, asset: str) -> Any:
    column = market.site.assets.column.get(asset)
    known = _known(account)
    return 1.0 if column is None or known is None else market.site.ledger.balances[known, column]


def _known(account: Any) -> Any:
    """The account if it may be looked up."""
    whole = isinstance(account, int | np.ndarray) and not isinstance(account, bool)
    return account if whole and np.all((np.asarray(account) >= 0) & (np.asarray(account) < PLAYERS)) else None


def _of_position(market: Market, pool: str, account: Any, asset: str) -> Any:
    """What an account has pledged of an asset, or owes."""
    known, lending = _known(account), pool_of(market, pool)
    if known is None:
        return 1.0
    rows = lending.book.row_of[known]
    if asset in lending.terms.collateral:
        return np.where(rows >= 0, lending.book.collateral[rows, lending.terms.collateral.index(asset)], 1.0)
    if asset in lending.terms.debt:
        place = lending.terms.debt.index(asset)
        return np.where(rows >= 0, lending.book.debt[rows, place] * lending.reserves.borrow_index[place], 1.0)
    return 1.0


def _pool_and_asset(dice: Dice, market: Market, collateral: bool) -> tuple[str, str]:
    pool = dice.one_of(POOLS)
    terms = pool_of(market, pool).terms
    asset = dice.one_of(terms.collateral if collateral else terms.debt)
    if dice.happens(0.015):
        asset = dice.one_of([*market.site.assets.names, "DOGE", ""])
    return pool, asset


def _common(dice: Dice, account: Any, venue: str, depth: int) -> dict[str, Any]:
    fee = dice.one_of([0.0, 0.0, 0.0, 0.01, 1e9, float("nan"), -1.0]) if dice.happens(0.03) else 0.0
    if dice.happens(0.015):
        venue = dice.one_of(["nowhere", "", "swap", "A"])
    return {"account": account, "venue": venue, "priority_fee": fee, "motive": dice.one_of(MOTIVES)}


def _swap(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    venue, base = dice.one_of([("swap", "ETH"), ("book", "BTC")])
    into, out = dice.one_of([(base, "USDC"), ("USDC", base)])
    if dice.happens(0.015):
        out = dice.one_of([*market.site.assets.names, "DOGE"])
    amount = _amount(dice, market, account, _held(market, account, into), depth)
    least = dice.one_of([0.0, 1e9, float("nan"), "x"]) if dice.happens(0.03) else 0.0
    common = _common(dice, account, venue, depth)
    return Swap(**common, asset_in=into, asset_out=out, amount_in=amount, min_amount_out=least)


def _add_liquidity(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    base = _amount(dice, market, account, _held(market, account, "ETH"), 0)
    quote = _amount(dice, market, account, _held(market, account, "USDC"), 0)
    return AddLiquidity(**_common(dice, account, "swap", depth), base_amount=base, quote_amount=quote)


def _remove_liquidity(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    shares = _amount(dice, market, account, _held(market, account, "swap:shares"), 0)
    return RemoveLiquidity(**_common(dice, account, "swap", depth), shares=shares)


def _supply(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    pool, asset = _pool_and_asset(dice, market, collateral=False)
    amount = _amount(dice, market, account, _held(market, account, asset), depth)
    return Supply(**_common(dice, account, pool, depth), asset=asset, amount=amount)


def _withdraw(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    pool, asset = _pool_and_asset(dice, market, collateral=False)
    receipts = _amount(dice, market, account, _held(market, account, f"{pool}:{asset}"), depth)
    return Withdraw(**_common(dice, account, pool, depth), asset=asset, receipts=receipts)


def _post(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    pool, asset = _pool_and_asset(dice, market, collateral=True)
    amount = _amount(dice, market, account, _held(market, account, asset), depth)
    return PostCollateral(**_common(dice, account, pool, depth), asset=asset, amount=amount)


def _take_back(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    pool, asset = _pool_and_asset(dice, market, collateral=True)
    amount = _amount(dice, market, account, _of_position(market, pool, account, asset), 0)
    return WithdrawCollateral(**_common(dice, account, pool, depth), asset=asset, amount=amount)


def _borrow(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    """A part of what the pool would lend against the collateral, by its own prices."""
    pool, asset = _pool_and_asset(dice, market, collateral=False)
    lending, known = pool_of(market, pool), _known(account)
    room: Any = 1.0
    if known is not None and asset in lending.terms.debt:
        rows = lending.book.row_of[known]
        worth = lending.book.collateral[rows] @ lending.positions.collateral_prices()
        price = lending.positions.debt_prices()[lending.terms.debt.index(asset)]
        room = np.where(rows >= 0, 0.8 * worth / price if price > 0.0 else 1.0, 1.0)
    return Borrow(**_common(dice, account, pool, depth), asset=asset, amount=_amount(dice, market, account, room, 0))


def _repay(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    pool, asset = _pool_and_asset(dice, market, collateral=False)
    amount = _amount(dice, market, account, _of_position(market, pool, account, asset), depth)
    return Repay(**_common(dice, account, pool, depth), asset=asset, amount=amount)


def _liquidate(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    pool, debt = _pool_and_asset(dice, market, collateral=False)
    _, collateral = _pool_and_asset(dice, market, collateral=True)
    terms = pool_of(market, pool).terms
    if collateral not in terms.collateral:
        collateral = dice.one_of(terms.collateral)
    unsafe = pool_of(market, pool).quote().unsafe.account.tolist()
    whom: Any = dice.one_of(unsafe) if unsafe and dice.happens(0.8) else dice.player()
    if isinstance(account, np.ndarray):
        whom = np.array([dice.player() for _ in account])
    if dice.happens(0.015):
        whom = dice.one_of(STRANGERS)
    repayment = _amount(dice, market, account, _of_position(market, pool, whom, debt), 0)
    common = _common(dice, account, pool, depth)
    return Liquidate(**common, borrower=whom, collateral=collateral, debt=debt, repayment=repayment)


def _declare(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    gain = dice.one_of([0.0, 5.0, float("nan")])
    return Declare(**_common(dice, account, "swap", depth), plan="p", expected_gain=gain, expected_cost=1.0, made=True)


def _legs(dice: Dice, market: Market, account: Any, depth: int) -> tuple[Action, ...]:
    count = dice.one_of([0, 1, 2, 2, 3, 3, 4])
    return tuple(random_action(dice, market, account, depth + 1) for _ in range(count))


def _bundle(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    return Bundle(**_common(dice, account, "", depth), legs=_legs(dice, market, account, depth))


def _flash_loan(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    pool, asset = _pool_and_asset(dice, market, collateral=False)
    lending = pool_of(market, pool)
    cash = lending.reserves.cash(lending.terms.debt.index(asset)) if asset in lending.terms.debt else 1.0
    amount = _amount(dice, market, account, cash, 0)
    legs = _legs(dice, market, account, depth)
    return FlashLoan(**_common(dice, account, pool, depth), asset=asset, amount=amount, legs=legs)


PLAIN = (
    _swap, _swap, _add_liquidity, _remove_liquidity, _supply, _supply, _supply, _withdraw, _withdraw, _post, _post, _post,
    _take_back, _borrow, _borrow, _borrow, _repay, _liquidate, _liquidate, _declare,
)  # fmt: skip
