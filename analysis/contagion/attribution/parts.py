"""What each loss of health is made of, by channel, place, asset and oracle."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import sparse

from firesale.analysis.contagion.attribution.causes import Causes
from firesale.analysis.contagion.attribution.change_causes import CAUSES, LIQUIDATED
from firesale.analysis.contagion.attribution.columns import Columns, sums
from firesale.analysis.contagion.attribution.event_columns import Names
from firesale.analysis.contagion.attribution.sources import Kind
from firesale.analysis.contagion.attribution.split import Losses
from firesale.analysis.contagion.channel_names import RESIDUAL
from firesale.market.arrays import FloatArray, IntArray

CHUNK = 4096
"""Liquidations worked on at once: so that memory does not grow with their number."""
ROUNDING = 1e-12
"""Less than this of a loss is rounding."""


class Route(NamedTuple):
    """How a loss came: from which kind of source, and through which asset and oracle."""

    kind: Kind
    asset: str = ""
    oracle: str = ""


@dataclass(frozen=True)
class Parts(Columns):
    """Parts of losses (r,), by liquidation and route, each pair once."""

    liquidation: IntArray
    route: IntArray  # place in a list of routes
    log_loss: FloatArray  # of health; positive: harm
    loss: FloatArray  # of equity, numeraire


def find_parts(losses: Losses, causes: Causes, venue: Names, taken: FloatArray) -> tuple[list[Route], Parts]:
    """All parts of a run, whose sums over a liquidation are its loss; what is missing is residual.

    `venue`, `taken` (n,): where each liquidation happened, and what it took from the position itself (numeraire).
    """
    routes = [Route(Kind(channel, pool)) for pool in venue.known for channel in CAUSES]
    pieces = [_own(losses, venue, taken)]
    kinds, of_source = causes.sources.kinds()
    one_hot = sparse.csr_array((np.ones(len(of_source)), (np.arange(len(of_source)), of_source)))
    for (asset, oracle), pairs in losses.pairs.groups():
        by_kind = causes.by_source[pairs] @ one_hot
        pieces += _through(losses.weights[:, pairs], losses.worth[:, pairs], by_kind, len(routes))
        routes += [Route(kind, asset, oracle) for kind in kinds]
    routes.append(Route(Kind(RESIDUAL)))
    parts = _with_residual(Parts.stacked(pieces), routes, losses.log_loss)
    rank = np.empty(len(routes), dtype=np.int64)
    rank[sorted(range(len(routes)), key=routes.__getitem__)] = np.arange(len(routes))
    return routes, parts.at(np.lexsort((rank[parts.route], parts.liquidation)))


def _own(losses: Losses, venue: Names, taken: FloatArray) -> Parts:
    """What positions did to themselves, or their earlier liquidations to them; and what the liquidation itself took."""
    own, known = losses.own, np.flatnonzero(np.isfinite(losses.safe_equity))
    liquidation = np.concatenate((own.liquidation, known))
    cause = np.concatenate((own.cause, np.full(len(known), LIQUIDATED)))
    route = len(CAUSES) * venue.code[liquidation] + cause
    routes = len(CAUSES) * len(venue.known) + 1
    key, place = np.unique(liquidation * routes + route, return_inverse=True)
    head = np.empty(len(key), dtype=np.int64)
    head[place] = np.arange(len(place))
    log_loss, loss = (np.concatenate(one) for one in ((-own.health, np.zeros(len(known))), (-own.equity, taken[known])))
    log_loss, loss = (sums(place, one, len(key)) for one in (log_loss, loss))
    return Parts(liquidation[head], route[head], log_loss, loss)


def _through(
    weights: sparse.csr_array, worth: sparse.csr_array, by_kind: sparse.csr_array, first: int
) -> Iterator[Parts]:
    """What came through one asset and oracle: from kind k by route first + k."""
    for start in range(0, weights.shape[0], CHUNK):
        rows = slice(start, start + CHUNK)
        log_loss, loss = (-(one[rows] @ by_kind).toarray() for one in (weights, worth))
        liquidation, kind = np.nonzero((log_loss != 0.0) | (loss != 0.0))
        yield Parts(liquidation + start, kind + first, log_loss[liquidation, kind], loss[liquidation, kind])


def _with_residual(parts: Parts, routes: list[Route], log_loss: FloatArray) -> Parts:
    """Whatever is missing to the loss that the events show is residual, by the last of the routes."""
    unexplained = np.array([route.kind.channel == RESIDUAL for route in routes])[parts.route]
    parts = parts.at(~unexplained | (np.abs(parts.log_loss) > ROUNDING))
    missing = log_loss - sums(parts.liquidation, parts.log_loss, len(log_loss))
    some = np.flatnonzero(np.abs(missing) > ROUNDING * np.maximum(1.0, np.abs(log_loss)))
    rest = Parts(some, np.full(len(some), len(routes) - 1), missing[some], np.zeros(len(some)))
    return Parts.stacked([parts, rest])


def weights_of(liquidation: IntArray, parts: FloatArray) -> FloatArray:
    """Each part of the harm (r,) over all harm of its liquidation; what helped weighs nothing, and so does rounding."""
    count = int(liquidation.max(initial=-1)) + 1
    largest = np.zeros(count)
    np.maximum.at(largest, liquidation, np.abs(parts))
    harm = np.where(parts > ROUNDING * largest[liquidation], parts, 0.0)
    total = sums(liquidation, harm, count)[liquidation]
    return np.divide(harm, total, out=np.zeros(len(parts)), where=total > 0.0)
