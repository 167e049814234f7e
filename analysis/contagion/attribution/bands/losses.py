"""The loss of health of each position in bands that was closed, by what its venue stated of it."""

import numpy as np

from firesale.analysis.contagion.attribution.bands.own import kept, own_terms
from firesale.analysis.contagion.attribution.bands.prices import BandPrices
from firesale.analysis.contagion.attribution.bands.states import LIQUIDATION, States, Steps, states_of
from firesale.analysis.contagion.attribution.bands.terms import terms_of
from firesale.analysis.contagion.attribution.columns import ranges
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.losses import OwnTerms, VenueLosses
from firesale.analysis.contagion.attribution.pool_factors import PoolFactors
from firesale.market.arrays import BoolArray, IntArray
from firesale.market.events import Liquidated

NONE = -1


def band_losses(events: EventColumns, pool: PoolFactors) -> VenueLosses:
    """The closings of one venue of bands: the way of each position from where it was last safe, as stated.

    Of a position that nothing was stated of, or whose bands brought nothing, nothing is known: it is left out.
    """
    states, prices = states_of(events, pool.name), BandPrices(events, pool)
    number = np.flatnonzero(events.names(Liquidated, "venue").are(pool.name))
    account, moment = (events.ints(Liquidated, name)[number] for name in ("borrower", "sequence"))
    last = states.last_before(account, moment)
    known = _known(states, last)
    closings = _last_closing(states, number, account, moment)
    number, last = number[known], last[known]
    first, equity = states.start[last], prices.equity(states)
    steps = Steps(np.repeat(number, last - first), ranges(first + 1, last + 1))
    own = [own_terms(steps, states, prices, closings), kept(events, number, last, states, prices)]
    return VenueLosses(
        number,
        True,
        prices.factors,
        terms_of(steps, states, prices),
        OwnTerms.stacked(own),
        states.priced[first] - 1,  # the last event that it had seen
        states.health[first],
        equity[first],
        states.health[last],
    )


def _known(states: States, last: IntArray) -> BoolArray:
    """Whether a position is followed up to its state (n,) before it was closed, and its health has a logarithm all the way."""
    known = last >= 0
    first = np.where(known, states.start[last], NONE) if len(states.start) else last
    known &= first >= 0
    known[known] = states.by[last[known]] != LIQUIDATION
    wrong = np.concatenate(([0], np.cumsum(~((states.health > 0.0) & np.isfinite(states.health)))))
    known[known] = wrong[last[known] + 1] == wrong[first[known]]
    return known


def _last_closing(states: States, number: IntArray, account: IntArray, moment: IntArray) -> IntArray:
    """The last of the closings (c,) of the position before each state (s,), NONE without."""
    moments = 1 + int(max(moment.max(initial=0), states.moment.max(initial=0)))
    key = account * moments + moment
    order = np.argsort(key, kind="stable")
    place = np.searchsorted(key[order], states.account * moments + states.moment, side="left") - 1
    if not len(order):
        return np.full(len(place), NONE)
    found = order[np.maximum(place, 0)]
    return np.where((place >= 0) & (account[found] == states.account), number[found], NONE)
