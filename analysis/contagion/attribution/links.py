"""From causes to parents: which sales and losses of earlier liquidations stand behind each liquidation, with weights."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from firesale.analysis.contagion.attribution.causes import Causes
from firesale.analysis.contagion.attribution.change_causes import CAUSES, OWNER
from firesale.analysis.contagion.attribution.columns import Columns, sums
from firesale.analysis.contagion.attribution.losses import OwnTerms
from firesale.analysis.contagion.attribution.parts import CHUNK, Parts, Route
from firesale.analysis.contagion.attribution.sources import Kind
from firesale.analysis.contagion.attribution.split import Losses
from firesale.analysis.contagion.channel_names import FOLLOWED
from firesale.market.arrays import FloatArray, IntArray

LEAST = 1e-6
"""A smaller weight is left out."""


@dataclass(frozen=True)
class Links(Columns):
    """Weights of sources, or of single liquidations, in liquidations; columns of shape (j,)."""

    child: IntArray
    cause: IntArray
    weight: FloatArray


def links_to_sources(losses: Losses, causes: Causes, routes: list[Route], parts: Parts, weight: FloatArray) -> Links:
    """Links to sales and losses of earlier liquidations, by child and source.

    Within one part (a pool's sales on an exchange, say) the weight goes to the sources that did harm in the stretch, by how much each did.
    """
    kinds, of_source = causes.sources.kinds()
    columns = causes.sources.are(FOLLOWED)
    pieces = [Links(columns[:0], columns[:0], weight[:0])]
    for (asset, oracle), pairs in losses.pairs.groups():
        kind = np.array([_kind_of(route, kinds, asset, oracle) for route in routes], dtype=np.int64)[parts.route]
        mine = (kind >= 0) & (weight > LEAST)
        if not mine.any():
            continue
        cell = sparse.csr_array(
            (weight[mine], (parts.liquidation[mine], kind[mine])), shape=(losses.weights.shape[0], len(kinds))
        )
        by_source = causes.by_source[pairs][:, columns]
        children = np.unique(parts.liquidation[mine])
        pieces += _of_group(losses.weights[:, pairs], by_source, cell, columns, of_source[columns], children)
    return _once(Links.stacked(pieces))


def _kind_of(route: Route, kinds: list[Kind], asset: str, oracle: str) -> int:
    """The place of a route's kind, -1 if it does not go through this asset and oracle, or not to another liquidation."""
    if (route.asset, route.oracle) != (asset, oracle) or route.kind.channel not in FOLLOWED:
        return -1
    return kinds.index(route.kind)


def _of_group(
    weights: sparse.csr_array,
    by_source: sparse.csr_array,
    cell: sparse.csr_array,
    columns: IntArray,
    of_column: IntArray,
    children: IntArray,
) -> list[Links]:
    """Links of some liquidations through one asset and oracle."""
    pieces = []
    kinds, kind_of_column = np.unique(of_column, return_inverse=True)
    to_kind = sparse.csr_array((np.ones(len(columns)), (np.arange(len(columns)), kind_of_column)))
    for start in range(0, len(children), CHUNK):
        chunk = children[start : start + CHUNK]
        harm = sparse.csr_array(-(weights[chunk] @ by_source))
        harm.data = np.maximum(harm.data, 0.0)
        total: FloatArray = (harm @ to_kind).toarray()
        child, column = sparse.coo_array(harm).coords
        kind = kind_of_column[column]
        part = cell[chunk][:, kinds].toarray()
        share = part[child, kind] * harm.data / np.maximum(total[child, kind], 1e-300)
        kept = share > LEAST
        pieces.append(Links(chunk[child[kept]], columns[column[kept]], share[kept]))
    return pieces


def _once(links: Links) -> Links:
    """Each pair of child and cause once, in order."""
    shape = (int(links.child.max(initial=-1)) + 1, int(links.cause.max(initial=-1)) + 1)
    summed = sparse.coo_array(sparse.csr_array((links.weight, (links.child, links.cause)), shape=shape))
    child, cause = summed.coords
    return Links(child.astype(np.int64), cause.astype(np.int64), summed.data)


def links_to_single(own: OwnTerms, routes: list[Route], parts: Parts, weight: FloatArray) -> Links:
    """Links to single liquidations that made the position less healthy, its own earlier ones or others', by how much each did."""
    pieces = [_to_single(own, routes, parts, weight, cause) for cause in range(len(CAUSES)) if cause != OWNER]
    return Links.stacked(pieces)


def _to_single(own: OwnTerms, routes: list[Route], parts: Parts, weight: FloatArray, cause: int) -> Links:
    """Those of one cause."""
    harmed = (own.cause == cause) & (own.parent >= 0) & (own.health < 0.0)
    child, harm = own.liquidation[harmed], -own.health[harmed]
    mine = np.array([route.kind.channel == CAUSES[cause] and not route.asset for route in routes])[parts.route]
    count = int(parts.liquidation.max(initial=-1)) + 1
    whole = sums(parts.liquidation[mine], weight[mine], count)
    total = sums(child, harm, count)
    share = whole[child] * harm / np.maximum(total[child], 1e-300)
    kept = share > LEAST
    return Links(child[kept], own.parent[harmed][kept], share[kept])
