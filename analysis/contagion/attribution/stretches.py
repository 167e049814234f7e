"""The stretch of time in which each liquidated position lost its health: from the last moment at which it was safe to its liquidation."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.log_mean import log_mean, shares_of_sum
from firesale.analysis.contagion.attribution.pool_factors import PoolFactors
from firesale.market.arrays import BoolArray, FloatArray, IntArray

FORCED = ("Liquidated", "BadDebtRealised")


@dataclass(frozen=True)
class Changes:
    """The changes of the liquidated positions of one pool, by account and time: n of them, k collaterals, d debts.

    Between two of them a position is what it is: `collateral` (n, k) and `debt` (n, d, over the borrow index) before each, `moment` (n,) its
    sequence number, `first` (n,) true for the first one of an account, `forced` (n,) true for a liquidation or a write-off, `liquidation`
    (n,) the number of the liquidation that it is, or -1.
    """

    account: IntArray
    moment: IntArray
    first: BoolArray
    forced: BoolArray
    liquidation: IntArray
    collateral: FloatArray
    debt: FloatArray

    def value(self, pool: "PoolValues", rows: IntArray, moments: IntArray) -> tuple[FloatArray, FloatArray]:
        """What the positions before some of the changes (n,) are worth at some moments (n,): collateral counted (n, k), debt (n, d)."""
        return self.collateral[rows] * pool.collateral(moments), self.debt[rows] * pool.debt(moments)

    def equity(self, pool: "PoolValues", rows: IntArray, moments: IntArray) -> FloatArray:
        """Collateral less debt of the same (n,), numeraire."""
        worth = np.sum(self.collateral[rows] * pool.worth(moments), axis=1)
        return np.asarray(worth - np.sum(self.debt[rows] * pool.debt(moments), axis=1))

    def health(self, pool: "PoolValues", rows: IntArray, moments: IntArray) -> FloatArray:
        """The health factor of the same; infinite without debt."""
        counted, owed = self.value(pool, rows, moments)
        with np.errstate(divide="ignore"):
            return np.where(owed.sum(axis=1) > 0.0, counted.sum(axis=1) / np.maximum(owed.sum(axis=1), 1e-300), np.inf)


class PoolValues:
    """What a unit of each collateral counts for and of each debt weighs in a pool, at any moments."""

    def __init__(self, factors: PoolFactors) -> None:
        self.factors = factors
        every = [one for some in (*factors.collateral.values(), *factors.debt.values()) for one in some]
        self.distinct: list[Factor] = list(dict.fromkeys(every))

    def collateral(self, moments: IntArray) -> FloatArray:
        """Numeraire counted per unit of each collateral (n, k)."""
        return self._product(self.factors.collateral, moments)

    def worth(self, moments: IntArray) -> FloatArray:
        """Numeraire per unit of each collateral (n, k)."""
        worth = {asset: [one for one in some if one.of_worth] for asset, some in self.factors.collateral.items()}
        return self._product(worth, moments)

    def debt(self, moments: IntArray) -> FloatArray:
        """Numeraire per unit of each debt (n, d), interest included."""
        return self._product(self.factors.debt, moments)

    def phases(self) -> IntArray:
        """The moment before each change of a factor; changes of one phase of a step, between which nobody acts, are one."""
        nothing = np.zeros(0, dtype=np.int64)
        since = np.concatenate([nothing, *(factor.since for factor in self.distinct)])
        phase = np.concatenate([nothing, *(factor.phase for factor in self.distinct)])
        first = pd.Series(since).groupby(phase).min()
        return np.sort(first.to_numpy(dtype=np.int64))

    def _product(self, assets: dict[str, list[Factor]], moments: IntArray) -> FloatArray:
        known, place = np.unique(moments, return_inverse=True)
        columns = [
            sum((one.at(one.row_at(known)) for one in factors), np.zeros(len(known))) for factors in assets.values()
        ]
        return np.exp(np.stack(columns, axis=1))[place] if columns else np.zeros((len(moments), 0))


def changes_of(name: str, factors: PoolFactors, changes: pd.DataFrame, liquidated: pd.DataFrame) -> Changes:
    """The changes of all positions of a pool that were ever liquidated there. `liquidated`: rows of Liquidated, index is their number."""
    mine = liquidated[liquidated["venue"] == name]
    rows = changes[(changes["venue"] == name) & changes["account"].isin(mine["borrower"])]
    listed = {"collateral": set(factors.collateral), "debt": set(factors.debt)}
    rows = rows[[asset in listed[use] for asset, use in zip(rows["asset"], rows["use"], strict=True)]]
    rows = rows.sort_values(["account", "sequence"], kind="stable")
    node = rows.groupby(["account", "sequence"], sort=False).ngroup().to_numpy()
    heads = rows.drop_duplicates(["account", "sequence"])
    account, moment = heads["account"].to_numpy(dtype=np.int64), heads["sequence"].to_numpy(dtype=np.int64)
    first = np.diff(account, prepend=-1) != 0
    numbers = pd.Series(mine.index, index=pd.MultiIndex.from_arrays([mine["borrower"], mine["sequence"]]))
    found = numbers.reindex(pd.MultiIndex.from_arrays([account, moment])).fillna(-1).to_numpy(dtype=np.int64)
    forced = heads["cause"].isin(FORCED).to_numpy()
    units = rows["units"].to_numpy()
    before = {}
    for use, assets in (("collateral", factors.collateral), ("debt", factors.debt)):
        column = rows["asset"].map({asset: i for i, asset in enumerate(assets)})
        those = (rows["use"] == use).to_numpy()
        steps = np.zeros((len(heads), len(assets)))
        np.add.at(steps, (node[those], column[those].to_numpy(dtype=np.int64)), units[those])
        before[use] = _before(steps, account)
    return Changes(account, moment, first, forced, found, before["collateral"], before["debt"])


def _before(steps: FloatArray, account: IntArray) -> FloatArray:
    """What was there before each change (n, k), from the changes of each account in order; crumbs of rounding are nothing."""
    after = pd.DataFrame(steps).groupby(account).cumsum()
    found = after.groupby(account).shift(fill_value=0.0)
    crumb = 1e-9 * found.groupby(account).cummax()
    return np.where(found.to_numpy() > crumb.to_numpy(), found.to_numpy(), 0.0)


@dataclass(frozen=True)
class Stretches:
    """For each change of a position (n,): where the stretch that led to it begins."""

    start: IntArray  # (n,), moment
    found: BoolArray  # (n,), it was safe at the start; if not, the stretch goes on before the change before it


def find_stretches(changes: Changes, pool: PoolValues) -> Stretches:
    """Looks back from each change for the last moment at which the position, as it was then, was safe."""
    n = len(changes.moment)
    everyone: IntArray = np.arange(n)
    since = np.where(changes.first, changes.moment, np.roll(changes.moment, 1) + 1)  # just after the change before
    start = since.copy()
    phases = pool.phases()
    low, high = np.searchsorted(phases, since, side="left"), np.searchsorted(phases, changes.moment, side="left")
    found = changes.first | ~(changes.health(pool, everyone, changes.moment) < 1.0)
    start[found] = changes.moment[found]
    active = everyone[~found]
    place = high[active] - 1
    while len(active):
        looking = place >= low[active]
        active, place = active[looking], place[looking]
        safe = changes.health(pool, active, phases[place]) >= 1.0
        start[active[safe]], found[active[safe]] = phases[place[safe]], True
        active, place = active[~safe], place[~safe] - 1
    rest = everyone[~found]
    found[rest] = (changes.health(pool, rest, since[rest]) >= 1.0) | _opened_there(changes, rest)
    return Stretches(start, found)


def _opened_there(changes: Changes, rows: IntArray) -> BoolArray:
    """True where the change before made the debt: there is no earlier health to compare with."""
    owing: BoolArray = np.any(changes.debt[rows - 1] > 0.0, axis=1)
    return ~owing


@dataclass(frozen=True)
class OwnEffects:
    """What the change before each (n,) did by itself: to the logarithm of health (0 where it opened the position or closed it), and to the
    equity of the position if it was forced (numeraire; what owners pay in or take out is no loss).
    """

    health: FloatArray
    equity: FloatArray


def own_effects(changes: Changes, pool: PoolValues) -> OwnEffects:
    """The changes that accounts, and liquidations of them, made themselves."""
    rows = np.flatnonzero(~changes.first)
    effect, equity = np.zeros(len(changes.moment)), np.zeros(len(changes.moment))
    moments = changes.moment[rows - 1]
    given = changes.equity(pool, rows, moments) - changes.equity(pool, rows - 1, moments)
    equity[rows] = np.where(changes.forced[rows - 1], given, 0.0)
    before, after = (
        changes.health(pool, rows - 1, changes.moment[rows - 1]),
        changes.health(pool, rows, changes.moment[rows - 1]),
    )
    usable = np.isfinite(before) & np.isfinite(after) & (before > 0.0) & (after > 0.0)
    effect[rows[usable]] = np.log(after[usable] / before[usable])
    return OwnEffects(effect, equity)


@dataclass(frozen=True)
class Terms:
    """Changes of factors that moved a position: all of shape (t,)."""

    row: IntArray  # of the change of position
    factor: IntArray  # number among the distinct factors of the pool
    before: IntArray  # row of the factor
    after: IntArray
    weight: FloatArray  # change of log health per change of the factor
    worth: FloatArray  # change of equity per change of the factor, numeraire


def terms_of(changes: Changes, stretches: Stretches, pool: PoolValues, rows: IntArray) -> Terms:
    """The factors that changed in each stretch: ln(health after / before) is the sum over terms of weight times the factor's change, and
    the change of equity the sum of worth times it; both exactly.
    """
    start, end = stretches.start[rows], changes.moment[rows]
    counted_before, owed_before = changes.value(pool, rows, start)
    counted_after, owed_after = changes.value(pool, rows, end)
    number = {id(factor): i for i, factor in enumerate(pool.distinct)}
    worth = changes.collateral[rows] * log_mean(pool.worth(end), pool.worth(start))
    sides = (
        (pool.factors.collateral, shares_of_sum(counted_after, counted_before), worth),
        (pool.factors.debt, -shares_of_sum(owed_after, owed_before), -log_mean(owed_after, owed_before)),
    )
    parts = []
    for assets, shares, means in sides:
        for place, factors in enumerate(assets.values()):
            for factor in factors:
                before, after = factor.row_at(start), factor.row_at(end)
                moved = (before != after) & (shares[:, place] != 0.0)
                which = np.full(int(moved.sum()), number[id(factor)])
                mean = means[moved, place] * factor.of_worth
                parts.append((rows[moved], which, before[moved], after[moved], shares[moved, place], mean))
    return Terms(*(np.concatenate(column) for column in zip(NO_TERMS, *parts, strict=True)))


NO_TERMS = (*[np.zeros(0, dtype=np.int64)] * 4, *[np.zeros(0)] * 2)
