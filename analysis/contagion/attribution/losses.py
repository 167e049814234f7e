"""The loss of health of each liquidated position of a venue, as far back as it was last safe."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.columns import Columns, ranges
from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.stretches import find_stretches, own_effects
from firesale.analysis.contagion.attribution.values import Kind, Values
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class FactorTerms(Columns):
    """Changes of factors that moved liquidated positions; columns of shape (t,)."""

    liquidation: IntArray  # its number in the run
    factor: IntArray  # number among the factors
    before: IntArray  # row of the factor
    after: IntArray
    weight: FloatArray  # change of log health per change of the factor
    worth: FloatArray  # change of equity per change of the factor, numeraire


@dataclass(frozen=True)
class OwnTerms(Columns):
    """What changes of positions did to them before they were liquidated; columns of shape (o,)."""

    liquidation: IntArray
    parent: IntArray  # the liquidation that made the change, or -1
    cause: IntArray  # place in CAUSES
    health: FloatArray  # effect on health or its logarithm
    equity: FloatArray  # numeraire


@dataclass(frozen=True)
class VenueLosses:
    """The liquidations of one venue (n,): when each position was last safe, how healthy and how rich it was, and what happened since."""

    number: IntArray  # of the liquidations
    logarithmic: bool  # what follows of health is of its logarithm
    factors: list[Factor]
    terms: FactorTerms
    own: OwnTerms
    safe_moment: IntArray
    safe_health: FloatArray
    safe_equity: FloatArray
    health: FloatArray  # rebuilt, just before the liquidation


def venue_losses(changes: Kind, values: Values[Kind]) -> VenueLosses:
    """The stretch of each liquidation, followed over partial liquidations and vain rescues back to when the position was safe.

    Of a liquidation without a change before it nothing is known: it is left out.
    """
    stretches, effects = find_stretches(changes, values), own_effects(changes, values)
    rows = np.flatnonzero((changes.liquidation >= 0) & ~changes.first)
    begins, number = stretches.begins[rows], changes.liquidation[rows]
    chain = ranges(begins, rows + 1)  # every change from the beginning to the liquidation itself
    liquidation = np.repeat(number, rows + 1 - begins)
    terms = values.terms(changes, stretches.start, np.unique(chain))
    order = np.argsort(terms.row, kind="stable")
    first, last = (np.searchsorted(terms.row[order], where) for where in (chain, chain + 1))
    which = order[ranges(first, last)]
    later = chain > np.repeat(begins, rows + 1 - begins)
    own = OwnTerms(
        liquidation[later],
        changes.parent[chain[later] - 1],
        changes.cause[chain[later] - 1],
        effects.health[chain[later]],
        effects.equity[chain[later]],
    )
    start = stretches.start[begins]
    return VenueLosses(
        number,
        values.logarithmic,
        values.distinct,
        FactorTerms(
            np.repeat(liquidation, last - first),
            terms.factor[which],
            terms.before[which],
            terms.after[which],
            terms.weight[which],
            terms.worth[which],
        ),
        own,
        start,
        values.health(changes, begins, start),
        values.equity(changes, begins, start),
        values.health(changes, rows, changes.moment[rows]),
    )
