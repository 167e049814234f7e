"""Exchange rate: a token that can be redeemed is worth what it redeems, whatever it trades at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import NOT_NEGATIVE, POSITIVE, AssetName, NotNegative, Positive
from firesale.market.errors import BadValueError
from firesale.market.oracles.base import Observation, Oracle, OracleState
from firesale.market.oracles.tables import by_column, check_table, column_of
from firesale.market.oracles.wrapper import Wrapper, WrapperState


@dataclass(frozen=True, slots=True)
class RatedState(WrapperState):
    """Besides: the rate (k,) at the start, for the tokens that are named."""

    rate: FloatArray


@dataclass(frozen=True)
class ExchangeRate(Wrapper):
    """Redemption rate times the inner oracle's price of the underlying: no discount of the market is seen, hence none liquidates.

    The rate is what the scenario says: `rate` at the start, growing in a straight line. A receipt token of this market redeems at its own
    rate. Source: Aave's adapters for wstETH and, since 2025-02-13, USDe (at the price of USDT).
    """

    inner: Oracle
    underlying: Mapping[AssetName, AssetName] = field(default_factory=dict)  # token -> what it redeems for
    rate: Mapping[AssetName, Positive] = field(
        default_factory=dict
    )  # underlying per token at the start; if missing, as reported then
    growth: Mapping[AssetName, NotNegative] = field(
        default_factory=dict
    )  # per year, of the rate at the start; if missing, 0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_table("ExchangeRate.rate", self.rate, POSITIVE, among=self.underlying)
        check_table("ExchangeRate.growth", self.growth, NOT_NEGATIVE, among=self.underlying)
        for token, other in self.underlying.items():
            if other in self.underlying:
                allowed = "an asset that is not itself priced by a rate here"
                raise BadValueError(f"ExchangeRate.underlying.{token}", other, allowed)

    @property
    @override
    def inside(self) -> tuple[Oracle, ...]:
        return (self.inner,)

    @override
    def first(self, within: tuple[OracleState, ...], observation: Observation) -> RatedState:
        tokens, underlying = self._columns(observation)
        prices = within[0].prices
        rate = by_column(self.underlying, self.rate, prices[tokens] / prices[underlying])
        return self._rated(rate, within, observation)

    @override
    def next(self, state: RatedState, within: tuple[OracleState, ...], observation: Observation) -> RatedState:
        return self._rated(state.rate, within, observation)

    def _rated(self, rate: FloatArray, within: tuple[OracleState, ...], observation: Observation) -> RatedState:
        """Where a token's price comes from is where that of its underlying does."""
        tokens, underlying = self._columns(observation)
        growth = by_column(self.underlying, self.growth, np.zeros(len(rate)))
        now = by_column(
            self.underlying, observation.quotes.redeemed, rate * (1.0 + growth * observation.time / SECONDS_PER_YEAR)
        )
        inner, source = within[0], np.arange(len(within[0].prices))
        source[tokens] = underlying
        prices = inner.prices[source]
        prices[tokens] *= now
        return RatedState(prices, inner.moment[source], inner.seen_at[source], inner.window[source], within, rate)

    def _columns(self, observation: Observation) -> tuple[IntArray, IntArray]:
        """Columns (k,) of the tokens and of their underlyings."""
        pairs = [(column_of(a, observation), column_of(b, observation)) for a, b in self.underlying.items()]
        columns = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return columns[:, 0], columns[:, 1]
