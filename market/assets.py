"""The assets of a market: their columns, what they are worth, and which of them are claims on others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Claim:
    """An asset that a venue issues: a receipt token on one underlying asset, or a share of an exchange (no single underlying)."""

    name: str
    underlying: str = ""


class Assets:
    """Column 0 is the numeraire. `values`, shape (m,): fair value of one unit in the numeraire, at fundamental prices."""

    def __init__(self, base: Sequence[str], claims: Sequence[Claim]) -> None:
        self.names: tuple[str, ...] = (*base, *(claim.name for claim in claims))
        self.column: dict[str, int] = {name: i for i, name in enumerate(self.names)}
        self.base_count = len(base)
        self.underlying: dict[str, str] = {claim.name: claim.underlying for claim in claims}
        self.values: FloatArray = np.ones(len(self.names))

    @property
    def numeraire(self) -> str:
        """The asset in which prices are counted."""
        return self.names[0]
