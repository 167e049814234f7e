"""Median: the one in the middle of several oracles, of which a minority may be wrong or late."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import BoolArray
from firesale.market.checks import Cap, Range
from firesale.market.errors import BadValueError
from firesale.market.oracles.base import Observation, Oracle, OracleState
from firesale.market.oracles.wrapper import Wrapper, WrapperState, choose, report_of, where

Quorum = Annotated[int, Range(1.0)]


@dataclass(frozen=True)
class Median(Wrapper):
    """The middle report; of an even number the higher of the two in the middle, so that it is always somebody's report.

    Each asset by itself. With fewer than `quorum` reports that are young enough the last median stays. Source: Maker, `Median.poke`
    (`val_[val_.length >> 1]`, `bar`); Chainlink, `OffchainAggregator.transmit` (`observations[length / 2]`).
    """

    of: tuple[Oracle, ...]  # the oracles
    quorum: Quorum = 1  # fewest reports that make a median
    oldest: Cap = np.inf  # seconds since a report's newest observation, after which it does not count

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.of:
            raise BadValueError("Median.of", list(self.of), "at least one oracle")
        if self.quorum > len(self.of):
            raise BadValueError("Median.quorum", self.quorum, f"at most the number of oracles, {len(self.of)}")

    @property
    @override
    def inside(self) -> tuple[Oracle, ...]:
        return self.of

    @override
    def first(self, within: tuple[OracleState, ...], observation: Observation) -> WrapperState:
        everybody = np.ones((len(within), len(observation.prices)), dtype=np.bool_)
        return self._middle(within, everybody)

    @override
    def next(self, state: WrapperState, within: tuple[OracleState, ...], observation: Observation) -> WrapperState:
        count = observation.time - np.array([one.seen_at for one in within]) <= self.oldest
        middle = self._middle(within, count)
        enough: BoolArray = count.sum(axis=0) >= self.quorum
        return middle if enough.all() else WrapperState(*where(enough, middle, state), within)

    @staticmethod
    def _middle(within: tuple[OracleState, ...], count: BoolArray) -> WrapperState:
        """`count` (oracles, m): whose report counts. Where nobody's does, anybody's is taken."""
        if len(within) == 1:
            return WrapperState(*report_of(within[0]), within)
        prices = np.where(count, np.array([one.prices for one in within]), np.inf)
        order = np.argsort(prices, axis=0, kind="stable")
        chosen = order[count.sum(axis=0) // 2, np.arange(prices.shape[1])]
        return WrapperState(*choose(within, chosen), within)
