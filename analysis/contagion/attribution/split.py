"""The losses of all venues in one place, and every change of a factor that occurs in them split by source, once."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.losses import FactorTerms, OwnTerms, VenueLosses
from firesale.analysis.contagion.attribution.price_sources import PriceSources, Quote
from firesale.market.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Pairs:
    """Changes of factors (p,), each once: from one row to another."""

    factors: list[Factor]  # all of the run
    factor: IntArray  # number
    before: IntArray
    after: IntArray

    def moments(self) -> IntArray:
        """The moments (sorted) at which the components of exchange prices must be known to explain them."""
        needed = [np.zeros(0, dtype=np.int64)]
        for number in np.unique(self.factor).tolist():
            mine = self.factor == number
            rows = np.unique(np.concatenate((self.before[mine], self.after[mine])))
            needed.append(self.factors[number].moments(rows))
        return np.unique(np.concatenate(needed))

    def quotes(self) -> list[Quote]:
        """The quotes that the reports among them are made of."""
        return sorted({quote for number in np.unique(self.factor).tolist() for quote in self.factors[number].quotes})

    def by_source(self, prices: PriceSources) -> sparse.csr_array:
        """Each change by source (p, sources)."""
        columns, values, ends = [], [], [0]
        for factor, before, after in zip(self.factor.tolist(), self.before.tolist(), self.after.tolist(), strict=True):
            change = self.factors[factor].change(prices, before, after)
            some = np.flatnonzero(change)
            columns.append(some)
            values.append(change[some])
            ends.append(ends[-1] + len(some))
        if not columns:
            return sparse.csr_array((0, prices.count))
        shape = (len(columns), prices.count)
        return sparse.csr_array((np.concatenate(values), np.concatenate(columns), np.array(ends)), shape=shape)

    def groups(self) -> list[tuple[tuple[str, str], IntArray]]:
        """The pairs of each asset and oracle."""
        names = [(factor.asset, factor.oracle) for factor in self.factors]
        known = sorted(set(names))
        place = np.array([known.index(name) for name in names], dtype=np.int64)[self.factor]
        return [(name, np.flatnonzero(place == i)) for i, name in enumerate(known) if np.any(place == i)]


@dataclass(frozen=True, eq=False)
class Losses:
    """All liquidations of a run (n,). `weights` (n, pairs) times the change of each pair is the change of log health, `worth` times it that of
    equity; what positions did to themselves is in `own`. Nothing is known of a position whose history the events do not hold.
    """

    pairs: Pairs
    weights: sparse.csr_array
    worth: sparse.csr_array
    own: OwnTerms
    safe_moment: IntArray
    safe_health: FloatArray  # as the event says just before the liquidation where nothing is known
    safe_equity: FloatArray  # NaN likewise
    log_loss: FloatArray  # 0 likewise; of margin accounts the plain difference
    logarithmic: BoolArray  # (n,), whether it is one of logarithms


def collect(pools: list[VenueLosses], health_before: FloatArray) -> Losses:
    """All pools together. `health_before` (n,): as the events say."""
    count = len(health_before)
    safe_moment: IntArray = np.zeros(count, dtype=np.int64)
    safe_health, safe_equity, rebuilt = (np.full(count, np.nan) for _ in range(3))
    logarithmic = np.ones(count, dtype=bool)
    for one in pools:
        logarithmic[one.number] = one.logarithmic
        safe_moment[one.number], safe_health[one.number] = one.safe_moment, one.safe_health
        safe_equity[one.number], rebuilt[one.number] = one.safe_equity, one.health
    end = np.where(health_before > 0.0, health_before, rebuilt)  # collateral that is worth nothing has no logarithm
    size = np.where(logarithmic, np.abs(end), np.maximum(np.abs(end), 1.0))
    known = (safe_health > 0.0) & np.isfinite(safe_health) & (np.abs(rebuilt - end) <= ALIKE * size)
    ratio = np.divide(safe_health, end, out=np.ones(count), where=known & logarithmic)
    log_loss = np.where(logarithmic, np.log(ratio), np.where(known, safe_health - end, 0.0))
    pairs, terms, place = _joined(pools, known)
    where, shape = (terms.liquidation, place), (count, len(pairs.factor))
    weights, worth = (sparse.csr_array((values, where), shape=shape) for values in (terms.weight, terms.worth))
    own = OwnTerms.stacked([NOTHING_OWN, *(one.own.at(known[one.own.liquidation]) for one in pools)])
    health, equity = np.where(known, safe_health, health_before), np.where(known, safe_equity, np.nan)
    return Losses(pairs, weights, worth, own, safe_moment, health, equity, log_loss, logarithmic)


def _joined(pools: list[VenueLosses], known: BoolArray) -> tuple[Pairs, FactorTerms, IntArray]:
    """The changes of factors that occur, the terms of known positions, and which of the changes each of them (t,) is."""
    factors = list(dict.fromkeys(factor for one in pools for factor in one.factors))
    pieces = [NO_TERMS]
    for one in pools:
        number = np.array([factors.index(factor) for factor in one.factors], dtype=np.int64)
        pieces.append(replace(one.terms, factor=number[one.terms.factor]))
    terms = FactorTerms.stacked(pieces)
    terms = terms.at(known[terms.liquidation])
    rows = int(terms.after.max(initial=0)) + 2
    key = (terms.factor * rows + terms.before + 1) * rows + terms.after + 1
    found, place = np.unique(key, return_inverse=True)
    factor, both = np.divmod(found, rows * rows)
    before, after = np.divmod(both, rows)
    return Pairs(factors, factor, before - 1, after - 1), terms, place


_NO: IntArray = np.zeros(0, dtype=np.int64)
NO_TERMS = FactorTerms(_NO, _NO, _NO, _NO, np.zeros(0), np.zeros(0))
NOTHING_OWN = OwnTerms(_NO, _NO, _NO, np.zeros(0), np.zeros(0))
ALIKE = 0.01
"""A health that is rebuilt further than this (fraction) from what the event says is not understood."""
