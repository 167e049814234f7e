"""The stretches of all pools in one place, and the loss in each of them split by source."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from firesale.analysis.contagion.attribution.components import Walk
from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.frames import stacked
from firesale.analysis.contagion.attribution.price_sources import PriceSources
from firesale.analysis.contagion.attribution.stretches import Changes, PoolValues, find_stretches, own_effects, terms_of
from firesale.analysis.contagion.channel_names import OWN_ACTION, OWN_LIQUIDATION
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class PoolLosses:
    """The liquidations of one pool (n,), each with the changes of its position since it was last safe.

    `terms`: liquidation (place, 0..n-1), factor (number in `factors`), before, after (rows of the factor), weight, worth; `own`: liquidation
    (place), forced, health, equity (effects on log health and on equity); `safe_moment`, `safe_health` and `safe_equity` (n,): when the
    position was last safe, and how healthy and how rich it was.
    """

    pool: str
    number: IntArray  # (n,) of the liquidations
    factors: list[Factor]
    terms: pd.DataFrame
    own: pd.DataFrame
    safe_moment: IntArray
    safe_health: FloatArray
    safe_equity: FloatArray


def pool_losses(changes: Changes, pool: PoolValues) -> PoolLosses:
    """The stretch of each liquidation, followed over partial liquidations and vain rescues back to when the position was safe."""
    stretches, effects = find_stretches(changes, pool), own_effects(changes, pool)
    begins = np.maximum.accumulate(np.where(stretches.found, np.arange(len(stretches.found)), 0))  # of each row's chain
    rows = np.flatnonzero(
        (changes.liquidation >= 0) & ~changes.first
    )  # without a change before, nothing is known of the position
    place, row = _chains(rows, begins)
    terms = terms_of(changes, stretches, pool, np.unique(row))
    of_row = pd.DataFrame({"liquidation": place, "row": row})
    named = {
        "row": terms.row,
        "factor": terms.factor,
        "before": terms.before,
        "after": terms.after,
        "weight": terms.weight,
        "worth": terms.worth,
    }
    own = of_row[row > begins[rows][place]]
    own = own.assign(
        forced=changes.forced[own["row"] - 1], health=effects.health[own["row"]], equity=effects.equity[own["row"]]
    )
    start = begins[rows]
    return PoolLosses(
        pool.factors.name,
        changes.liquidation[rows],
        pool.distinct,
        of_row.merge(pd.DataFrame(named), on="row").drop(columns="row"),
        own[(own["health"] != 0.0) | (own["equity"] != 0.0)].drop(columns="row"),
        stretches.start[start],
        changes.health(pool, start, stretches.start[start]),
        changes.equity(pool, start, stretches.start[start]),
    )


def _chains(rows: IntArray, begins: IntArray) -> tuple[IntArray, IntArray]:
    """For each liquidation (its place among `rows`) every row from the beginning of its chain to itself."""
    length = rows - begins[rows] + 1
    place = np.repeat(np.arange(len(rows)), length)
    within = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
    return place, begins[rows][place] + within


@dataclass(frozen=True, eq=False)
class Split:
    """`weights` (liquidations, pairs) times `by_source` (pairs, sources) is the change of log health by source, and `worth` times it that of
    equity; `pairs` names each pair's asset and oracle. What positions did to themselves is in `own`: liquidation, forced, health, equity.
    """

    weights: sparse.csr_array
    worth: sparse.csr_array
    by_source: sparse.csr_array
    pairs: pd.DataFrame
    own: pd.DataFrame
    safe_moment: IntArray  # (liquidations,)
    safe_health: FloatArray
    safe_equity: FloatArray


def split(losses: list[PoolLosses], walk: Walk, count: int) -> Split:
    """All pools together: every change of a factor that occurs is split by source once. `count`: liquidations of the run."""
    factors = list(dict.fromkeys(factor for one in losses for factor in one.factors))
    number = {id(factor): i for i, factor in enumerate(factors)}
    terms = stacked(
        [_numbered(one, number) for one in losses],
        liquidation="int64",
        factor="int64",
        before="int64",
        after="int64",
        weight="float64",
        worth="float64",
    )
    own = [one.own.assign(liquidation=one.number[one.own["liquidation"]]) for one in losses]
    keys = ["factor", "before", "after"]
    pair = terms.groupby(keys, sort=False).ngroup().to_numpy()
    pairs = terms.drop_duplicates(keys)[keys].reset_index(drop=True)
    place = terms["liquidation"].to_numpy(), pair
    weights, worth = (
        sparse.csr_array((terms[name].to_numpy(), place), shape=(count, len(pairs))) for name in ("weight", "worth")
    )
    moment, health, equity = np.zeros(count, dtype=np.int64), np.full(count, np.nan), np.full(count, np.nan)
    for one in losses:
        moment[one.number], health[one.number], equity[one.number] = one.safe_moment, one.safe_health, one.safe_equity
    named = pairs.assign(
        asset=[factors[i].asset for i in pairs["factor"]], oracle=[factors[i].oracle for i in pairs["factor"]]
    )
    done = stacked(own, liquidation="int64", forced="bool", health="float64", equity="float64")
    return Split(weights, worth, _by_source(factors, pairs, walk), named, done, moment, health, equity)


def _numbered(one: PoolLosses, number: dict[int, int]) -> pd.DataFrame:
    """The terms of one pool, with the numbers that liquidations and factors have in the run."""
    factors: IntArray = np.array([number[id(factor)] for factor in one.factors], dtype=np.int64)
    return one.terms.assign(liquidation=one.number[one.terms["liquidation"]], factor=factors[one.terms["factor"]])


def _by_source(factors: list[Factor], pairs: pd.DataFrame, walk: Walk) -> sparse.csr_array:
    """Each pair's change by source (pairs, sources)."""
    needed = [np.zeros(0, dtype=np.int64)]
    for place, rows in pairs.groupby("factor"):
        needed.append(factors[int(str(place))].moments(np.unique(rows[["before", "after"]].to_numpy())))
    prices = PriceSources(walk, np.concatenate(needed))
    row, column, value = [], [], []
    for i, (factor, before, after) in enumerate(zip(pairs["factor"], pairs["before"], pairs["after"], strict=True)):
        change = factors[factor].change(prices, int(before), int(after))
        some = np.flatnonzero(change)
        row.append(np.full(len(some), i))
        column.append(some)
        value.append(change[some])
    if not row:
        return sparse.csr_array((0, prices.count))
    entries = (np.concatenate(value), (np.concatenate(row), np.concatenate(column)))
    return sparse.coo_array(entries, shape=(len(pairs), prices.count)).tocsr()


def own_channel(forced: pd.Series) -> pd.Series:
    """The channel of what a position did to itself."""
    return forced.map({True: OWN_LIQUIDATION, False: OWN_ACTION})
