"""The price that bands follow: what their limiter lets through of the oracle's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.price_sources import PriceSources, Quote
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import FollowedPriceHeld

Mix = dict[int, float]
"""Rows of a factor, and their weights, which sum to 1."""
STILL = 1e-15


@dataclass(frozen=True, eq=False)
class Followed(Factor):
    """A factor of the price behind a limiter. What is let through closes a part of the gap between what is followed and what is reported, and is
    split as the gap is; so each row is a mean of rows of the factor, `mixes`.
    """

    of: Factor
    mixes: list[Mix]

    @property
    @override
    def quotes(self) -> tuple[Quote, ...]:
        return self.of.quotes

    @override
    def moments(self, rows: IntArray) -> IntArray:
        needed = {place for row in rows[rows >= 0].tolist() for place in self.mixes[row]}
        return self.of.moments(np.array(sorted(needed), dtype=np.int64))

    @override
    def change(self, prices: PriceSources, before: int, after: int) -> FloatArray:
        old, new = ({-1: 1.0} if row < 0 else self.mixes[row] for row in (before, after))
        first, found = min((*old, *new)), np.zeros(prices.count)
        for place in sorted({*old, *new} - {first}):
            found += (new.get(place, 0.0) - old.get(place, 0.0)) * self.of.change(prices, first, place)
        return found


def followed_by(events: EventColumns, venue: str, base: list[Factor], quote: list[Factor]) -> list[Factor]:
    """What a venue follows of the factors of its base asset's price and then of its quote asset's; themselves if its limiter never held."""
    every, rows = [*base, *quote], np.flatnonzero(events.names(FollowedPriceHeld, "venue").are(venue))
    if not len(rows):
        return every
    told = events.ints(FollowedPriceHeld, "sequence")[rows]
    price = np.log(events.floats(FollowedPriceHeld, "price")[rows])
    signs = [1.0] * len(base) + [-1.0] * len(quote)
    moments = _moments(every, told, events.ints(FollowedPriceHeld, "seen")[rows])
    mixes = _mixes(every, signs, moments, dict(zip(told.tolist(), price.tolist(), strict=True)))
    return [_followed(one, moments, some) for one, some in zip(every, mixes, strict=True)]


def _moments(factors: Sequence[Factor], told: IntArray, seen: IntArray) -> IntArray:
    """When the followed price changed: with each change of a factor, but where the limiter held when the venue looked."""
    since = np.unique(np.concatenate([one.since for one in factors]))
    place = np.searchsorted(told, since, side="left")
    inside = (place < len(told)) & (since >= np.append(seen, 0)[place])
    return np.unique(np.concatenate((since[~inside], told)))


def _mixes(
    factors: Sequence[Factor], signs: Sequence[float], moments: IntArray, held: dict[int, float]
) -> list[list[Mix]]:
    """What of each factor is followed at each moment, given the price (logarithm) at some of them; of others nothing is held back."""
    mixes: list[list[Mix]] = [[] for _ in factors]
    for moment in moments.tolist():
        rows = [int(one.row_at(np.array([moment + 1]))[0]) for one in factors]
        whole = [({row: 1.0}) for row in rows]
        part, old = 1.0, [some[-1] for some in mixes] if mixes[0] else whole
        if moment in held:
            last, reported = (_level(factors, signs, some) for some in (old, whole))
            part = (held[moment] - last) / (reported - last) if abs(reported - last) > STILL else 1.0
        for some, before, now in zip(mixes, old, rows, strict=True):
            some.append(_between(before, now, part))
    return mixes


def _level(factors: Sequence[Factor], signs: Sequence[float], mixes: Sequence[Mix]) -> float:
    return sum(sign * _value(one, some) for one, sign, some in zip(factors, signs, mixes, strict=True))


def _value(factor: Factor, mix: Mix) -> float:
    rows = np.array(list(mix), dtype=np.int64)
    return float(factor.at(rows) @ np.array(list(mix.values())))


def _between(before: Mix, now: int, part: float) -> Mix:
    if part == 1.0:
        return {now: 1.0}
    found = {row: weight * (1.0 - part) for row, weight in before.items()}
    return {**found, now: found.get(now, 0.0) + part}


def _followed(factor: Factor, moments: IntArray, mixes: list[Mix]) -> Factor:
    level = np.array([_value(factor, some) for some in mixes])
    return Followed(factor.asset, factor.oracle, factor.of_worth, moments, level, moments, factor, mixes)
