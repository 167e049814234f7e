"""Members offer contracts and take each other's offers: what one buys another sells, so positions add up to zero."""

from collections.abc import Iterator

import numpy as np

from firesale.market.actions import OfferContract, TradeContract
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import MarginStated, PositionCleared, Refusal
from firesale.market.orders import Outcome, refused_where
from firesale.market.venues.base import Site
from firesale.market.venues.clearing.members import Members
from firesale.market.venues.clearing.settlement import Settlement
from firesale.market.venues.clearing.standing import Assessor


class TradeDesk:
    """Trades at the value now, plus or minus the half spread of whoever offered."""

    def __init__(self, house: str, site: Site, members: Members, assessor: Assessor, settlement: Settlement) -> None:
        self.house, self.site, self.members, self.assessor = house, site, members, assessor
        self.settlement = settlement
        self.names = tuple(contract.name for contract in assessor.terms.contracts)

    def offer(self, order: OfferContract) -> Outcome:
        accounts = np.asarray(order.account)
        if order.contract not in self.names or not self.settlement.alive[self.names.index(order.contract)]:
            return Refusal.UNKNOWN_ASSET
        rows = self.members.row_of[accounts]
        outcome = refused_where(rows < 0, Refusal.NO_POSITION) or refused_where(
            self.members.has_defaulted(rows), Refusal.DEFAULTED
        )
        if outcome is not None:
            return outcome
        if len(np.unique(accounts)) < len(accounts):
            return Refusal.NO_POSITION
        place = self.names.index(order.contract)
        for column in ("bids", "asks", "half_spread"):
            self.members.write(column, (rows, place), np.asarray(getattr(order, column), dtype=np.float64))
        return None

    def trade(self, order: TradeContract) -> Outcome:
        """One order after the other: each meets the offers that those before it left. If one is refused, the router undoes them all."""
        if order.contract not in self.names or order.side not in ("buy", "sell"):
            return Refusal.UNKNOWN_ASSET
        place = self.names.index(order.contract)
        if not self.settlement.alive[place]:
            return Refusal.UNKNOWN_ASSET
        amounts = np.broadcast_to(np.asarray(order.amount, dtype=np.float64), np.shape(order.account))
        for account, amount in zip(np.asarray(order.account).tolist(), amounts.tolist(), strict=True):
            outcome = self._take(account, place, amount, order)
            if outcome is not None:
                return outcome
        return None

    def _take(self, account: int, place: int, amount: float, order: TradeContract) -> Outcome:
        row = int(self.members.row_of[account])
        if row < 0:
            return Refusal.NO_POSITION
        if self.members.has_defaulted(np.array([row])).any():
            return Refusal.DEFAULTED
        sign = 1.0 if order.side == "buy" else -1.0
        fills = list(self._fills(row, place, amount, sign))
        if sum(filled for _, filled in fills) < amount:
            return Refusal.NO_OFFER
        makers = np.array([maker for maker, _ in fills])
        filled = np.array([size for _, size in fills])
        if not self._can_margin(np.array([row]), place, np.array([sign * amount])):
            return Refusal.UNSAFE
        self._settle(row, makers, place, sign, filled, order)
        return None

    def _fills(self, row: int, place: int, amount: float, sign: float) -> Iterator[tuple[int, float]]:
        """Members and how much is taken of each one's offer: the narrowest spread first, then the first member; who lacks the margin is left out."""
        members = self.members
        offered = (members.asks if sign > 0.0 else members.bids)[: members.rows, place]
        best_first = np.lexsort((members.all, members.half_spread[: members.rows, place]))
        for maker in best_first[offered[best_first] > 0.0].tolist():
            if amount <= 0.0:
                return
            size = min(amount, float(offered[maker]))
            if maker != row and self._can_margin(np.array([maker]), place, np.array([-sign * size])):
                amount -= size
                yield maker, size

    def _can_margin(self, rows: IntArray, place: int, change: FloatArray) -> bool:
        """True if the members have margin for the position after it has changed, or if it needs no more than before."""
        after = self.members.positions[rows].copy()
        after[:, place] += change
        now, needed = self.assessor.at(rows), self.assessor.required(after)
        in_order = (self.members.called[rows] == 0.0) & (now.cash >= 0.0) & ~self.members.has_defaulted(rows)
        return bool(np.all((needed <= now.required) | (in_order & (needed <= now.counted))))

    def _settle(
        self, row: int, makers: IntArray, place: int, sign: float, filled: FloatArray, order: TradeContract
    ) -> None:
        """Positions change hands at the value now; the part of it that the next settlement will add is paid at once."""
        members, log = self.members, self.site.log
        value = float(self.settlement.appraisal.listing().values()[place])
        spread = members.half_spread[makers, place]
        moved = value - float(self.settlement.settled[place])
        paid = filled * (sign * moved + spread)  # by the taker, numeraire
        members.add("positions", (makers, place), -sign * filled)
        members.add("positions", (row, place), sign * filled.sum())
        members.add("cash", makers, paid)
        members.add("cash", row, -paid.sum())
        members.add("asks" if sign > 0.0 else "bids", (makers, place), -filled)
        taker, prices = members.account[row], value + sign * spread
        accounts = members.account[makers]
        log.add(PositionCleared(self.house, taker, accounts, order.contract, sign * filled, prices, order.motive))
        log.add(PositionCleared(self.house, accounts, taker, order.contract, -sign * filled, prices, order.motive))
        traded = np.append(makers, row)
        required = self.assessor.required(members.positions[traded])
        log.add(MarginStated(self.house, members.account[traded], required, "trade"))
