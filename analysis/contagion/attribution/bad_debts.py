"""Which liquidations left which bad debt, and which of them stand behind a loss of lenders."""

from collections.abc import Iterator

import numpy as np

from firesale.analysis.contagion.attribution.columns import ranges, sums
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.indexes import loss_source
from firesale.analysis.contagion.attribution.members import Members
from firesale.analysis.contagion.attribution.sources import Sources
from firesale.analysis.contagion.attribution.stock import last_in_first_out
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import AuctionEnded, BadDebtRealised, Liquidated, LossAbsorbed

UNKNOWN = -1


def left_by(events: EventColumns) -> IntArray:
    """The liquidation after which each bad debt (b,) was written off: of a lot the one that it comes from, else the borrower's last one in that
    pool, UNKNOWN without.
    """
    last, of_lot = _last_of_borrower(events), _of_lot(events)
    return np.where(of_lot != UNKNOWN, of_lot, last)


def _of_lot(events: EventColumns) -> IntArray:
    """The liquidation that made the lot of each bad debt (b,): the auction ends in the next event. UNKNOWN of other debts."""
    closed, ended = (
        list(zip(rows["venue"].tolist(), rows["lot"].tolist(), strict=True))
        for rows in (events.frame(Liquidated), events.frame(AuctionEnded))
    )
    number = {lot: place for place, lot in enumerate(closed)}
    before = (events.ints(AuctionEnded, "sequence") - 1).tolist()
    lots = {moment: number.get(lot, UNKNOWN) for moment, lot in zip(before, ended, strict=True)}
    moments = events.ints(BadDebtRealised, "sequence").tolist()
    return np.array([lots.get(moment, UNKNOWN) for moment in moments], dtype=np.int64)


def _last_of_borrower(events: EventColumns) -> IntArray:
    """The last liquidation of each borrower in that pool before each bad debt (b,), UNKNOWN without."""
    pools = events.names(Liquidated, "venue").known
    accounts = 1 + max(int(events.ints(kind, "borrower").max(initial=0)) for kind in (Liquidated, BadDebtRealised))
    moments = 1 + max(int(events.ints(kind, "sequence").max(initial=0)) for kind in (Liquidated, BadDebtRealised))
    done, lost = (
        (events.names(kind, "venue").places(pools) * accounts + events.ints(kind, "borrower")) * moments
        + events.ints(kind, "sequence")
        for kind in (Liquidated, BadDebtRealised)
    )
    order = np.argsort(done, kind="stable")
    place = np.searchsorted(done[order], lost, side="left") - 1
    if not len(order):
        return np.full(len(lost), UNKNOWN)
    last = order[np.maximum(place, 0)]
    return np.where((place >= 0) & (done[last] // moments == lost // moments), last, UNKNOWN)


def left_behind(events: EventColumns, count: int) -> FloatArray:
    """The bad debt that each liquidation (n,) left, numeraire: written off, or borne by others as a position in a perpetual was closed."""
    value = events.floats(BadDebtRealised, "amount") * events.floats(BadDebtRealised, "debt_price")
    liquidation = left_by(events)
    known = liquidation != UNKNOWN
    return sums(liquidation[known], value[known], count) + events.floats(Liquidated, "left")


def losers_of(events: EventColumns, sources: Sources) -> Members:
    """The liquidations behind the losses of lenders that anybody's claims lost by."""
    nothing: IntArray = np.zeros(0, dtype=np.int64)
    pieces = [Members(nothing, nothing, nothing, np.zeros(0))]
    reserves = events.rows_by(LossAbsorbed, "venue", "asset")
    for (pool, asset), (liquidation, moment, units) in zip(reserves, losses_behind(events), strict=True):
        number = np.array([sources.find(loss_source(pool, asset, one)) for one in moment.tolist()], dtype=np.int64)
        behind = Members(number, liquidation, moment, units)
        pieces.append(behind.at((behind.source >= 0) & (behind.liquidation != UNKNOWN)))
    return Members.stacked(pieces)


def losses_behind(events: EventColumns) -> Iterator[tuple[IntArray, IntArray, FloatArray]]:
    """Of each reserve that lost anything: liquidation (UNKNOWN without), moment of the loss, and units of its bad debt in it, (j,)."""
    liquidation, amount = left_by(events), events.floats(BadDebtRealised, "amount")
    lost, written_off = (events.rows_by(kind, "venue", "asset") for kind in (LossAbsorbed, BadDebtRealised))
    for reserve, rows in lost.items():
        debts = written_off.get(reserve, rows[:0])
        loss, debt, units = _absorbed(events, rows, debts, amount[debts])
        yield liquidation[debts[debt]], events.ints(LossAbsorbed, "sequence")[rows][loss], units


def _absorbed(
    events: EventColumns, losses: IntArray, debts: IntArray, amount: FloatArray
) -> tuple[IntArray, IntArray, FloatArray]:
    """Which bad debts (places among `debts`) each loss (place among `losses`) takes, and how many units of each: all of shape (j,).

    What is written off between two rounds of absorbing is one deficit: each of its losses takes the same part of every debt in it. Newer
    deficits are absorbed first.
    """
    moment, written = events.ints(LossAbsorbed, "sequence")[losses], events.ints(BadDebtRealised, "sequence")[debts]
    new = np.diff(moment, prepend=-2) != 1  # the losses of one round follow each other
    batch = np.searchsorted(moment[new], written, side="left")
    deficit = sums(batch, amount, int(new.sum()) + 1)
    came_at = np.append(moment[new] - 1, np.iinfo(np.int64).max)
    loss, lump, units = last_in_first_out(came_at, deficit, moment, events.floats(LossAbsorbed, "amount")[losses])
    order = np.argsort(batch, kind="stable")
    start, end = (np.searchsorted(batch[order], where) for where in (lump, lump + 1))
    debt, count = order[ranges(start, end)], end - start
    part = np.repeat(units / np.maximum(deficit[lump], 1e-300), count)
    return np.repeat(loss, count), debt, part * amount[debt]
