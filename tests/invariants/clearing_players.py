"""Members of clearing houses who know what they do: positions against each other with just the margin for them, offers, trades, margin posted."""

import numpy as np

from firesale.market.actions import Action, OfferContract, PostCollateral, TradeContract, WithdrawCollateral
from firesale.market.market import Market
from firesale.market.venues.clearing.clearing_house import ClearingHouse
from tests.invariants.dice import Dice, held

EXPOSURE = [1e2, 1e3, 1e4]
LEAST = 1e-6
"""Numeraire that a position is worth at the price of its underlying."""
MARGINED = [1.0, 1.0, 1.05, 1.3]
"""Cash over what is required."""
PARTS = [0.05, 0.2, 0.5, 1.0]


def clearing_houses(market: Market) -> list[ClearingHouse]:
    """The clearing houses that are there."""
    return [venue for venue in market.venues.values() if isinstance(venue, ClearingHouse)]


def members_begin(market: Market, dice: Dice, players: int) -> None:
    """Everybody has a position, some of them bought what the others sold, and margin for it; most gave to the default fund."""
    for house in clearing_houses(market):
        accounts = dice.rng.permutation(players)
        bought, sold = np.split(accounts, [players // 2])
        for place in range(len(house.terms.contracts)):
            each = np.array([_contracts(house, place, dice) for _ in bought])
            house.books.open_positions(bought, sold, place, each)
        rows = house.members.all
        missing = house.assessor.at(rows).missing
        none = np.zeros((len(rows), len(house.terms.collateral)))
        house.books.endow(house.members.account[rows], missing * dice.one_of(MARGINED), none)
        house.books.found_fund(dice.one_of([0.0, 1e2, 1e4]), dice.rng.random(len(rows)))


def clearing_action(house: ClearingHouse, account: int, dice: Dice, market: Market) -> Action:
    """What a member might want."""
    chance = dice.rng.random()
    if chance < 0.35:
        asset = str(dice.one_of([market.site.assets.numeraire, *house.terms.collateral]))
        whole = dice.one_of(PARTS) * held(market, account, asset)
        return PostCollateral(account=account, venue=house.name, asset=asset, amount=whole)
    if chance < 0.45:
        own = house.membership(np.array([account]))
        amount = dice.one_of(PARTS) * max(0.0, float(own.counted[0] - own.required[0]))
        return WithdrawCollateral(account=account, venue=house.name, asset=market.site.assets.numeraire, amount=amount)
    place = int(dice.rng.integers(len(house.terms.contracts)))
    name, amount = house.terms.contracts[place].name, _contracts(house, place, dice)
    if chance < 0.65:
        spread = dice.one_of([0.0, 0.1, 10.0])
        return OfferContract(
            account=account, venue=house.name, contract=name, bids=amount, asks=amount, half_spread=spread
        )
    side = "buy" if dice.happens(0.5) else "sell"
    return TradeContract(account=account, venue=house.name, contract=name, side=side, amount=0.5 * amount)  # type: ignore[arg-type]


def _contracts(house: ClearingHouse, place: int, dice: Dice) -> float:
    """A number of contracts on a drawn worth of the underlying."""
    price = float(house.appraisal.prices()[house.appraisal.contracts.underlying[place]])
    return float(dice.one_of(EXPOSURE)) / max(price, LEAST)
