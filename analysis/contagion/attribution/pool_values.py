"""What a unit of each collateral counts for and of each debt weighs in a pool, at any moment."""

import numpy as np

from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.pool_factors import PoolFactors
from firesale.analysis.contagion.attribution.positions import Changes
from firesale.market.arrays import FloatArray, IntArray


class PoolValues:
    """Values per unit between any two changes of a factor. Moments are sequence numbers: a value is the one just before that event."""

    def __init__(self, factors: PoolFactors) -> None:
        self.factors = factors
        every = [one for some in (*factors.collateral.values(), *factors.debt.values()) for one in some]
        self.distinct: list[Factor] = list(dict.fromkeys(every))
        nothing: IntArray = np.zeros(0, dtype=np.int64)
        since = np.concatenate([nothing, *(one.since for one in self.distinct)])
        phase = np.concatenate([nothing, *(one.phase for one in self.distinct)])
        self._since = np.unique(since)
        moments = np.append(self._since, np.iinfo(np.int64).max)
        worth = {asset: [one for one in some if one.of_worth] for asset, some in factors.collateral.items()}
        self._counted = _product(factors.collateral, moments)
        self._worth = _product(worth, moments)
        self._owed = _product(factors.debt, moments)
        order = np.lexsort((since, phase))
        self.phases = np.sort(since[order][np.unique(phase[order], return_index=True)[1]])
        """The moment before each change of a factor; changes of one phase of a step, between which nobody acts, are one."""

    def counted(self, moments: IntArray) -> FloatArray:
        """Numeraire counted per unit of each collateral (n, k)."""
        return self._counted[np.searchsorted(self._since, moments, side="left")]

    def worth(self, moments: IntArray) -> FloatArray:
        """Numeraire per unit of each collateral (n, k)."""
        return self._worth[np.searchsorted(self._since, moments, side="left")]

    def owed(self, moments: IntArray) -> FloatArray:
        """Numeraire per unit of each debt (n, d), interest included."""
        return self._owed[np.searchsorted(self._since, moments, side="left")]

    def sides(self, changes: Changes, rows: IntArray, moments: IntArray) -> tuple[FloatArray, FloatArray]:
        """What the positions before some of the changes (n,) are worth at some moments (n,): collateral counted (n, k), debt (n, d)."""
        return changes.collateral[rows] * self.counted(moments), changes.debt[rows] * self.owed(moments)

    def health(self, changes: Changes, rows: IntArray, moments: IntArray) -> FloatArray:
        """The health factor of the same (n,); infinite without debt."""
        counted, owed = (side.sum(axis=1) for side in self.sides(changes, rows, moments))
        infinite: FloatArray = np.full(len(owed), np.inf)
        return np.asarray(np.divide(counted, owed, out=infinite, where=owed > 0.0))

    def equity(self, changes: Changes, rows: IntArray, moments: IntArray) -> FloatArray:
        """Collateral less debt of the same (n,), numeraire."""
        worth = np.sum(changes.collateral[rows] * self.worth(moments), axis=1)
        return np.asarray(worth - np.sum(changes.debt[rows] * self.owed(moments), axis=1))


def _product(assets: dict[str, list[Factor]], moments: IntArray) -> FloatArray:
    """What the factors of each asset multiply to before each moment (n, assets)."""
    columns = [sum((one.at(one.row_at(moments)) for one in some), np.zeros(len(moments))) for some in assets.values()]
    return np.asarray(np.exp(np.stack(columns, axis=1)) if columns else np.zeros((len(moments), 0)))
