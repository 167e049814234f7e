"""The lots of a pool: what every kind of auction does with them."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.auctions.lots import NOBODY, LotBook
from firesale.market.errors import BrokenInvariantError
from firesale.market.events import AuctionEnded, LotTaken
from firesale.market.ledger import TOLERANCE
from firesale.market.liquidation.auction import Seized
from firesale.market.venues.base import Site
from firesale.market.venues.positions import PositionDesk


class LotDesk:
    """`account` holds the lots, and the money of bids that stand."""

    def __init__(self, pool: str, site: Site, positions: PositionDesk) -> None:
        self.pool, self.site, self.positions = pool, site, positions
        self.funds = positions.reserves
        self.book = LotBook(site.journal)
        self.account = site.open_account()
        self.collateral, self.debt = positions.columns[0], self.funds.columns[0]

    def tab(self) -> float:
        """What all open lots still have to raise, units of the debt asset."""
        return float(self.book.tab[self.book.on_sale()].sum())

    def open(self, owner: IntArray, seized: Seized, top: FloatArray) -> IntArray:
        """Put up lots (n,); their numbers. What the one who triggered got must be raised as well."""
        owed = seized.debt + seized.reward
        return self.book.add(owner, seized.collateral, owed, seized.tab, top, self.site.log.time)

    def sell(self, lot: int, account: int, units: float, paid: float, payer: int) -> None:
        """Hand out units of a lot for money that `payer` has, and count it."""
        book, covered = self.book, min(paid, float(self.book.debt[lot]))
        self.funds.raise_from(0, payer, np.array([paid]), covered)
        self.site.ledger.transfer(self.collateral, self.account, account, units)
        book.set("units", lot, max(0.0, float(book.units[lot]) - units))
        book.set("tab", lot, max(0.0, float(book.tab[lot]) - paid))
        book.set("raised", lot, float(book.raised[lot]) + paid)
        book.set("debt", lot, max(0.0, float(book.debt[lot]) - covered))
        terms = self.positions.terms
        price = float(self.positions.collateral_prices()[0] / self.positions.debt_prices()[0])
        sold = LotTaken(self.pool, account, lot, terms.collateral[0], terms.debt[0], units, paid, price)
        self.site.log.add(sold)

    def close(self, lot: int) -> None:
        """The lot is sold: what is left of it goes back to its owner, what is left of the debt becomes deficit."""
        book = self.book
        returned, uncovered = float(book.units[lot]), float(book.debt[lot])
        owner = int(book.owner[lot])
        if returned > 0.0:
            self.site.ledger.transfer(self.collateral, self.account, owner, returned)
        if uncovered > 0.0:
            self.funds.give_up(0, owner, uncovered, float(self.positions.debt_prices()[0]))
        seconds = self.site.log.time - float(book.first[lot])
        for name, value in (("units", 0.0), ("tab", 0.0), ("debt", 0.0), ("open", 0.0)):
            book.set(name, lot, value)
        self.site.log.add(AuctionEnded(self.pool, owner, lot, float(book.raised[lot]), uncovered, returned, seconds))

    def equity(self, values: FloatArray) -> tuple[IntArray, FloatArray]:
        """Players and what is theirs in open lots (i,), at fair values (m,); a player may stand several times.

        A bidder has the money of the bid that stands. The owner has what the lot is worth beyond its tab, or what the bid that stands leaves, and
        never less than nothing.
        """
        book, lots = self.book, self.book.on_sale()
        collateral, debt = float(values[self.collateral]), float(values[self.debt])
        beyond = np.maximum(0.0, book.units[lots] * collateral - book.tab[lots] * debt)
        left = np.maximum(beyond, (book.units[lots] - book.kept[lots]) * collateral)
        bids = lots[book.bidder[lots] != NOBODY]
        accounts = np.concatenate((book.owner[lots], book.bidder[bids]))
        return accounts, np.concatenate((left, book.bid[bids] * debt))

    def check(self) -> None:
        """Raise BrokenInvariantError if the account does not hold the lots and the bids, or they do not sum to what is on sale."""
        book, lots, ledger = self.book, self.book.on_sale(), self.site.ledger
        for asset, expected in ((self.collateral, book.units[lots]), (self.debt, book.bid[lots])):
            held, sum_ = ledger.balance(self.account, asset), float(expected.sum())
            scale = max(1.0, float(ledger.largest_supply[asset]))
            if not abs(held - sum_) <= TOLERANCE * scale:
                raise BrokenInvariantError(f"{self.pool}: the auctions hold {held}, lots and bids are {sum_}")
