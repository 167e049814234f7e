"""The contagion matrix: which pool's liquidations and losses liquidated how much in which pool."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from firesale.analysis.contagion.attribution.attribute import Attribution
from firesale.analysis.contagion.attribution.columns import Columns, sums
from firesale.analysis.contagion.channel_names import CHANNELS, CONTAGIOUS, RESIDUAL
from firesale.analysis.contagion.channels import NOTHING, codes_of, weights_by_channel
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Flows(Columns):
    """Parts of the causes of liquidations (j,)."""

    liquidation: IntArray
    infects: IntArray  # place among the pools and, after these, CHANNELS
    infected: IntArray  # place among the pools
    weight: FloatArray


def contagion_matrix(attribution: Attribution, pools: list[str]) -> pd.DataFrame:
    """Rows infect columns: debt liquidated (numeraire) in the column's pool that the row caused directly.

    Rows: the pools, then the channels from outside that occur; columns: the pools. Each column sums to what was liquidated in its pool.
    """
    return _table(_flows(attribution, "weight", pools), attribution.liquidations["debt_value"], pools)


def loss_matrix(attribution: Attribution, pools: list[str]) -> pd.DataFrame:
    """The same for bad debt (numeraire), by what took the equity of the positions that left it."""
    return _table(_flows(attribution, "loss_weight", pools), attribution.liquidations["bad_debt"], pools)


def offspring_matrix(attribution: Attribution, pools: list[str]) -> pd.DataFrame:
    """Mean number of liquidations in the column's pool that one liquidation in the row's pool sets off directly. NaN rows: there was none."""
    ones = pd.Series(1.0, index=attribution.liquidations.index)
    table = _table(_flows(attribution, "weight", pools), ones, pools).iloc[: len(pools)]
    count = attribution.liquidations["venue"].value_counts().reindex(pools, fill_value=0)
    mean: pd.DataFrame = table.div(count.where(count > 0), axis=0)
    return mean


def spectral_radius(offspring: pd.DataFrame) -> float:
    """Growth per generation of a cascade that runs through several pools: the largest eigenvalue of the offspring matrix; NaN of nothing."""
    known = offspring.fillna(0.0).to_numpy()
    return float(np.abs(np.linalg.eigvals(known)).max()) if offspring.notna().to_numpy().any() else np.nan


def matrix_over_time(attribution: Attribution, pools: list[str]) -> pd.DataFrame:
    """The matrix step by step, as rows: step, infects, infected, amount (numeraire), only what is above zero."""
    flows, found = _flows(attribution, "weight", pools), attribution.liquidations
    names = pd.Series([*pools, *CHANNELS], dtype="str")
    steps, step = np.unique(found["step"].to_numpy(), return_inverse=True)
    shape = (len(steps), len(names), len(pools))
    place = np.ravel_multi_index((step[flows.liquidation], flows.infects, flows.infected), shape)
    cell, which = np.unique(place, return_inverse=True)
    amount = sums(which, flows.weight * found["debt_value"].to_numpy()[flows.liquidation], len(cell))
    at, infects, infected = np.unravel_index(cell[amount > NOTHING], shape)
    columns = {"step": steps[at], "infects": names[infects].array, "infected": names[infected].array}
    return pd.DataFrame({**columns, "amount": amount[amount > NOTHING]})


def _flows(attribution: Attribution, weight: str, pools: list[str]) -> Flows:
    """Everything that has a weight. What has no cause, and what pools did that are not among `pools`, is residual; so the weights of a
    liquidation sum to 1.
    """
    parts = attribution.parts[attribution.parts[weight].to_numpy() > 0.0]
    channel, pool = codes_of(parts["channel"], CHANNELS), codes_of(parts["pool"], pools)
    inside = np.isin(channel, [CHANNELS.index(name) for name in CONTAGIOUS]) & (pool >= 0)
    named = parts["channel"].to_numpy() != RESIDUAL
    liquidation, share = parts["liquidation"].to_numpy()[named], parts[weight].to_numpy()[named]
    infects = np.where(inside, pool, len(pools) + channel)[named]
    left = weights_by_channel(attribution, weight)[RESIDUAL].to_numpy()
    rest = np.flatnonzero(left > NOTHING)
    unnamed = np.full(len(rest), len(pools) + CHANNELS.index(RESIDUAL))
    infected = codes_of(attribution.liquidations["venue"], pools)
    whose = np.concatenate((liquidation, rest))
    flows = Flows(whose, np.concatenate((infects, unnamed)), infected[whose], np.concatenate((share, left[rest])))
    return flows.at(flows.infected >= 0)


def _table(flows: Flows, value: pd.Series, pools: list[str]) -> pd.DataFrame:
    """Rows: pools and the channels that occur; columns: pools; the weights times a value of each liquidation."""
    names, p = [*pools, *CHANNELS], len(pools)
    place = flows.infects * p + flows.infected
    amount = sums(place, flows.weight * value.to_numpy()[flows.liquidation], len(names) * p).reshape(len(names), p)
    occurs = np.isin(np.arange(len(names)), flows.infects) | (np.arange(len(names)) < p)
    rows = pd.Index([name for name, some in zip(names, occurs, strict=True) if some], name="infects")
    return pd.DataFrame(amount[occurs], index=rows, columns=pd.Index(pools, name="infected"))
