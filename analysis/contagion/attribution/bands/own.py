"""What was done to positions in bands themselves: trades, owners, and closings of a part."""

import numpy as np

from firesale.analysis.contagion.attribution.bands.prices import BandPrices
from firesale.analysis.contagion.attribution.bands.states import LIQUIDATION, OWN_ACTION, TRADE, States, Steps
from firesale.analysis.contagion.attribution.change_causes import CONVERTED, LIQUIDATED, OWNER
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.losses import OwnTerms
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import Liquidated

CAUSE_OF = {TRADE: CONVERTED, OWN_ACTION: OWNER, LIQUIDATION: LIQUIDATED}
NONE = -1


def own_terms(steps: Steps, states: States, prices: BandPrices, closings: IntArray) -> OwnTerms:
    """What changed positions on the way to their closings. `closings` (s,): the last one of the position before each state."""
    pieces = []
    for by, cause in CAUSE_OF.items():
        mine, equity = steps.by(by, states), prices.equity(states)
        after, n = mine.after, len(mine.after)
        given = np.zeros(n) if cause == OWNER else equity[after] - equity[after - 1]
        parent = closings[after] if cause == LIQUIDATED else np.full(n, NONE)
        pieces.append(OwnTerms(mine.liquidation, parent, np.full(n, cause), mine.change_of_health(states), given))
    return OwnTerms.stacked(pieces)


def kept(events: EventColumns, number: IntArray, last: IntArray, states: States, prices: BandPrices) -> OwnTerms:
    """Quote units that closings (n,) took out of the bands without repaying debt: `Liquidated` does not tell of them. `last`: state before."""
    then, equity, n = np.minimum(last + 1, len(states.by) - 1), prices.equity(states), len(number)
    told = (then > last) & (states.account[then] == states.account[last]) & (states.by[then] == LIQUIDATION)
    given: FloatArray = np.where(told, equity[then] - equity[last], 0.0)
    seized, repaid = (
        events.floats(Liquidated, units)[number] * events.floats(Liquidated, price)[number]
        for units, price in (("seized", "collateral_price"), ("repaid", "debt_price"))
    )
    missing = np.where(told, given + seized - repaid, 0.0)
    return OwnTerms(number, np.full(n, NONE), np.full(n, LIQUIDATED), np.zeros(n), missing)
