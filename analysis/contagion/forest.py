"""The cascade forest: each liquidation hangs on its most weighty parent, or is a root if most of its cause lies outside the cascade."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from firesale.analysis.contagion.ancestry import Ancestry
from firesale.analysis.contagion.attribution.attribute import Attribution
from firesale.analysis.contagion.channel_names import CONTAGIOUS, RESIDUAL
from firesale.market.arrays import IntArray

MAJORITY = 0.5
"""A liquidation has a parent if at least this part of its cause is other liquidations."""


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
    tree, generation = _rooted(parent)
    cause = _causes(attribution).reindex(found.index).fillna(RESIDUAL)
    nodes = pd.DataFrame(
        {
            "parent": parent,
            "tree": tree,
            "generation": generation,
            "cause": cause.to_numpy()[tree] if len(found) else cause.to_numpy(),
            "progeny": ancestry.progeny(),
        },
        index=found.index,
    )
    return Forest(nodes, _trees(found, nodes))


def _parents(attribution: Attribution) -> IntArray:
    """The parent of each liquidation (n,), -1 for a root."""
    found = attribution.liquidations
    parent: IntArray = np.full(len(found), -1, dtype=np.int64)
    caused = found.index[found["endogenous"] >= MAJORITY - ROUNDING]
    by_source = attribution.links.sort_values("weight", kind="stable").drop_duplicates("child", keep="last")
    by_source = by_source.set_index("child").reindex(caused)
    own = attribution.own.drop_duplicates("child", keep="last").set_index("child").reindex(caused)
    from_own = own["weight"].fillna(0.0) > by_source["weight"].fillna(0.0)
    parent[caused[from_own]] = own.loc[from_own, "parent"].to_numpy(dtype=np.int64)
    rest = by_source[~from_own & by_source["source"].notna()]
    for source, children in rest.groupby("source"):
        members = attribution.members[attribution.members["source"] == source]
        if len(members):
            parent[np.sort(children.index.to_numpy())] = _dealt(members, len(children))
    return parent


def _dealt(members: pd.DataFrame, count: int) -> IntArray:
    """`count` children dealt out over the members of a source in proportion to their weights."""
    shares = np.cumsum(members["weight"].to_numpy())
    place = np.searchsorted(shares, (np.arange(count) + 0.5) / count * shares[-1], side="left")
    numbers: IntArray = members["liquidation"].to_numpy(dtype=np.int64)[np.minimum(place, len(members) - 1)]
    return numbers


def _rooted(parent: IntArray) -> tuple[IntArray, IntArray]:
    """The root of each node (n,) and how many generations below it the node is (n,). Parents come before their children."""
    tree, generation = np.arange(len(parent)), np.zeros(len(parent), dtype=np.int64)
    for child in np.flatnonzero(parent >= 0).tolist():
        tree[child], generation[child] = tree[parent[child]], generation[parent[child]] + 1
    return tree, generation


def _causes(attribution: Attribution) -> pd.Series:
    """The channel from outside the cascade that weighs most in each liquidation; without any, the one that weighs most."""
    parts = attribution.parts.groupby(["liquidation", "channel"])["weight"].sum().reset_index()
    parts = parts[parts["weight"] > 0.0].assign(outside=~parts["channel"].isin(CONTAGIOUS))
    largest = parts.sort_values(["outside", "weight"], kind="stable").drop_duplicates("liquidation", keep="last")
    causes: pd.Series = largest.set_index("liquidation")["channel"]
    return causes


def _trees(found: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    grouped = found.assign(**nodes).groupby("tree")
    roots = nodes.loc[nodes["parent"] < 0]
    table = pd.DataFrame(
        {
            "size": grouped.size(),
            "expected_size": roots["progeny"],
            "depth": grouped["generation"].max(),
            "duration": grouped["time"].max() - grouped["time"].min(),
            "debt_value": grouped["debt_value"].sum(),
            "pools": grouped["venue"].nunique(),
            "cause": roots["cause"],
        }
    )
    return table.rename_axis("root")


ROUNDING = 1e-9
"""Half is half in spite of rounding."""
