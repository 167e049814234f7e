"""From causes to parents: which sales and losses of earlier liquidations stand behind each liquidation, with weights."""

import numpy as np
import pandas as pd
from scipy import sparse

from firesale.analysis.contagion.attribution.frames import stacked
from firesale.analysis.contagion.attribution.parts import CLASS, classes_of, groups
from firesale.analysis.contagion.attribution.split import Split
from firesale.analysis.contagion.channel_names import CLAIM, FIRE_SALE, OWN_LIQUIDATION
from firesale.market.arrays import FloatArray, IntArray

CHUNK = 4096
"""Liquidations worked on at once: so that memory does not grow with their number."""
LEAST = 1e-6
"""A smaller weight is left out."""


def find_links(
    whole: Split, sources: pd.DataFrame, parts: pd.DataFrame, found: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Links (child, source, weight) to sales and losses, and (child, parent, weight) to earlier liquidations of the same position.

    Within one part (a pool's sales on an exchange, say) the weight goes to the sources that did harm in the stretch, by how much each did.
    """
    of_source, classes = classes_of(sources)
    columns = np.flatnonzero(sources["channel"].isin([FIRE_SALE, CLAIM]))
    pieces: list[pd.DataFrame] = []
    number = pd.Series(np.arange(len(classes)), index=pd.MultiIndex.from_frame(classes))
    for (asset, oracle), pairs in groups(whole):
        mine = parts[
            (parts["asset"] == asset) & (parts["oracle"] == oracle) & parts["channel"].isin([FIRE_SALE, CLAIM])
        ]
        mine = mine[mine["weight"] > LEAST]
        if mine.empty:
            continue
        place = number.reindex(pd.MultiIndex.from_frame(mine[CLASS])).to_numpy(dtype=np.int64)
        shape = (len(found), len(classes))
        cell = sparse.csr_array((mine["weight"].to_numpy(), (mine["liquidation"].to_numpy(), place)), shape=shape)
        by_source = whole.by_source[pairs][:, columns]
        pieces += _of_group(
            whole.weights[:, pairs], by_source, cell, columns, of_source[columns], np.unique(mine["liquidation"])
        )
    links = (
        stacked(pieces, child="int64", source="int64", weight="float64").groupby(["child", "source"])["weight"].sum()
    )
    return links.reset_index(), _own(parts, found)


def _of_group(
    weights: sparse.csr_array,
    by_source: sparse.csr_array,
    cell: sparse.csr_array,
    columns: IntArray,
    of_column: IntArray,
    rows: IntArray,
) -> list[pd.DataFrame]:
    """Links of some liquidations through one asset and oracle."""
    pieces = []
    classes = np.unique(of_column)
    to_class = sparse.csr_array(
        (np.ones(len(columns)), (np.arange(len(columns)), np.searchsorted(classes, of_column))),
        shape=(len(columns), len(classes)),
    )
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        harm = sparse.coo_array(-(weights[chunk] @ by_source))
        child, column = harm.coords
        done = np.maximum(harm.data, 0.0)
        kind = np.searchsorted(classes, of_column[column])
        total: FloatArray = (sparse.csr_array((done, (child, column)), shape=harm.shape) @ to_class).toarray()
        share = cell[chunk][:, classes].toarray()[child, kind] * done / np.maximum(total[child, kind], 1e-300)
        kept = share > LEAST
        pieces.append(
            pd.DataFrame({"child": chunk[child[kept]], "source": columns[column[kept]], "weight": share[kept]})
        )
    return pieces


def _own(parts: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The liquidation of the same position before, where it made the position less healthy."""
    mine = parts[(parts["channel"] == OWN_LIQUIDATION) & (parts["weight"] > LEAST)]
    previous = found.index.to_series().groupby([found["venue"], found["borrower"]]).shift()
    parent = previous.reindex(mine["liquidation"]).fillna(-1).astype("int64").to_numpy()
    return pd.DataFrame(
        {"child": mine["liquidation"].to_numpy(), "parent": parent, "weight": mine["weight"].to_numpy()}
    )
