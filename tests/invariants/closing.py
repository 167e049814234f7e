"""Positions on the edge, prices that move against them, and players who close them: what chance alone brings too seldom."""

from collections.abc import Callable, Iterable, Iterator
from itertools import product

import numpy as np

from firesale.market.actions import (
    Action,
    Bid,
    Borrow,
    BuyCollateral,
    Liquidate,
    PostCollateral,
    ProvideStability,
    RestartAuction,
    Supply,
    TakeLot,
    TriggerLiquidation,
    WithdrawCollateral,
)
from firesale.market.arrays import FloatArray
from firesale.market.events import ActionRefused, Event, Liquidated, LiquidationTriggered, PositionSeized
from firesale.market.market import Market
from firesale.market.venues.credit import Credit

Execute = Callable[[Action], list[Event]]
"""Carries out an action, checks what must hold, and gives the events."""
CLOSED = (Liquidated, PositionSeized, LiquidationTriggered)
OWNERS, LENDER = (0, 1), 3
"""Players who are on the edge, and the one who lends, closes and buys."""
PARTS = (0.95, 0.8, 0.6, 0.4, 0.2, 0.1, 0.03, 0.01)
"""Debt as a part of what is pledged, the most that the venue lends first; collateral that is taken back."""
LESS = (0.5, 0.05, 1e-3, 1e-5)
"""Parts of a purse, down to what small caps let in."""
SALES = (1.0, 0.3)
AGAINST = 0.3
"""What assets are worth after a fall, as a part; owed assets rise by its inverse."""


def credits_of(market: Market) -> list[Credit]:
    """Venues that lend, or mint."""
    return [venue for venue in market.venues.values() if isinstance(venue, Credit)]


def open_on_the_edge(market: Market, venue: Credit, execute: Execute) -> None:
    """Somebody lends; two players (a third one where debts are minted) pledge, borrow about as much as they may, and take back what they can."""
    for asset in venue.terms.debt if Supply in venue.handlers else ():
        whole = market.site.ledger.balance(LENDER, market.site.assets.column[asset])
        orders = (Supply(account=LENDER, venue=venue.name, asset=asset, amount=part * whole) for part in LESS)
        _first_accepted(orders, execute)
    for owner in (*OWNERS, LENDER) if ProvideStability in venue.handlers else OWNERS:
        _pledge(market, venue, owner, execute)
        for asset in venue.terms.debt:
            _borrow(venue, owner, asset, execute)
        _take_back(venue, owner, execute)


def _first_accepted(orders: Iterable[Action], execute: Execute) -> None:
    for order in orders:
        if not any(isinstance(event, ActionRefused) for event in execute(order)):
            return


def _pledge(market: Market, venue: Credit, owner: int, execute: Execute) -> None:
    for asset in venue.terms.collateral:
        whole = market.site.ledger.balance(owner, market.site.assets.column[asset])
        if whole > 0.0:
            orders = (PostCollateral(account=owner, venue=venue.name, asset=asset, amount=p * whole) for p in LESS)
            _first_accepted(orders, execute)


def _borrow(venue: Credit, owner: int, asset: str, execute: Execute) -> None:
    """The most that is let, of what collateral is worth, or of what the venue has."""
    row, place = int(venue.book.row_of[owner]), venue.terms.debt.index(asset)
    price, room = venue.positions.debt_prices()[place], float(venue.public_quote().borrow_room[place])
    if row < 0 or not price > 0.0:
        return
    collateral = venue.positions.at(np.array([row])).collateral[0]
    worth = float(collateral @ venue.positions.collateral_prices() / price)
    amounts = (min(part * worth, PARTS[0] * room) for part in PARTS)
    orders = (Borrow(account=owner, venue=venue.name, asset=asset, amount=amount) for amount in amounts)
    _first_accepted(orders, execute)


def _take_back(venue: Credit, owner: int, execute: Execute) -> None:
    """Collateral that the debt does not need; all of it would leave no position to close."""
    row = int(venue.book.row_of[owner])
    if row < 0 or not venue.book.debt[row].any():
        return
    for place, asset in enumerate(venue.terms.collateral):
        for part in PARTS:
            amount = part * float(venue.book.collateral[row, place])
            if amount > 0.0:
                execute(WithdrawCollateral(account=owner, venue=venue.name, asset=asset, amount=amount))


def prices_against(market: Market, venue: Credit) -> FloatArray:
    """Prices (base assets,) at which what is owed there, and not pledged too, is worth more, and everything else but the numeraire less."""
    assets = market.site.assets
    dearer = {assets.column[asset] for asset in venue.terms.debt if asset not in venue.terms.collateral}
    factors = np.array([1.0 / AGAINST if place in dearer else AGAINST for place in range(assets.base_count)])
    factors[0] = 1.0
    prices: FloatArray = assets.values[: assets.base_count] * factors
    return prices


def close_all(market: Market, venue: Credit, execute: Execute) -> None:
    """Somebody tries to close whatever is unsafe, then to buy what was seized."""
    for action in (*_closings(venue), *_purchases(venue)):
        execute(action)


def _closings(venue: Credit) -> Iterator[Action]:
    terms, unsafe = venue.terms, venue.public_quote().unsafe
    for who, owed in zip(unsafe.account.tolist(), unsafe.debt.sum(axis=1).tolist(), strict=True):
        if TriggerLiquidation in venue.handlers:
            yield TriggerLiquidation(account=LENDER, venue=venue.name, borrower=who)
        if Liquidate in venue.handlers:
            for collateral, debt, part in product(terms.collateral, terms.debt, SALES):
                repaid = {"collateral": collateral, "debt": debt, "repayment": part * owed}
                yield Liquidate(account=LENDER, venue=venue.name, borrower=who, **repaid)


def _purchases(venue: Credit) -> Iterator[Action]:
    lots, name = venue.public_quote().lots, venue.name
    for lot, units, tab in zip(lots.number.tolist(), lots.units.tolist(), lots.tab.tolist(), strict=True):
        for part in SALES:
            if TakeLot in venue.handlers:
                yield TakeLot(account=LENDER, venue=name, lot=lot, amount=part * units)
            if Bid in venue.handlers:
                yield Bid(account=LENDER, venue=name, lot=lot, amount=part * tab)
                yield Bid(account=OWNERS[0], venue=name, lot=lot, amount=tab, units=part * units)
        if RestartAuction in venue.handlers:
            yield RestartAuction(account=LENDER, venue=name, lot=lot)
    counter = venue.public_quote().storefront
    if counter is not None:
        for asset, price, held in zip(venue.terms.collateral, counter.price, counter.held, strict=True):
            for part in reversed(SALES):
                yield BuyCollateral(account=LENDER, venue=name, asset=asset, amount=float(part * price * held))


def stand_by(venue: Credit, market: Market, execute: Execute) -> None:
    """Somebody puts coins into the stability pool."""
    if ProvideStability in venue.handlers:
        coin = venue.terms.debt[0]
        amount = 0.9 * market.site.ledger.balance(LENDER, market.site.assets.column[coin])
        execute(ProvideStability(account=LENDER, venue=venue.name, asset=coin, amount=amount))


def closed(events: list[Event], venue: Credit) -> int:
    """How many events close a position there."""
    return sum(isinstance(event, CLOSED) and event.venue == venue.name for event in events)
