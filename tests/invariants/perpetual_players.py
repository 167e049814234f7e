"""Traders of perpetuals who know what they do: as levered as they may be, on either side, and takers of what is unsafe."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from firesale.market.actions import Action, AddMargin, ChangePosition, Side, TakeMargin, TakeOver
from firesale.market.market import Market
from firesale.market.venues.perpetuals.venue import Perpetuals
from tests.invariants.dice import Dice, held

PAID_IN = [0.1, 0.3, 0.5]
"""Parts of what a player owns of the margin asset."""
OF_THE_MOST = [0.3, 0.7, 0.9, 0.97, 0.97]
"""Parts of the largest position that a margin account allows."""
TRIES = (1.0, 0.3, 0.1, 0.03, 0.01)
"""Of what an account could carry."""


def perpetual_venues(market: Market) -> list[Perpetuals]:
    """The venues of perpetuals that are there."""
    return [venue for venue in market.venues.values() if isinstance(venue, Perpetuals)]


def traders_begin(market: Market, dice: Dice, players: int) -> None:
    """Everybody pays in margin and takes a position as large as the venue lets it, some long and some short."""
    for venue in perpetual_venues(market):
        for account in range(players):
            for asset in venue.terms.markets if venue.terms.isolated else ("",):
                amount = dice.one_of(PAID_IN) * held(market, account, venue.terms.margin_asset)
                market.execute([AddMargin(account=account, venue=venue.name, amount=amount, asset=asset)], 0)
                for part in TRIES:  # the market maker may not have the margin for more
                    wanted = levered(venue, account, dice)
                    market.execute([replace(wanted, size=part * np.asarray(wanted.size))], 0)


def perpetual_action(venue: Perpetuals, account: int, dice: Dice, market: Market) -> Action:
    """What a trader might want: mostly a position, or one of somebody who is unsafe."""
    chance = dice.rng.random()
    if chance < 0.2:
        return paying_in(venue, account, dice, market)
    if chance < 0.3:
        worth = float(venue.accounts_of(np.array([account])).value.max())
        return TakeMargin(
            account=account, venue=venue.name, amount=dice.amount(account, worth), asset=_pocket(venue, dice)
        )
    if chance < 0.7:
        return levered(venue, account, dice)
    return next(taking_over(venue, account, dice), levered(venue, account, dice))


def paying_in(venue: Perpetuals, account: int, dice: Dice, market: Market) -> AddMargin:
    """A part of what the account owns."""
    amount = dice.one_of(PAID_IN) * held(market, account, venue.terms.margin_asset)
    return AddMargin(account=account, venue=venue.name, amount=amount, asset=_pocket(venue, dice))


def levered(venue: Perpetuals, account: int, dice: Dice) -> ChangePosition:
    """A change that leaves little more than the initial margin; half of them less of what there is."""
    place, quote, own = (
        dice.rng.integers(len(venue.terms.markets)),
        venue.quote(),
        venue.accounts_of(np.array([account])),
    )
    pocket = place if venue.terms.isolated else 0
    price, one = float(quote.mark[place]), np.ones((1, len(quote.markets)))
    initial = float(quote.requirement.initial(one, quote.open_value)[0, place])
    free = max(0.0, float(own.value[0, pocket]) - float((np.abs(own.size[0]) * quote.mark).sum()) * initial)
    most = dice.one_of(OF_THE_MOST) * free / (initial + venue.terms.fee) / price
    size, now = most, float(own.size[0, place])
    side = Side.BUY if dice.happens(0.5) else Side.SELL
    if now != 0.0 and dice.happens(0.4):
        size, side = dice.one_of(OF_THE_MOST) * abs(now), Side.SELL if now > 0.0 else Side.BUY
    return ChangePosition(account=account, venue=venue.name, asset=quote.markets[place], side=side, size=size)


def taking_over(venue: Perpetuals, account: int, dice: Dice) -> Iterator[TakeOver]:
    """Parts of the positions that the venue calls unsafe."""
    unsafe = venue.quote().unsafe
    for row in dice.rng.permutation(len(unsafe.account)).tolist():
        owner = int(unsafe.account[row])
        for place in np.flatnonzero(unsafe.size[row]).tolist():
            size = dice.one_of([0.1, 0.5, 1.0]) * abs(float(unsafe.size[row, place]))
            asset = venue.terms.markets[place]
            yield TakeOver(account=account, venue=venue.name, asset=asset, owner=owner, size=size)


def _pocket(venue: Perpetuals, dice: Dice) -> str:
    return str(dice.one_of(venue.terms.markets)) if venue.terms.isolated else ""
