"""Capped growth: a rate that can only accrue slowly is not believed if it rises faster."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import NOT_NEGATIVE, POSITIVE, AssetName, NotNegative, Positive, Seconds
from firesale.market.oracles.base import Observation, Oracle, OracleState
from firesale.market.oracles.tables import by_column, check_table, column_of
from firesale.market.oracles.wrapper import Wrapper, WrapperState, report_of


@dataclass(frozen=True, slots=True)
class CappedState(WrapperState):
    """Besides: the ratio (k,) at the snapshot, for the assets that are capped."""

    snapshot: FloatArray


@dataclass(frozen=True)
class CappedGrowth(Wrapper):
    """Price of the base times the ratio, which is at most snapshot · (1 + growth · years since the snapshot).

    The ratio is the inner oracle's price of the asset over its price of the base. The cap is only an upper one: a fall passes through. With
    growth 0 and the numeraire as base it is the fixed cap on a stablecoin, min(price, ratio). Source: Aave, `PriceCapAdapterBase`
    and `PriceCapAdapterStable`.
    """

    inner: Oracle
    growth: Mapping[AssetName, NotNegative] = field(default_factory=dict)  # per year, of the ratio at the snapshot
    ratio: Mapping[AssetName, Positive] = field(
        default_factory=dict
    )  # at the snapshot; if missing, as it is at the start
    base: AssetName | None = None  # what the ratio counts in; if missing, the numeraire
    snapshot_age: Seconds = 0.0  # seconds from the snapshot to the start

    def __post_init__(self) -> None:
        super().__post_init__()
        check_table("CappedGrowth.growth", self.growth, NOT_NEGATIVE)
        check_table("CappedGrowth.ratio", self.ratio, POSITIVE, among=self.growth)

    @property
    @override
    def inside(self) -> tuple[Oracle, ...]:
        return (self.inner,)

    @override
    def first(self, within: tuple[OracleState, ...], observation: Observation) -> CappedState:
        columns = self._columns(observation)
        base = self._base(within[0], observation)
        snapshot = by_column(self.growth, self.ratio, within[0].prices[columns] / base)
        return self._capped(snapshot, within, observation)

    @override
    def next(self, state: CappedState, within: tuple[OracleState, ...], observation: Observation) -> CappedState:
        return self._capped(state.snapshot, within, observation)

    def _capped(self, snapshot: FloatArray, within: tuple[OracleState, ...], observation: Observation) -> CappedState:
        columns, prices = self._columns(observation), within[0].prices.copy()
        years = (self.snapshot_age + observation.time) / SECONDS_PER_YEAR
        cap = snapshot * (1.0 + np.array(list(self.growth.values())) * years)
        prices[columns] = np.minimum(prices[columns], self._base(within[0], observation) * cap)
        return CappedState(prices, *report_of(within[0])[1:], within, snapshot)

    def _columns(self, observation: Observation) -> IntArray:
        return np.array([column_of(asset, observation) for asset in self.growth], dtype=np.int64)

    def _base(self, state: OracleState, observation: Observation) -> float:
        return 1.0 if self.base is None else float(state.prices[column_of(self.base, observation)])
