"""Random actions of every kind: most of them sensible, some of them wrong in every way there is."""

from typing import Any

import numpy as np

from firesale.market.actions import (
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
    SetParameters,
    Supply,
    Swap,
    Withdraw,
    WithdrawCollateral,
)
from firesale.market.market import Market
from firesale.market.venues.constant_product import share_name
from tests.invariants.dice import SELDOM, STRANGERS, Dice, held, in_position, may_borrow, places
from tests.invariants.world import MANAGER, PLAYERS, POOLS
from tests.markets import pool_of

MOTIVES = [Motive.NONE, Motive.NONE, Motive.LIQUIDATION, Motive.NOISE]
NAN = float("nan")
PAIRS = [
    ("swap", "ETH", "USDC"),
    ("book", "BTC", "USDC"),
    ("ranges", "ETH", "USDC"),
    ("stable", "BTC", "ETH"),
    ("pair", "ETH", "USDC"),
    ("levels", "BTC", "USDC"),
]
SHARED = {"swap": 1, "ranges": 3, "stable": 1}
"""Exchanges that take liquidity, and how many ranges each has."""


def random_action(dice: Dice, market: Market, account: Any = None, depth: int = 0) -> Action:
    """One action of one account, or of several at once; inside a bundle, of the bundle's."""
    if account is None:
        several = dice.rng.integers(0, PLAYERS, int(dice.rng.integers(1, 6)))
        account = several if dice.happens(0.2) else dice.player()
    if dice.happens(SELDOM):
        account = dice.one_of(STRANGERS)
    kinds = [*PLAIN, *([_bundle, _bundle, _bundle, _flash_loan] if depth < 2 else [])]
    kind = dice.likely(kinds, lambda kind: bool(np.all(held(market, account, NEEDS.get(kind, "USDC")) > 0.0)))
    action: Action = kind(dice, market, account, depth)
    return action


def _common(dice: Dice, account: Any, venue: str) -> dict[str, Any]:
    fee = dice.one_of([0.0, 0.01, 0.02, 1e9, NAN, -1.0, "high"]) if dice.happens(0.1) else 0.0
    venue = dice.one_of(["nowhere", "", "swap", "A"]) if dice.happens(SELDOM) else venue
    return {"account": account, "venue": venue, "priority_fee": fee, "motive": dice.one_of(MOTIVES)}


def _swap(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    ways = [(venue, *pair) for venue, base, quote in PAIRS for pair in ((base, quote), (quote, base))]
    venue, into, out = dice.likely(ways, lambda way: bool(np.all(held(market, account, way[1]) > 0.0)))
    least = dice.one_of([0.0, 1e9, NAN, "x"]) if dice.happens(2 * SELDOM) else 0.0
    amount = dice.amount(account, held(market, account, into), depth)
    return Swap(
        **_common(dice, account, venue),
        asset_in=dice.asset(market, into),
        asset_out=dice.asset(market, out),
        amount_in=amount,
        min_amount_out=least,
    )


def _add_liquidity(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    venue, base, quote = dice.one_of([pair for pair in PAIRS if pair[0] in SHARED])
    base_amount, quote_amount = (dice.amount(account, held(market, account, asset)) for asset in (base, quote))
    place = _place(dice, venue)
    common = _common(dice, account, venue)
    return AddLiquidity(**common, base_amount=base_amount, quote_amount=quote_amount, liquidity_range=place)


def _remove_liquidity(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    claims = [(venue, place) for venue in SHARED for place in range(SHARED[venue])]
    venue, place = dice.likely(claims, lambda one: bool(np.all(held(market, account, share_name(*one)) > 0.0)))
    shares = dice.amount(account, held(market, account, share_name(venue, place)))
    place = _place(dice, venue) if dice.happens(SELDOM) else place
    return RemoveLiquidity(**_common(dice, account, venue), shares=shares, liquidity_range=place)


def _place(dice: Dice, venue: str) -> Any:
    """A range of an exchange, seldom one that it has not."""
    return dice.one_of([-1, 7, 2**70, "wide", None, 0.5]) if dice.happens(SELDOM) else dice.one_of(range(SHARED[venue]))


def _supply(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    pool, asset = dice.likely(
        places(market, collateral=False), lambda place: bool(np.all(held(market, account, place[1]) > 0.0))
    )
    amount = dice.amount(account, held(market, account, asset), depth)
    return Supply(**_common(dice, account, pool), asset=dice.asset(market, asset), amount=amount)


def _withdraw(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    pool, asset = dice.likely(
        places(market, collateral=False), lambda place: bool(np.all(held(market, account, ":".join(place)) > 0.0))
    )
    receipts = dice.amount(account, held(market, account, f"{pool}:{asset}"), depth)
    return Withdraw(**_common(dice, account, pool), asset=dice.asset(market, asset), receipts=receipts)


def _post(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    pool, asset = dice.likely(
        places(market, collateral=True), lambda place: bool(np.all(held(market, account, place[1]) > 0.0))
    )
    amount = dice.amount(account, held(market, account, asset), depth)
    return PostCollateral(**_common(dice, account, pool), asset=dice.asset(market, asset), amount=amount)


def _take_back(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    place = dice.likely(
        places(market, collateral=True), lambda place: bool(np.all(in_position(market, place, account) > 0.0))
    )
    amount = dice.amount(account, in_position(market, place, account))
    return WithdrawCollateral(**_common(dice, account, place[0]), asset=dice.asset(market, place[1]), amount=amount)


def _borrow(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    place = dice.likely(
        places(market, collateral=False), lambda place: bool(np.all(may_borrow(market, place, account) > 0.0))
    )
    amount = dice.amount(account, may_borrow(market, place, account))
    return Borrow(**_common(dice, account, place[0]), asset=dice.asset(market, place[1]), amount=amount)


def _repay(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    place = dice.likely(
        places(market, collateral=False), lambda place: bool(np.all(in_position(market, place, account) > 0.0))
    )
    amount = dice.amount(account, in_position(market, place, account), depth)
    return Repay(**_common(dice, account, place[0]), asset=dice.asset(market, place[1]), amount=amount)


def liquidation(dice: Dice, market: Market, account: Any, depth: int = 0) -> Action:
    """Mostly of somebody who is unsafe."""
    pool = dice.likely(POOLS, lambda name: len(pool_of(market, name).public_quote().unsafe.account) > 0)
    terms, unsafe = pool_of(market, pool).terms, pool_of(market, pool).public_quote().unsafe.account.tolist()
    size = len(account) if isinstance(account, np.ndarray) else 1
    owing = [
        who for who in range(PLAYERS) if any(in_position(market, (pool, asset), who) > 0.0 for asset in terms.debt)
    ]
    several: Any = np.array([dice.likely(owing or range(PLAYERS), unsafe.__contains__) for _ in range(size)])
    borrower = dice.one_of(STRANGERS) if dice.happens(SELDOM) else several if size > 1 else int(several[0])
    pledged = [asset for asset in terms.collateral if np.all(in_position(market, (pool, asset), borrower) > 0.0)]
    owed = [asset for asset in terms.debt if np.all(in_position(market, (pool, asset), borrower) > 0.0)]
    debt = dice.one_of(owed or terms.debt)
    return Liquidate(
        **_common(dice, account, pool),
        borrower=borrower,
        collateral=dice.asset(market, dice.one_of(pledged or terms.collateral)),
        debt=dice.asset(market, debt),
        repayment=dice.amount(account, in_position(market, (pool, debt), borrower)),
    )


def _declare(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    gain = dice.one_of([0.0, 5.0, NAN])
    return Declare(**_common(dice, account, "swap"), plan="p", expected_gain=gain, expected_cost=1.0, made=True)


def _set_parameters(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    """Mostly of the pool and by the account that may; a threshold may be none that a rule could have."""
    pool = dice.likely(POOLS, lambda name: name == "C")
    threshold = dice.one_of([0.5, 0.7, 0.8, 0.85, 0.95, 1.0, 1.2, NAN, 0.0])
    return SetParameters(
        **_common(dice, MANAGER if depth == 0 and dice.happens(0.5) else account, pool),
        asset=dice.asset(market, dice.one_of(pool_of(market, pool).terms.collateral)),
        liquidation_threshold=threshold,
        loan_to_value=threshold * dice.one_of([0.5, 0.95, 1.0, 1.1]),
    )


def _bundle(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    return Bundle(**_common(dice, account, ""), legs=_legs(dice, market, account, depth))


def _flash_loan(dice: Dice, market: Market, account: Any, depth: int) -> Action:
    pool, asset = dice.one_of(places(market, collateral=False))
    cash = pool_of(market, pool).reserves.cash(pool_of(market, pool).terms.debt.index(asset))
    legs = _legs(dice, market, account, depth)
    amount = dice.amount(account, cash)
    return FlashLoan(**_common(dice, account, pool), asset=dice.asset(market, asset), amount=amount, legs=legs)


def _legs(dice: Dice, market: Market, account: Any, depth: int) -> tuple[Action, ...]:
    count = 0 if dice.happens(SELDOM) else dice.one_of([1, 1, 2, 2, 3, 4])
    return tuple(random_action(dice, market, account, depth + 1) for _ in range(count))


PLAIN = (
    _swap, _swap, _add_liquidity, _remove_liquidity, _supply, _supply, _withdraw, _withdraw, _post, _post,
    _take_back, _borrow, _borrow, _repay, liquidation, liquidation, _declare, _set_parameters,
)  # fmt: skip
NEEDS = {_remove_liquidity: "swap:shares"}
"""What one must hold for the action to make sense."""
