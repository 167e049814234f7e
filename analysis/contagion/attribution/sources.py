"""What moved prices: every origin that a price is split into."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from firesale.market.arrays import IntArray

NO_BLOCK = -1
NO_ACCOUNT = -1


class Source(NamedTuple):
    """An origin: a fundamental price, one pool's sales of one round on one exchange, a manipulator, a loss of lenders, ..."""

    channel: str
    pool: str = ""  # whose liquidations, losses, interest or parameters
    exchange: str = ""
    account: int = NO_ACCOUNT  # of a manipulator
    asset: str = ""
    block: int = NO_BLOCK  # of time; none if it is one source for all of the run


class Kind(NamedTuple):
    """What sources are told apart by in a table of parts: all rounds of one pool's sales on an exchange are one."""

    channel: str
    pool: str = ""
    exchange: str = ""
    account: int = NO_ACCOUNT


class Sources:
    """The sources of a run, numbered in the order in which they are first asked for."""

    def __init__(self) -> None:
        self._number: dict[Source, int] = {}

    def __len__(self) -> int:
        return len(self._number)

    def number(self, source: Source) -> int:
        """The number of a source."""
        return self._number.setdefault(source, len(self._number))

    def find(self, source: Source) -> int:
        """The number of a source that was asked for before, -1 of any other."""
        return self._number.get(source, -1)

    def kinds(self) -> tuple[list[Kind], IntArray]:
        """The kinds that occur, and which of them each source (s,) is of."""
        place: dict[Kind, int] = {}
        found = [place.setdefault(Kind(*source[:4]), len(place)) for source in self._number]
        return list(place), np.array(found, dtype=np.int64)

    def are(self, channels: tuple[str, ...]) -> IntArray:
        """The numbers of the sources of some channels."""
        return np.flatnonzero([source.channel in channels for source in self._number])

    def table(self) -> pd.DataFrame:
        """One row per source, by number."""
        return pd.DataFrame(list(self._number), columns=list(Source._fields))
