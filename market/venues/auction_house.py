"""Auctions of what a pool seized: triggered by anybody, sold as the mechanism says."""

import numpy as np
from typing_extensions import override

from firesale.market.actions import Bid, RestartAuction, TakeLot, TriggerLiquidation
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.liquidation.auction import Auction
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.liquidation.english_auction import EnglishAuction
from firesale.market.venues.base import Site
from firesale.market.venues.closing_house import ClosingHouse
from firesale.market.venues.dutch_desk import DutchDesk
from firesale.market.venues.english_desk import EnglishDesk
from firesale.market.venues.lot_desk import LotDesk
from firesale.market.venues.lot_list import LotList
from firesale.market.venues.positions import PositionDesk
from firesale.market.venues.seizure_desk import SeizureDesk


class AuctionHouse(ClosingHouse):
    """`lots`: what is on sale; `dutch` or `english`: by which rules."""

    def __init__(self, pool: str, site: Site, mechanism: Auction, positions: PositionDesk) -> None:
        self.lots = LotDesk(pool, site, positions)
        self.seizures = SeizureDesk(pool, site, mechanism, positions, self.lots)
        self.dutch = DutchDesk(mechanism, self.lots) if isinstance(mechanism, DutchAuction) else None
        self.english = EnglishDesk(mechanism, self.lots) if isinstance(mechanism, EnglishAuction) else None
        self.handlers = {TriggerLiquidation: self.seizures.trigger}
        if self.dutch is not None:
            self.handlers |= {TakeLot: self.dutch.take, RestartAuction: self.dutch.restart}
        if self.english is not None:
            self.handlers |= {Bid: self.english.bid, RestartAuction: self.english.restart}

    @override
    def absorb(self) -> None:
        if self.english is not None:
            self.english.settle()

    @override
    def add_equity(self, equity: FloatArray, values: FloatArray) -> None:
        accounts, worth = self.lots.equity(values)
        np.add.at(equity, accounts, worth)

    @override
    def equity_of(self, account: int, values: FloatArray) -> float:
        accounts, worth = self.lots.equity(values)
        return float(worth[accounts == account].sum())

    @override
    def on_sale(self) -> LotList:
        book, lots = self.lots.book, self.lots.book.on_sale()
        per_unit = np.divide(book.bid[lots], book.kept[lots], out=np.zeros(len(lots)), where=book.kept[lots] > 0.0)
        return LotList(
            number=lots,
            owner=book.owner[lots],
            units=book.units[lots],
            tab=book.tab[lots],
            price=self.dutch.prices(lots) if self.dutch is not None else per_unit,
            age=self.lots.site.log.time - book.started[lots],
            bid=book.bid[lots],
            kept=book.kept[lots],
            bidder=book.bidder[lots],
            over=self._over(lots),
        )

    def _over(self, lots: IntArray) -> BoolArray:
        if self.dutch is not None:
            return self.dutch.over(lots)
        return self.english.over(lots) if self.english is not None else np.zeros(len(lots), dtype=np.bool_)

    @override
    def check(self) -> None:
        self.lots.check()
