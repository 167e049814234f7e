"""What a pool offers to liquidators: for each unsafe position the pair of assets that pays best, and on what terms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from firesale.agents.liquidator.situation import Pair, Situation
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.liquidation.base import Settlement, UnsafePositions
from firesale.market.margin.base import Positions
from firesale.market.risk import weighted_sum
from firesale.market.venues.credit_quote import CreditQuote

EVERYTHING = 2.0
"""Part of a debt to ask for when all that is allowed is wanted: interest since the picture was taken must leave no dust."""


@dataclass(frozen=True, slots=True)
class Offers:
    """m liquidations, the most profitable first. All of shape (m,)."""

    row: IntArray  # place in the pool's list of unsafe positions
    collateral: IntArray  # which of the pool's collaterals
    debt: IntArray  # which of the pool's debts
    asked: FloatArray  # units of debt to ask for
    repaid: FloatArray  # units of debt that it costs
    received: FloatArray  # units of collateral, the protocol's share taken off
    profit: FloatArray  # numeraire, before fees and price impact
    whole: BoolArray  # all that the mechanism allows, or less

    def at(self, index: IntArray | BoolArray) -> "Offers":
        """Some of them."""
        return Offers(
            self.row[index],
            self.collateral[index],
            self.debt[index],
            self.asked[index],
            self.repaid[index],
            self.received[index],
            self.profit[index],
            self.whole[index],
        )


def seen_through(credit: CreditQuote, rows: IntArray, pair: Pair) -> UnsafePositions:
    """Some of the unsafe positions (m,) as the mechanism sees them when `pair` is traded."""
    k, d = pair
    unsafe, m = credit.unsafe, len(rows)
    return UnsafePositions(
        health=unsafe.health[rows],
        collateral=unsafe.collateral[rows, k],
        debt=unsafe.debt[rows, d],
        total_debt_value=weighted_sum(unsafe.debt[rows], credit.debt_price),
        collateral_price=np.full(m, credit.collateral_price[k]),
        debt_price=np.full(m, credit.debt_price[d]),
        collateral_column=k,
        bonus=_bonus(credit, rows, k),
    )


def _bonus(credit: CreditQuote, rows: IntArray, k: int) -> FloatArray | None:
    """The bonus of one collateral that the margin rule sets for some of the unsafe positions (m,), if it sets any."""
    if not credit.margin.sets_bonus:
        return None
    unsafe = credit.unsafe
    positions = Positions(unsafe.collateral[rows], unsafe.debt[rows], credit.collateral_price, credit.debt_price)
    return credit.margin.liquidation_bonus(positions, k)


def best_offers(at: Situation, pairs: Sequence[Pair]) -> Offers:
    """For each unsafe position the pair with the largest profit, if that is positive."""
    best = _no_offers(len(at.credit.unsafe.account))
    for pair in pairs:
        best = _better(best, _offers_through(at.credit, at.worth, pair))
    order = np.argsort(-best.profit, kind="stable")
    return best.at(order[best.profit[order] > 0.0])


def cut(at: Situation, offers: Offers, budget: FloatArray) -> tuple[Offers, IntArray]:
    """The offers when at most `budget` (m,) units of debt may be repaid on each, and which of them are left.

    What would leave dust and what is too small to bother is not.
    """
    short = budget < offers.repaid
    asked, whole = np.where(short, budget, offers.asked), offers.whole & ~short
    repaid, received = np.where(short, 0.0, offers.repaid), np.where(short, 0.0, offers.received)
    for pair, those in by_pair(offers.at(short)):
        among = np.flatnonzero(short)[those]
        repaid[among], received[among] = terms_of(at.credit, offers.row[among], pair, budget[among])
    value = repaid * at.credit.debt_price[offers.debt]
    left = np.flatnonzero((repaid > 0.0) & (value >= at.least_value))
    profit = received * at.worth[offers.collateral] - value
    smaller = Offers(offers.row, offers.collateral, offers.debt, asked, repaid, received, profit, whole)
    return smaller.at(left), left


def by_pair(offers: Offers) -> Iterator[tuple[Pair, IntArray]]:
    """Each pair of assets that occurs, and which of the offers are of it."""
    for k, d in sorted(set(zip(offers.collateral.tolist(), offers.debt.tolist(), strict=True))):
        yield (k, d), np.flatnonzero((offers.collateral == k) & (offers.debt == d))


def terms_of(credit: CreditQuote, rows: IntArray, pair: Pair, asked: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Units of debt repaid and of collateral received (m,) for asking `asked` (m,); zero where that would be refused."""
    unsafe = seen_through(credit, rows, pair)
    return _accepted(unsafe, asked, credit.spread.settle(unsafe, asked))


def _accepted(unsafe: UnsafePositions, asked: FloatArray, terms: Settlement) -> tuple[FloatArray, FloatArray]:
    """Repaid and received (m,) where the pool would accept the terms, zero elsewhere."""
    allowed = ~terms.leaves_dust & (unsafe.collateral > 0.0) & (unsafe.debt > 0.0) & (asked > 0.0)
    return np.where(allowed, terms.repaid, 0.0), np.where(allowed, terms.seized - terms.protocol_fee, 0.0)


def _offers_through(credit: CreditQuote, worth: FloatArray, pair: Pair) -> Offers:
    """The largest allowed liquidation of every unsafe position through one pair."""
    k, d = pair
    rows = np.arange(len(credit.unsafe.account))
    unsafe = seen_through(credit, rows, pair)
    asked = EVERYTHING * unsafe.debt
    terms = credit.spread.settle(unsafe, asked)
    if terms.leaves_dust.any():
        asked = np.where(terms.leaves_dust, credit.spread.largest_repayment(unsafe), asked)
        terms = credit.spread.settle(unsafe, asked)
    repaid, received = _accepted(unsafe, asked, terms)
    profit = received * worth[k] - repaid * credit.debt_price[d]
    columns = np.full(len(rows), k), np.full(len(rows), d)
    return Offers(rows, *columns, asked, repaid, received, profit, np.ones(len(rows), bool))


def _no_offers(count: int) -> Offers:
    """Nothing to gain from any position."""
    nothing, first = np.zeros(count), np.zeros(count, dtype=np.int64)
    return Offers(np.arange(count), first, first, nothing, nothing, nothing, nothing, np.ones(count, bool))


def _better(one: Offers, other: Offers) -> Offers:
    """Position by position the more profitable of two offers for the same positions; the first if they are equal."""
    take = other.profit > one.profit
    return Offers(
        one.row,
        np.where(take, other.collateral, one.collateral),
        np.where(take, other.debt, one.debt),
        np.where(take, other.asked, one.asked),
        np.where(take, other.repaid, one.repaid),
        np.where(take, other.received, one.received),
        np.where(take, other.profit, one.profit),
        one.whole,
    )
