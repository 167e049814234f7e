"""The cascade forest: each liquidation hangs on its most weighty parent, or is a root if most of its cause lies outside the cascade."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from firesale.analysis.contagion.ancestry import Ancestry
from firesale.analysis.contagion.attribution.attribute import Attribution
from firesale.analysis.contagion.channel_names import CHANNELS
from firesale.analysis.contagion.channels import OUTSIDE, weights_by_channel
from firesale.market.arrays import FloatArray, IntArray

MAJORITY = 0.5
"""A liquidation has a parent if at least this part of its cause is other liquidations."""
ROUNDING = 1e-9
"""Half is half in spite of rounding."""
ROOT = -1


@dataclass(frozen=True, eq=False)
class Forest:
    """`nodes`, by liquidation: parent (-1 for a root), tree (the root's number), generation (0 for a root), cause (channel of the root),
    progeny (expected number of liquidations set off by it, itself included, over all its children with their weights).
    `trees`, by root: size (liquidations), expected_size (the root's progeny), depth (generations below the root), duration (seconds), debt_value
    (numeraire), pools (count), cause.
    """

    nodes: pd.DataFrame
    trees: pd.DataFrame


def cascade_forest(attribution: Attribution, ancestry: Ancestry) -> Forest:
    """One parent for each liquidation: multi-parent weights are in the ancestry, the forest keeps the largest.

    Among the liquidations whose sales make up one source, children are dealt out in order of execution, to each as many as its part of the
    sales deserves.
    """
    found = attribution.liquidations
    parent = _parents(attribution)
    tree, generation = rooted(parent)
    cause = pd.Series(np.array(CHANNELS, dtype=object)[_causes(attribution)[tree]], index=found.index, dtype="str")
    columns = {"parent": parent, "tree": tree, "generation": generation, "cause": cause, "progeny": ancestry.progeny()}
    nodes = pd.DataFrame(columns, index=found.index)
    return Forest(nodes, _trees(found, nodes))


def _parents(attribution: Attribution) -> IntArray:
    """The parent of each liquidation (n,), ROOT for a root."""
    found, links, direct = attribution.liquidations, attribution.links, attribution.direct
    n = len(found)
    caused = found["endogenous"].to_numpy() >= MAJORITY - ROUNDING
    source, by_source = _weightiest(links, "source", n)
    parent, by_parent = _weightiest(direct, "parent", n)
    parent[~caused | (by_parent <= by_source)] = ROOT
    rest = np.flatnonzero(caused & (by_source > 0.0) & (by_parent <= by_source))
    _deal(parent, rest, source[rest], attribution.members)
    return parent


def _weightiest(links: pd.DataFrame, name: str, count: int) -> tuple[IntArray, FloatArray]:
    """The cause of each child (count,) that weighs most, the last of several, and its weight; ROOT and 0 without. `name`: of its column."""
    child, cause, weight = links["child"].to_numpy(), links[name].to_numpy(), links["weight"].to_numpy()
    order = np.lexsort((weight, child))
    last = order[np.flatnonzero(np.diff(child[order], append=-1) != 0)]
    causes, weights = np.full(count, ROOT), np.zeros(count)
    causes[child[last]], weights[child[last]] = cause[last], weight[last]
    return causes, weights


def _deal(parent: IntArray, children: IntArray, source: IntArray, members: pd.DataFrame) -> None:
    """Write down the parent of each child (c,), dealt out over the members of its source (c,)."""
    members = members.sort_values(["source", "liquidation"])
    of_member = members["source"].to_numpy()
    liquidation, share = members["liquidation"].to_numpy(), members["weight"].to_numpy()
    order = np.argsort(source, kind="stable")
    starts = np.flatnonzero(np.diff(source[order], prepend=-1) != 0)
    for mine in np.split(order, starts[1:]) if len(order) else []:
        behind = slice(*np.searchsorted(of_member, [source[mine[0]], source[mine[0]] + 1]))
        if behind.stop > behind.start:
            parent[children[mine]] = liquidation[behind][dealt(share[behind], len(mine))]


def dealt(shares: FloatArray, count: int) -> IntArray:
    """Which of the members (m,) each of `count` children falls to, in proportion to the members' shares."""
    whole: FloatArray = np.cumsum(shares)
    place = np.searchsorted(whole, (np.arange(count) + 0.5) / count * whole[-1], side="left")
    found: IntArray = np.minimum(place, len(shares) - 1)
    return found


def rooted(parent: IntArray) -> tuple[IntArray, IntArray]:
    """The root of each node (n,) and how many generations below it the node is (n,). Parents come before their children."""
    tree, generation = np.arange(len(parent)), np.zeros(len(parent), dtype=np.int64)
    for child in np.flatnonzero(parent >= 0).tolist():
        tree[child], generation[child] = tree[parent[child]], generation[parent[child]] + 1
    return tree, generation


def _causes(attribution: Attribution) -> IntArray:
    """The channel (place in CHANNELS) from outside the cascade that weighs most in each liquidation (n,); without any, that of all."""
    weights = weights_by_channel(attribution).to_numpy()
    outside = weights[:, [CHANNELS.index(name) for name in OUTSIDE]]
    largest = np.array([CHANNELS.index(name) for name in OUTSIDE])[np.argmax(outside, axis=1)]
    inside: IntArray = np.argmax(weights, axis=1)
    return np.where(outside.max(axis=1, initial=0.0) > 0.0, largest, inside)


def _trees(found: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """What is to be said of each tree, by its root."""
    tree = nodes["tree"]
    roots = nodes.loc[nodes["parent"] == ROOT]
    time = found["time"].groupby(tree)
    table = pd.DataFrame(
        {
            "size": tree.groupby(tree).size(),
            "expected_size": roots["progeny"],
            "depth": nodes["generation"].groupby(tree).max(),
            "duration": time.max() - time.min(),
            "debt_value": found["debt_value"].groupby(tree).sum(),
            "pools": found["venue"].groupby(tree).nunique(),
            "cause": roots["cause"],
        }
    )
    return table.rename_axis("root")
