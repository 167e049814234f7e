"""Contagion written by hand: liquidations with their parents, and the tables that follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from firesale.analysis.contagion.channel_names import CHANNELS
from firesale.analysis.contagion.figures.findings import Findings
from tests.analysis.conftest import RunBuilder


@dataclass(frozen=True)
class One:
    """A liquidation: its step, pool, debt, parent (-1 for a root) and the weight of the link to it."""

    step: int
    pool: str
    debt: float
    parent: int = -1
    weight: float = 0.8


CHAIN = (One(1, "aave", 100.0), One(2, "maker", 50.0, 0), One(4, "aave", 25.0, 1))
"""Three liquidations, each the cause of the next."""


def found(ones: Sequence[One], ratio: float = 0.6) -> Findings:
    """The tables of these liquidations; what has no parent comes from the common shock."""
    parent = [one.parent for one in ones]
    tree, generation = list(range(len(ones))), [0] * len(ones)
    for i, above in enumerate(parent):
        if above >= 0:
            tree[i], generation[i] = tree[above], generation[above] + 1
    rows = pd.DataFrame(
        {
            "step": pd.Series([one.step for one in ones], dtype="int64"),
            "time": pd.Series([60.0 * one.step for one in ones], dtype="float64"),
            "venue": pd.Series([one.pool for one in ones], dtype="str"),
            "debt_value": pd.Series([one.debt for one in ones], dtype="float64"),
            "bad_debt": 0.0,
        }
    )
    nodes = pd.DataFrame(
        {"parent": parent, "tree": tree, "generation": generation, "cause": "common shock"}, dtype=object
    )
    nodes = nodes.astype({"parent": "int64", "tree": "int64", "generation": "int64"})
    linked = [i for i, above in enumerate(parent) if above >= 0]
    links = pd.DataFrame(
        {
            "parent": pd.Series([parent[i] for i in linked], dtype="int64"),
            "child": pd.Series(linked, dtype="int64"),
            "weight": pd.Series([ones[i].weight for i in linked], dtype="float64"),
        }
    )
    return Findings(rows, nodes, _trees(rows, nodes), links, _channels(ones), _matrix(ones), ratio)


def crash(run: RunBuilder, ones: Sequence[One]) -> RunBuilder:
    """The same liquidations as events, in pools that are opened."""
    for pool in dict.fromkeys(one.pool for one in ones):
        run.pool(pool)
    return strike(run, ones)


def strike(run: RunBuilder, ones: Sequence[One]) -> RunBuilder:
    """The same liquidations as events, in pools that are open already."""
    for i, one in enumerate(ones):
        run.liquidation(one.step, one.pool, one.debt, borrower=i)
    return run


def many(count: int) -> list[One]:
    """So many liquidations in 20 pools: every fifth one is a root, the others hang on one of the three before."""
    return [
        One(
            1 + i // 40,
            f"pool {i % 20} of a long name",
            1.0 + (i * 7919) % 1000,
            -1 if i % 5 == 0 else max(i - 1 - i % 3, 0),
        )
        for i in range(count)
    ]


def _trees(rows: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    grouped = rows.join(nodes).groupby("tree")
    return pd.DataFrame(
        {
            "size": grouped.size(),
            "expected_size": grouped.size().astype("float64"),
            "depth": grouped["generation"].max(),
            "duration": grouped["time"].max() - grouped["time"].min(),
            "debt_value": grouped["debt_value"].sum(),
            "pools": grouped["venue"].nunique(),
            "cause": grouped["cause"].first(),
        }
    )


def _channels(ones: Sequence[One]) -> pd.DataFrame:
    cells = [{"step": one.step, "channel": name, "debt": debt} for one in ones for name, debt in _causes(one)]
    table = pd.DataFrame(cells, columns=["step", "channel", "debt"]).astype({"step": "int64", "debt": "float64"})
    return table.pivot_table("debt", "step", "channel", "sum", fill_value=0.0).reindex(columns=CHANNELS, fill_value=0.0)


def _matrix(ones: Sequence[One]) -> pd.DataFrame:
    pools = list(dict.fromkeys(one.pool for one in ones))
    cells = [
        {"infects": ones[one.parent].pool if name == "fire sale" else name, "infected": one.pool, "debt": debt}
        for one in ones
        for name, debt in _causes(one)
    ]
    table = pd.DataFrame(cells, columns=["infects", "infected", "debt"]).astype({"debt": "float64"})
    wide = table.pivot_table("debt", "infects", "infected", "sum", fill_value=0.0)
    return wide.reindex(index=[*pools, *(["common shock"] if ones else [])], columns=pools, fill_value=0.0)


def _causes(one: One) -> list[tuple[str, float]]:
    """Debt of a liquidation by channel."""
    part = one.weight if one.parent >= 0 else 0.0
    return [
        (name, debt)
        for name, debt in (("fire sale", part * one.debt), ("common shock", one.debt - part * one.debt))
        if debt
    ]
