"""Trees of thousands of liquidations made small enough to draw: siblings of one pool and step are one batch."""

import numpy as np
import pandas as pd

from firesale.market.arrays import IntArray

COLUMNS = ["tree", "parent", "generation", "step", "venue"]


def batches(liquidations: pd.DataFrame, nodes: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """One row per batch: liquidations of one tree with the same parent batch, step and pool. A parent comes before its children.

    Columns: tree, parent (row of the batch, -1 for a root), generation, step, venue, size (liquidations), debt_value, weight (of the link
    to the parent, mean over the debt) and branch (debt of the batch and all below it).
    """
    rows = liquidations.join(nodes).sort_values("generation", kind="stable")
    number, parent = _batch_numbers(rows)
    debt = rows["debt_value"]
    rows = rows.assign(batch=number, parent=parent, size=1, weighted=debt * _weights_to_parents(rows, links))
    found = rows.groupby("batch").agg(
        dict.fromkeys(COLUMNS, "first") | {"size": "sum", "debt_value": "sum", "weighted": "sum"}
    )
    found["weight"] = np.where(found["debt_value"] > 0, found["weighted"] / found["debt_value"].replace(0.0, 1.0), 0.0)
    return found.drop(columns="weighted").assign(branch=_branches(found))


def largest_branches(found: pd.DataFrame, most: int) -> pd.DataFrame:
    """The batches with the largest branches; every parent of one of them is another one. Rows are numbered anew."""
    order = found.sort_values(["branch", "generation"], ascending=[False, True], kind="stable").index[:most]
    kept = found.loc[order.sort_values()]
    new = pd.Series(np.arange(len(kept)), index=kept.index)
    parent = new.reindex(kept["parent"]).fillna(-1).to_numpy(dtype=np.int64)
    return kept.assign(parent=parent).reset_index(drop=True)


def _batch_numbers(rows: pd.DataFrame) -> tuple[IntArray, IntArray]:
    """The batch of each liquidation and the parent of that batch (-1 for a root), (n,); a generation at a time, because
    the batch of a parent must be known first.
    """
    batch_of: dict[int, int] = {-1: -1}
    batch, parent = np.full(len(rows), -1), np.full(len(rows), -1)
    start, made = 0, 0
    for _, generation in rows.groupby("generation", sort=True):
        here = slice(start, start + len(generation))
        parent[here] = [batch_of[number] for number in generation["parent"].tolist()]
        key = generation[["tree", "step", "venue"]].assign(parent=parent[here])
        batch[here] = made + key.groupby(["tree", "parent", "step", "venue"], sort=False).ngroup().to_numpy()
        batch_of |= dict(zip(generation.index.tolist(), batch[here].tolist(), strict=True))
        start, made = here.stop, int(batch[here].max()) + 1
    return batch, parent


def _weights_to_parents(rows: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """Weight of the link from its parent to each liquidation (over all channels); 0 for a root."""
    known = links.groupby(["parent", "child"])["weight"].sum()
    pairs = pd.MultiIndex.from_arrays([rows["parent"], rows.index])
    return pd.Series(known.reindex(pairs).fillna(0.0).to_numpy(), index=rows.index)


def _branches(found: pd.DataFrame) -> list[float]:
    """Debt of each batch and of all below it: children come after their parents, so sums are made from the last on."""
    branch, parent = found["debt_value"].tolist(), found["parent"].tolist()
    for i in range(len(branch) - 1, -1, -1):
        if parent[i] >= 0:
            branch[parent[i]] += branch[i]
    return [float(value) for value in branch]
