"""The first of two liquidations: as much as leaves the position just unhealthy."""

from dataclasses import replace

import numpy as np

from firesale.agents.liquidator.situation import Pair, Situation
from firesale.agents.liquidator.sizing import EVERYTHING, Offers, by_pair, seen_through
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.liquidation.base import Settlement, UnsafePositions
from firesale.market.margin.base import Positions
from firesale.market.risk import weighted_sum
from firesale.market.venues.credit_quote import CreditQuote


def curing_repayment(
    debt: FloatArray, weighted_collateral: FloatArray, threshold: FloatArray | float, spread: FloatArray
) -> FloatArray:
    """Debt value to repay until health is 1, (m,): (D - W) / (1 - LT * spread); infinite if repaying lowers health (LT
    * spread >= 1).

    D: value owed, W: collateral value times threshold, (m,); spread: value seized per value repaid. Source: Qin et al.
    (IMC 2021).
    """
    gain = 1.0 - threshold * spread
    return np.divide(debt - weighted_collateral, gain, out=np.full_like(debt, np.inf), where=gain > 0.0)


def with_first_steps(at: Situation, offers: Offers, safety: float) -> tuple[Offers, FloatArray]:
    """The offers, each in two steps where that earns more, the most profitable first; and the first repayment of each
    (m,), units, 0 for one step.
    """
    repaid, received, first = offers.repaid.copy(), offers.received.copy(), np.zeros(len(offers.row))
    for pair, those in by_pair(offers):
        costs, brings, starts = _two_steps(at.credit, offers.row[those], pair, safety)
        earns = brings * at.worth[pair[0]] - costs * at.credit.debt_price[pair[1]]
        more = earns > offers.profit[those]
        better = those[more]
        repaid[better], received[better], first[better] = costs[more], brings[more], starts[more]
    profit = received * at.worth[offers.collateral] - repaid * at.credit.debt_price[offers.debt]
    order = np.argsort(-profit, kind="stable")
    return replace(offers, repaid=repaid, received=received, profit=profit).at(order), first[order]


def _two_steps(
    credit: CreditQuote, rows: IntArray, pair: Pair, safety: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Debt repaid and collateral received by both steps, and debt repaid by the first, (m,) units; zero where two
    steps cannot be.
    """
    unsafe = seen_through(credit, rows, pair)
    whole = credit.spread.settle(unsafe, EVERYTHING * unsafe.debt)
    paid = whole.repaid * unsafe.debt_price
    spread = np.divide(whole.seized * unsafe.collateral_price, paid, out=np.zeros_like(paid), where=paid > 0.0)
    owed = unsafe.total_debt_value
    cures = (
        curing_repayment(owed, unsafe.health * owed, _thresholds(credit, rows)[:, pair[0]], spread) / unsafe.debt_price
    )
    asked = np.where(np.isfinite(cures), cures, 0.0) * (1.0 - safety)
    first = credit.spread.settle(unsafe, asked)
    after = _after(credit, rows, pair, first)
    second = credit.spread.settle(after, EVERYTHING * after.debt)
    allowed = (asked > 0.0) & (first.repaid > 0.0) & (after.health < 1.0) & ~first.leaves_dust & ~second.leaves_dust
    received = first.seized - first.protocol_fee + second.seized - second.protocol_fee
    return _where(allowed, first.repaid + second.repaid), _where(allowed, received), _where(allowed, first.repaid)


def _after(credit: CreditQuote, rows: IntArray, pair: Pair, first: Settlement) -> UnsafePositions:
    """The positions after the first step, as the mechanism would see them."""
    k, d = pair
    collateral, debt = credit.unsafe.collateral[rows], credit.unsafe.debt[rows]
    collateral[:, k] -= first.seized
    debt[:, d] -= first.repaid
    positions = Positions(collateral, debt, credit.collateral_price, credit.debt_price)
    return UnsafePositions(
        health=credit.margin.health(positions),
        collateral=collateral[:, k],
        debt=debt[:, d],
        total_debt_value=weighted_sum(debt, credit.debt_price),
        collateral_price=np.full(len(rows), credit.collateral_price[k]),
        debt_price=np.full(len(rows), credit.debt_price[d]),
        collateral_column=k,
        bonus=credit.margin.liquidation_bonus(positions, k),
    )


def _thresholds(credit: CreditQuote, rows: IntArray) -> FloatArray:
    """Liquidation threshold of each collateral (m, k) in the positions as they are."""
    unsafe = credit.unsafe
    positions = Positions(unsafe.collateral[rows], unsafe.debt[rows], credit.collateral_price, credit.debt_price)
    return credit.margin.thresholds(positions)


def _where(allowed: BoolArray, values: FloatArray) -> FloatArray:
    return np.where(allowed, values, 0.0)
