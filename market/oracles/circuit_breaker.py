"""Circuit breaker: a report that would move too far too fast is held back."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from typing_extensions import override

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import Cap, Positive, Seconds
from firesale.market.oracles.base import Observation, Oracle, OracleState
from firesale.market.oracles.wrapper import Wrapper, WrapperState, report_of, where


@dataclass(frozen=True, slots=True)
class BreakerState(WrapperState):
    """Besides: what a move is measured from and since when, when it last reported, and until when it stands still."""

    reference: FloatArray  # (m,)
    since: float  # seconds
    at: float  # seconds
    frozen_until: FloatArray  # (m,), seconds; minus infinity where it does not stand still


@dataclass(frozen=True)
class CircuitBreaker(Wrapper):
    """Within each interval a report stays between reference / (1 + largest_move) and reference · (1 + largest_move).

    The reference is what was reported when the interval began: intervals follow each other; one of 0 s begins at each new time. `limit`
    reports the nearest price allowed; `freeze` stands still for `freeze` seconds and then takes any price. After `quiet` seconds without a
    report any price is taken. Source of 1.25, an interval of 0 s and 120 s of quiet: crvUSD, `AMM.limit_p_o` (which begins anew with
    every trade, even within one second). Standing still, after the manner of a trading halt, is unverified.
    """

    inner: Oracle
    largest_move: Positive = 0.25  # fraction, up; down it is 1 - 1 / (1 + largest_move)
    interval: Seconds = 120.0  # seconds
    then: Literal["limit", "freeze"] = "limit"  # what happens to a report that would move further
    freeze: Seconds = 3600.0  # seconds that it stands still
    quiet: Cap = np.inf  # seconds since the last report after which nothing is held back

    @property
    @override
    def inside(self) -> tuple[Oracle, ...]:
        return (self.inner,)

    @override
    def first(self, within: tuple[OracleState, ...], observation: Observation) -> BreakerState:
        prices, now = within[0].prices, observation.time
        return BreakerState(*report_of(within[0]), within, prices, now, now, np.full(len(prices), -np.inf))

    @override
    def next(self, state: BreakerState, within: tuple[OracleState, ...], observation: Observation) -> BreakerState:
        now, seen = observation.time, within[0].prices
        reference, since = state.reference, state.since
        if now > state.at and now - since >= self.interval:
            reference, since = state.prices, now
        free = np.isfinite(state.frozen_until) & (now >= state.frozen_until)
        if now - state.at >= self.quiet:
            free = np.ones(len(seen), dtype=np.bool_)
        reference = np.where(free, seen, reference)
        low, high = reference / (1.0 + self.largest_move), reference * (1.0 + self.largest_move)
        if self.then == "limit":
            report = (np.clip(seen, low, high), *report_of(within[0])[1:])
            return BreakerState(*report, within, reference, since, now, state.frozen_until)
        frozen_until = self._until(state.frozen_until, free, (seen < low) | (seen > high), now)
        report = where(np.isfinite(frozen_until), state, within[0])
        return BreakerState(*report, within, reference, since, now, frozen_until)

    def _until(self, frozen_until: FloatArray, free: BoolArray, too_far: BoolArray, now: float) -> FloatArray:
        """Until when each asset stands still (m,): longer only if it does not yet."""
        trips = too_far & ~np.isfinite(frozen_until)
        return np.where(free, -np.inf, np.where(trips, now + self.freeze, frozen_until))
