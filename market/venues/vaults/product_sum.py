"""Product-sum accounting of a stability pool: pure functions on frozen values.

Every depositor loses the same fraction of the deposit at each draw, and gets of each gain in proportion to the deposit. A running product P and
running sums S tell what any deposit is worth now without touching the others: deposit = d0 P / P0, gain = d0 (S - S0) / P0.
Source: Liquity v1, `StabilityPool.sol`.

P would reach zero, so it is scaled up whenever it is small, and the sums of each scale are kept in a *cell*. If the pool is emptied, an *epoch* ends:
its deposits are worth nothing from then on, and P begins anew in the next cell.

Gains at a small P are small beside those before it, and a deposit gets the difference: a sum is kept as a float and what rounding took off it.
"""

from dataclasses import dataclass, replace

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray

SCALE = 1e9
"""P is multiplied by this when it would fall below its inverse. Source: Liquity v1, SCALE_FACTOR."""


@dataclass(frozen=True, slots=True)
class Accumulators:
    """Where the pool stands: P, and for each cell its epoch and the sums of every gain per unit of deposit at P = 1."""

    product: float  # P
    sums: FloatArray  # (cells, g, 2): the sum, and what it lacks by rounding
    epochs: IntArray  # (cells,), whole numbers that do not fall

    @property
    def cell(self) -> int:
        """The cell that gains go to now."""
        return len(self.epochs) - 1


@dataclass(frozen=True, slots=True)
class Deposits:
    """n deposits as they were made, with the accumulators of that moment. A deposit of 0 has no meaning beside it."""

    amount: FloatArray  # (n,), units
    product: FloatArray  # (n,)
    cell: IntArray  # (n,)
    sums: FloatArray  # (n, g, 2)


def beginning(gains: int) -> Accumulators:
    """The accumulators of a pool that pays so many kinds of gain."""
    return Accumulators(1.0, np.zeros((1, gains, 2)), np.zeros(1, dtype=np.int64))


def with_gain(now: Accumulators, total: float, gain: FloatArray) -> Accumulators:
    """After `gain` (g,) units were shared among deposits of `total` (> 0) units."""
    sums, added = now.sums.copy(), now.product * gain / total
    before = now.sums[now.cell, :, 0]
    after = before + added
    counted = after - before
    sums[now.cell, :, 0] = after
    sums[now.cell, :, 1] += (before - (after - counted)) + (added - counted)  # exact: Knuth's two-sum
    return replace(now, sums=sums)


def with_loss(now: Accumulators, total: float, loss: float) -> Accumulators:
    """After deposits of `total` (> 0) units lost `loss` of them (at most all, which ends the epoch)."""
    left = (total - loss) / total
    if left <= 0.0:
        return _next_cell(now, 1.0, int(now.epochs[-1]) + 1)
    now = replace(now, product=now.product * left)
    while now.product < 1.0 / SCALE:
        now = _next_cell(now, now.product * SCALE, int(now.epochs[-1]))
    return now


def worth(deposits: Deposits, now: Accumulators) -> FloatArray:
    """Units that each deposit is worth now, (n,)."""
    scales = now.cell - deposits.cell
    share = now.product / deposits.product / SCALE ** np.minimum(scales, 1)
    lives = (now.epochs[deposits.cell] == now.epochs[-1]) & (scales <= 1) & (share >= 1.0 / SCALE)  # less is nothing
    return np.where(lives & (deposits.amount > 0.0), deposits.amount * share, 0.0)


def gains(deposits: Deposits, now: Accumulators) -> FloatArray:
    """Units of every gain that each deposit has earned since it was made, (n, g)."""
    following = np.minimum(deposits.cell + 1, now.cell)
    goes_on: BoolArray = (following > deposits.cell) & (now.epochs[following] == now.epochs[deposits.cell])
    earned = (now.sums[deposits.cell] - deposits.sums).sum(axis=2)
    earned = earned + np.where(goes_on[:, None], now.sums[following].sum(axis=2) / SCALE, 0.0)
    held = deposits.amount > 0.0
    return np.where(held[:, None], deposits.amount[:, None] * earned / deposits.product[:, None], 0.0)


def _next_cell(now: Accumulators, product: float, epoch: int) -> Accumulators:
    sums = np.concatenate((now.sums, np.zeros((1, *now.sums.shape[1:]))))
    return Accumulators(product, sums, np.append(now.epochs, epoch))
