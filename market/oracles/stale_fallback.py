"""Stale fallback: a second oracle for when the first one is late or not to be trusted."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.checks import Cap, Fraction, NotNegative
from firesale.market.oracles.base import Observation, Oracle, OracleState
from firesale.market.oracles.wrapper import Wrapper, WrapperState, choose, report_of

WORKING, LATE, UNTRUSTED = 0, 1, 2
"""What the rule thinks of the primary."""


@dataclass(frozen=True, slots=True)
class FallbackState(WrapperState):
    """Besides: what it thinks of the primary, and the primary's newest round and the one before."""

    status: IntArray  # (m,)
    newest: FloatArray  # (m,), price
    newest_at: FloatArray  # (m,), seconds
    previous: FloatArray  # (m,), price


@dataclass(frozen=True)
class StaleFallback(Wrapper):
    """The primary, unless it is older than `oldest` or moved by more than `largest_move` from one of its rounds to the next.

    Then the secondary; while that is too old itself, the last price that was good. A large move is believed if both agree; a primary that
    was left is taken back when both are young and agree. Each asset by itself. Source: Liquity v1, `PriceFeed.fetchPrice`, without the
    states for answers that are broken: oracles here always answer.
    """

    primary: Oracle
    secondary: Oracle
    oldest: Cap = 14_400.0  # seconds since the newest observation
    largest_move: Fraction = 0.5  # between two rounds of the primary, as a fraction of the larger price
    agreement: NotNegative = 0.05  # largest difference of the two, as a fraction of the smaller price

    @property
    @override
    def inside(self) -> tuple[Oracle, ...]:
        return self.primary, self.secondary

    @override
    def first(self, within: tuple[OracleState, ...], observation: Observation) -> FallbackState:
        primary = within[0]
        status = np.full(len(primary.prices), WORKING)
        return FallbackState(*report_of(primary), within, status, primary.prices, primary.seen_at, primary.prices)

    @override
    def next(self, state: FallbackState, within: tuple[OracleState, ...], observation: Observation) -> FallbackState:
        primary, secondary = within
        new = (primary.seen_at != state.newest_at) | (primary.prices != state.newest)
        previous = np.where(new, state.newest, state.previous)
        late, secondary_late = (observation.time - one.seen_at > self.oldest for one in within)
        now, other = primary.prices, secondary.prices
        agree = np.abs(now - other) <= self.agreement * np.minimum(now, other)
        suspicious = np.abs(now - previous) > self.largest_move * np.maximum(now, previous)
        status = self._status(state.status, late, secondary_late, suspicious, agree)
        chosen = np.where(status == WORKING, 0, np.where(secondary_late, 2, 1))
        report = choose((primary, secondary, state), chosen)
        return FallbackState(*report, within, status, primary.prices, primary.seen_at, previous)

    @staticmethod
    def _status(
        before: IntArray, late: BoolArray, secondary_late: BoolArray, suspicious: BoolArray, agree: BoolArray
    ) -> IntArray:
        """What it thinks of the primary now (m,). A late primary that is back is only judged by a young secondary."""
        confirmed = ~late & ~secondary_late & agree
        distrusted = ~late & suspicious & ~confirmed
        from_working = np.where(late, LATE, np.where(distrusted, UNTRUSTED, WORKING))
        from_late = np.where(late | secondary_late, LATE, np.where(agree, WORKING, UNTRUSTED))
        from_untrusted = np.where(confirmed, WORKING, UNTRUSTED)
        return np.choose(before, (from_working, from_late, from_untrusted))
