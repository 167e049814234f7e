"""Debt that is limited over all positions which stand on the same collateral."""

import numpy as np

from firesale.market.arrays import IntArray
from firesale.market.events import Refusal
from firesale.market.margin.base import Positions
from firesale.market.orders import Outcome, Refused
from firesale.market.venues.positions import PositionDesk


def over_ceiling(rows: IntArray, after: Positions, desk: PositionDesk) -> Outcome:
    """Why the positions `after` (n,) in these rows may not be, if a ceiling forbids it. Looks at every position, if there is a ceiling at all."""
    if not desk.margin.has_ceilings:
        return None
    everyone = desk.at(np.arange(desk.book.rows))
    everyone.collateral[rows], everyone.debt[rows] = after.collateral, after.debt
    over = desk.margin.over_ceiling(everyone)[rows]
    if not over.any():
        return None
    return Refused(Refusal.DEBT_CEILING, over) if len(rows) == 1 else Refusal.DEBT_CEILING
