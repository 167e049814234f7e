"""Weights of parents followed over generations: how much each liquidation set off, and where the distress of each came from at first."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from firesale.analysis.contagion.attribution.attribute import Attribution
from firesale.market.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Ancestry:
    """`to_source` (liquidations, sources), `of_source` (sources, liquidations): a child's weights on sources and what these consist of;
    `own` (liquidations, liquidations): weights on earlier liquidations of the same position.
    """

    to_source: sparse.csr_array
    of_source: sparse.csr_array
    own: sparse.csr_array

    def parents(self, least: float = 0.0) -> sparse.coo_array:
        """Weight of each parent (column) in each child (row), (n, n). Left out is what is below `least` through each single source."""
        sources, members = _above(self.to_source, least), _above(self.of_source, least)
        pieces = [
            _above(sources[start : start + CHUNK] @ members + self.own[start : start + CHUNK], least)
            for start in range(0, self.own.shape[0], CHUNK)
        ]
        return sparse.coo_array(sparse.vstack(pieces) if pieces else self.own)

    def progeny(self) -> FloatArray:
        """Expected number of liquidations (n,) that each set off, itself included: 1 + sum over children of weight times theirs."""
        ones = np.ones(self.own.shape[0])
        return self._settled(ones, lambda now: self.of_source.T @ (self.to_source.T @ now) + self.own.T @ now)

    def origins(self, outside: FloatArray) -> FloatArray:
        """What each liquidation comes from at first (n, c), given the weights (n, c) that came from outside the cascade directly."""
        return self._settled(outside, lambda now: self.to_source @ (self.of_source @ now) + self.own @ now)

    @staticmethod
    def _settled(first: FloatArray, inherit: Callable[[FloatArray], FloatArray]) -> FloatArray:
        """The sum first + inherit(first) + inherit(inherit(first)) + ...: it ends, as parents come before their children."""
        whole, generation = first.copy(), first
        for _ in range(len(first)):
            generation = inherit(generation)
            if not np.abs(generation).max(initial=0.0) > NOTHING:
                break
            whole = whole + generation
        return whole


def ancestry(attribution: Attribution) -> Ancestry:
    """The weights of a run."""
    n, sources = len(attribution.liquidations), len(attribution.sources)
    links, members, own = attribution.links, attribution.members, attribution.direct
    own = own[own["parent"] >= 0]
    return Ancestry(
        sparse.csr_array((links["weight"], (links["child"], links["source"])), shape=(n, sources)),
        sparse.csr_array((members["weight"], (members["source"], members["liquidation"])), shape=(sources, n)),
        sparse.csr_array((own["weight"], (own["child"], own["parent"])), shape=(n, n)),
    )


def _above(weights: sparse.csr_array, least: float) -> sparse.csr_array:
    """The entries of at least `least`."""
    found = sparse.coo_array(weights)
    kept = found.data >= least
    rows, columns = found.coords
    return sparse.csr_array((found.data[kept], (rows[kept], columns[kept])), shape=found.shape)


CHUNK = 4096
"""Liquidations worked on at once: so that memory does not grow with their number."""
NOTHING = 1e-12
"""A generation that weighs less adds nothing."""
