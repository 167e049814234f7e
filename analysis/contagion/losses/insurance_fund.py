"""The insurance fund of a venue of perpetuals pays what closing a position leaves open."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.losses.margins import BANKRUPT, in_margin
from firesale.analysis.contagion.losses.shares import STATED, Shares, one_bearer, shares, stacked
from firesale.analysis.tables import RunTables
from firesale.market.events import FundDrawn, PositionLiquidated


def insurance_fund(tables: RunTables) -> Shares:
    """Each draw is one loss, in units of the margin asset: what a closing brought less than the bankruptcy price, or what an account without
    positions owes. Of closings, `PositionLiquidated` states the same.
    """
    drawn = tables.table(FundDrawn)
    closing = drawn["asset"] != in_margin(tables, drawn)["asset"]
    closed = in_margin(tables, tables.table(PositionLiquidated))
    closed = closed.assign(amount=(-closed["to_fund"]).clip(lower=0.0))
    rows = in_margin(tables, drawn).assign(number=np.arange(len(drawn)), path="insurance_fund", origin=BANKRUPT)
    stated = [part[list(STATED)] for part in (closed, pd.DataFrame(rows[~closing]))]
    return shares(rows, one_bearer(rows, "insurance fund"), stacked(stated, STATED))
