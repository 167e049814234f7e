"""What a manipulator finds out about an oracle that is made of others: its rule is public, so it is tried out on paper."""

from collections.abc import Mapping

import numpy as np

from firesale.agents.oracle_manipulator.belief import Victim
from firesale.market.errors import BadValueError
from firesale.market.oracles.base import Observation
from firesale.market.oracles.quotes import Quotes
from firesale.market.view import PublicView

TWICE = 2.0
LONG = 86_400.0
"""Seconds of the past that are tried out: averages are full."""
NEARLY = 0.99
"""Part of a push that must be believed for a plan to be drawn up on it."""


def believes(public: PublicView, at: Victim, exchange: str, seconds: float) -> bool:
    """Whether a rule that has long seen the prices of now takes twice the price on the exchange for true: `seconds` later, or at once if that is 0.

    A rule that is not made of others is taken for what it is: the plans know it.
    """
    oracle = at.credit.oracle
    if not oracle.inside:
        return True
    try:
        state = oracle.report(oracle.start(_shown(public, at, {}, 0.0)), _shown(public, at, {}, LONG))
        pushed = _shown(public, at, {exchange: TWICE}, LONG + seconds)
        found = oracle.look(state, pushed) if seconds == 0.0 else oracle.report(state, pushed)
    except BadValueError:  # it asks for an asset that is nowhere traded
        return False
    return bool(found.prices[0] >= NEARLY * TWICE * state.prices[0])


def heard(public: PublicView, at: Victim, exchange: str, seconds: float) -> Victim:
    """The pool as it is, or as one that does not listen if its oracle does not take over a push in that time."""
    return at if believes(public, at, exchange, seconds) else at.deaf()


def _shown(public: PublicView, at: Victim, pushed: Mapping[str, float], seconds: float) -> Observation:
    """What the oracle would observe with prices at some multiples of now, by exchange; the pushed asset comes first."""
    curves = {name: public.curve(name) for name in public.exchanges}
    names = [at.curve.base, *at.credit.collaterals, *at.credit.debts]
    names += [asset for curve in curves.values() for asset in (curve.base, curve.quote)]
    column = {asset: place for place, asset in enumerate(dict.fromkeys(names))}
    fundamental = np.ones(len(column))
    fundamental[0] = at.curve.price
    shown = {name: (column[curve.base], curve.price * pushed.get(name, 1.0)) for name, curve in curves.items()}
    quotes, own = Quotes(fundamental, shown, column), at.credit.oracle.sources
    return Observation(seconds, quotes.read(own), 0, quotes, own)
