"""Losses of a reserve that wait for somebody to bear them."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray

CRUMB = 1e-12
"""A smaller part of a deficit is rounding."""

Taken = list[tuple[int, float]]
"""Numbers of debts, and units of each."""


class Outstanding:
    """Debts that were written off between two rounds of absorbing are one lump: each loses the same part. Newer lumps are absorbed first,
    as in the attribution of bad debt.
    """

    def __init__(self) -> None:
        self._lumps: list[tuple[IntArray, FloatArray]] = []

    def add(self, numbers: IntArray, units: FloatArray) -> None:
        """A new lump of debts (n,)."""
        if len(numbers):
            self._lumps.append((numbers, units))

    def take(self, wanted: float) -> tuple[Taken, float]:
        """Of which debts so many units are, and what is more than there are."""
        taken: Taken = []
        least = CRUMB * wanted
        while self._lumps and wanted > least:
            numbers, units = self._lumps.pop()
            total = float(units.sum())
            part = min(1.0, wanted / total)
            taken += zip(numbers.tolist(), (part * units).tolist(), strict=True)
            wanted -= part * total
            if 1.0 - part > CRUMB:
                self._lumps.append((numbers, (1.0 - part) * units))
        return taken, wanted if wanted > least else 0.0

    def left(self) -> Taken:
        """What nobody has borne."""
        if not self._lumps:
            return []
        numbers, units = (np.concatenate(columns) for columns in zip(*self._lumps, strict=True))
        return list(zip(numbers.tolist(), units.tolist(), strict=True))
