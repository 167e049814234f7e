"""The contagion of a run in a few sentences."""

import math

import pandas as pd

from firesale.analysis.contagion.channel_names import RESIDUAL
from firesale.analysis.contagion.contagion import Contagion
from firesale.analysis.words import amount, count, duration, listing, percent

SMALL = 0.005
"""A smaller share is not mentioned."""


def sentences(found: Contagion) -> list[str]:
    """What the attribution says; one sentence if nothing was liquidated."""
    if found.liquidations.empty:
        return ["No liquidation happened, so there is nothing to attribute."]
    return [_channels(found), *_first(found), _branching(found), _largest(found), *_between(found)]


def _channels(found: Contagion) -> str:
    total = amount(float(found.liquidations["debt_value"].sum()), found.tables.numeraire)
    return (
        f"What made positions unsafe whose {total} of debt was liquidated: {_shares(found.channels['share_of_debt'])}."
    )


def _first(found: Contagion) -> list[str]:
    told = [f"Traced back to where each cascade began: {_shares(found.channels['first_share_of_debt'])}."]
    if float(found.liquidations["bad_debt"].sum()) > 0.0:
        lost = amount(float(found.liquidations["bad_debt"].sum()), found.tables.numeraire)
        told.append(f"What used up the equity behind {lost} of bad debt: {_shares(found.channels['share_of_loss'])}.")
    return told


def _shares(shares: pd.Series) -> str:
    largest = shares[shares >= SMALL].rename({RESIDUAL: "unexplained"}).sort_values(ascending=False)
    return listing([f"{percent(float(share))} {channel}" for channel, share in largest.items()], most=8)


def _branching(found: Contagion) -> str:
    ratio = found.branching
    interval = (
        "" if math.isnan(ratio.low) else f" ({percent(ratio.confidence)} interval {ratio.low:.2f} to {ratio.high:.2f})"
    )
    return f"One liquidation set off {ratio.ratio:.2f} others directly, on average{interval}."


def _largest(found: Contagion) -> str:
    trees = found.forest.trees
    tree = trees.iloc[int(trees["size"].argmax())]
    if int(tree["size"]) == 1:
        return "No liquidation had most of its cause in another one: every tree is a single liquidation."
    pools, generations = count(int(tree["pools"]), "pool"), count(int(tree["depth"]), "generation")
    length = duration(float(tree["duration"]))
    size = count(int(tree["size"]), "liquidation")
    return f"The forest has {count(len(trees), 'tree')}; the largest has {size} in {pools}, {generations} deep, within {length}."


def _between(found: Contagion) -> list[str]:
    pools = found.tables.margined
    cells = found.matrix.loc[pools, pools].to_numpy()
    flows = [(float(cells[i, j]), pools[i], pools[j]) for i in range(len(pools)) for j in range(len(pools)) if i != j]
    strongest = max(flows, default=(0.0, "", ""))
    if strongest[0] <= 0.0:
        return ["No pool infected another one."] if len(pools) > 1 else []
    value, source, target = strongest
    share = value / float(found.matrix[target].sum())
    money = amount(value, found.tables.numeraire)
    return [
        f"The strongest contagion between pools: {source} infected {target} with {money}, {percent(share)} of what was liquidated there."
    ]
