"""What a price process answers."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from firesale.market.arrays import FloatArray
from firesale.market.checks import check_fields
from firesale.market.streams import Streams


@dataclass(frozen=True)
class PriceProcess(ABC):
    """How fundamental prices move. The first asset is the numeraire, as in `market.assets`: its price stays 1."""

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def paths(self, assets: Sequence[str], initial: FloatArray, times: FloatArray, streams: Streams) -> FloatArray:
        """Joint fundamental paths, shape (len(times), len(assets)), in the numeraire per unit; row 0 at times[0].

        `initial`, shape (len(assets),): prices for an asset of which the process says nothing else. `times`: seconds
        since the start, increasing. An asset added at the end changes no earlier column, a later time no earlier row.
        Raises BadValueError if a parameter names an asset that is not in `assets`, or the numeraire.
        """
