"""Vaults that were closed together, and whose debt and collateral the other vaults got as one."""

from dataclasses import dataclass, replace

import numpy as np

from firesale.analysis.contagion.attribution.bad_debts import losses_behind
from firesale.analysis.contagion.attribution.change_causes import REDISTRIBUTED
from firesale.analysis.contagion.attribution.columns import ranges, sums
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.losses import OwnTerms
from firesale.analysis.contagion.attribution.numbers import NONE, Numbers
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import DebtRedistributed, RedistributionReceived

Debts = tuple[IntArray, IntArray, FloatArray]
"""Moment, closing and debt (j,) of what others took over."""


@dataclass(frozen=True)
class Batches:
    """Closings (j,) whose debt was redistributed, in order of their moments; the first one of a moment leads its batch."""

    moment: IntArray
    number: IntArray
    share: FloatArray  # of the debt of the batch

    def leader(self, moments: IntArray) -> IntArray:
        """The closing (n,) that leads the batch of each moment, NONE where there is none."""
        if not len(self.moment):
            return np.full(len(moments), NONE)
        place = np.minimum(np.searchsorted(self.moment, moments), len(self.moment) - 1)
        return np.where(self.moment[place] == moments, self.number[place], NONE)

    def shared(self, own: OwnTerms) -> OwnTerms:
        """What a batch did to other positions, put down to each of its closings by the debt that it left."""
        given = own.cause == REDISTRIBUTED
        order = np.argsort(self.number, kind="stable")
        at = order[np.searchsorted(self.number[order], own.parent[given])]
        start, end = (np.searchsorted(self.moment, self.moment[at], side=side) for side in ("left", "right"))
        which, term = ranges(start, end), np.repeat(np.flatnonzero(given), end - start)
        share = self.share[which]
        parts = replace(
            own.at(term),
            parent=self.number[which],
            health=own.health[term] * share,
            equity=own.equity[term] * share,
        )
        return OwnTerms.stacked([own.at(np.flatnonzero(~given)), parts])


def batches_of(events: EventColumns) -> Batches:
    """The batches of a run: vaults that were closed by redistribution, and bad debt that others took over as a backstop."""
    both = [_closed(events), _absorbed(events)]
    moment, number, debt = (np.concatenate(column) for column in zip(*both, strict=True))
    order = np.argsort(moment, kind="stable")
    moment, number, debt = moment[order], number[order], debt[order]
    _, batch = np.unique(moment, return_inverse=True)
    whole = sums(batch, debt, int(batch.max(initial=-1)) + 1)
    return Batches(moment, number, debt / whole[batch])


def _closed(events: EventColumns) -> Debts:
    """A vault with several collaterals has its debt in the first of its rows."""
    debt, moment = events.floats(DebtRedistributed, "amount"), events.ints(DebtRedistributed, "sequence")
    number = Numbers(events).of(moment, events.ints(DebtRedistributed, "borrower"))
    some = np.flatnonzero((debt > 0.0) & (number != NONE))
    return moment[some], number[some], debt[some]


def _absorbed(events: EventColumns) -> Debts:
    """What other vaults took over just before it was absorbed, by the liquidations that had left it."""
    taken = np.unique(events.ints(RedistributionReceived, "sequence"))
    pieces: list[Debts] = [(taken[:0], taken[:0], np.zeros(0))]
    for liquidation, moment, units in losses_behind(events):
        some = np.isin(moment - 1, taken) & (liquidation != NONE)
        pieces.append((moment[some] - 1, liquidation[some], units[some]))
    moment, number, debt = (np.concatenate(column) for column in zip(*pieces, strict=True))
    return moment, number, debt
