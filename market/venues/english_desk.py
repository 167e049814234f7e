"""English auctions of a pool: bids lock money, the one that stands long enough wins."""

import numpy as np

from firesale.market.actions import Bid, RestartAuction
from firesale.market.arrays import BoolArray, IntArray
from firesale.market.auctions.bidding import is_dent, is_tend
from firesale.market.auctions.lots import NOBODY
from firesale.market.events import AuctionRestarted, BidPlaced, Refusal
from firesale.market.liquidation.english_auction import EnglishAuction
from firesale.market.orders import Outcome
from firesale.market.venues.lot_desk import LotDesk


class EnglishDesk:
    """Bidding ends `longest` seconds after it began, or when a bid has stood for `bid_seconds`; without a bid it never ends with a winner."""

    def __init__(self, mechanism: EnglishAuction, lots: LotDesk) -> None:
        self.mechanism, self.lots, self.site = mechanism, lots, lots.site

    def bid(self, order: Bid) -> Outcome:
        book, lot, ledger = self.lots.book, order.lot, self.site.ledger
        if not book.is_open(lot):
            return Refusal.UNKNOWN_LOT
        if np.size(order.account) > 1:
            return Refusal.NO_POSITION
        if self.over(np.array([lot]))[0]:
            return Refusal.OVER
        account, amount = int(np.asarray(order.account)[0]), float(np.asarray(order.amount)[0])
        kept, locked = float(book.kept[lot]), float(book.bid[lot])
        units = float(np.asarray(order.units)[0]) or kept
        state = (float(book.tab[lot]), locked, kept, amount, units, self.mechanism.raise_by)
        if not is_tend(*state) and not is_dent(*state):
            return Refusal.TOO_LOW
        before = int(book.bidder[lot])
        needed = amount - locked if before == account else amount
        if not ledger.can_pay(account, self.lots.debt, max(0.0, needed)):
            return Refusal.NO_BALANCE
        if before != NOBODY:
            ledger.transfer(self.lots.debt, self.lots.account, before, locked)
        ledger.transfer(self.lots.debt, account, self.lots.account, amount)
        now = self.site.log.time
        for name, value in (("bid", amount), ("kept", units), ("bidder", account), ("bid_at", now)):
            book.set(name, lot, value)
        self.site.log.add(BidPlaced(self.lots.pool, account, lot, amount, units))
        return None

    def restart(self, order: RestartAuction) -> Outcome:
        """New time for a lot on which nobody has bid."""
        book, lot = self.lots.book, order.lot
        if not book.is_open(lot):
            return Refusal.UNKNOWN_LOT
        if np.size(order.account) > 1 or book.bidder[lot] != NOBODY or not self.over(np.array([lot]))[0]:
            return Refusal.NOT_OVER
        book.set("started", lot, self.site.log.time)
        self.site.log.add(AuctionRestarted(self.lots.pool, order.account, lot, 0.0))
        return None

    def settle(self) -> None:
        """Lots whose bidding is over go to the highest bidders."""
        book, lots = self.lots.book, self.lots.book.on_sale()
        for lot in lots[self.over(lots) & (book.bidder[lots] != NOBODY)].tolist():
            winner, amount, units = int(book.bidder[lot]), float(book.bid[lot]), float(book.kept[lot])
            book.set("bid", lot, 0.0)
            self.lots.sell(lot, winner, units, amount, self.lots.account)
            self.lots.close(lot)

    def over(self, lots: IntArray) -> BoolArray:
        """On which of the lots (l,) nobody can bid any more."""
        book, now = self.lots.book, self.site.log.time
        stands = (book.bidder[lots] != NOBODY) & (now >= book.bid_at[lots] + self.mechanism.bid_seconds)
        ended: BoolArray = stands | (now >= book.started[lots] + self.mechanism.longest)
        return ended
