"""What reports and interest did to positions in bands: terms of factors."""

from collections.abc import Iterator

import numpy as np

from firesale.analysis.contagion.attribution.bands.prices import BandPrices, price_of
from firesale.analysis.contagion.attribution.bands.states import INTEREST, REPORT, States, Steps
from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.log_mean import log_mean
from firesale.analysis.contagion.attribution.losses import FactorTerms
from firesale.market.arrays import FloatArray, IntArray

STILL = 1e-14
"""A smaller logarithmic change is none."""
Ends = tuple[IntArray, IntArray]
"""Moments (n,) before and after each step."""


def terms_of(steps: Steps, states: States, prices: BandPrices) -> FactorTerms:
    """The changes of the factors (their places among those of `prices`) that moved health and equity; both add up exactly."""
    pieces = [*_by_interest(steps.by(INTEREST, states), states, prices)]
    pieces += _by_report(steps.by(REPORT, states), states, prices)
    return FactorTerms.stacked(pieces)


def _by_interest(steps: Steps, states: States, prices: BandPrices) -> Iterator[FactorTerms]:
    """Debts grow, and bands with them: both as the borrow index does."""
    after, equity = steps.after, prices.equity(states)
    ends = states.grown[after - 1], states.grown[after]
    per_log = _inverse(_change(prices.grown, ends))
    given = equity[after] - equity[after - 1]
    yield _term(prices, prices.grown, steps, ends, per_log * steps.change_of_health(states), per_log * given)


def _by_report(steps: Steps, states: States, prices: BandPrices) -> Iterator[FactorTerms]:
    """Health moves with the price that is followed, and equity with what is reported of both assets."""
    after, nothing = steps.after, np.zeros(len(steps.after))
    ends = states.priced[after - 1], states.priced[after]
    signed = list(zip(prices.followed, prices.sign, strict=True))
    moved = sum((sign * _change(one, ends) for one, sign in signed), nothing)
    per_log = _inverse(moved) * steps.change_of_health(states)
    for one, sign in signed:
        yield _term(prices, one, steps, ends, sign * per_log, nothing)
    sides = ((prices.base, states.base[after]), (prices.quote, states.quote[after] - states.owed[after]))
    for factors, units in sides:
        worth = units * log_mean(price_of(factors, ends[1]), price_of(factors, ends[0]))
        for one in factors:
            yield _term(prices, one, steps, ends, nothing, worth)


def _term(
    prices: BandPrices, factor: Factor, steps: Steps, ends: Ends, weight: FloatArray, worth: FloatArray
) -> FactorTerms:
    before, after = (factor.row_at(end) for end in ends)
    number = next(place for place, one in enumerate(prices.factors) if one is factor)
    every = FactorTerms(steps.liquidation, np.full(len(before), number), before, after, weight, worth)
    return every.at(before != after)


def _change(factor: Factor, ends: Ends) -> FloatArray:
    return factor.at(factor.row_at(ends[1])) - factor.at(factor.row_at(ends[0]))


def _inverse(change: FloatArray) -> FloatArray:
    return np.divide(1.0, change, out=np.zeros(len(change)), where=np.abs(change) > STILL)
