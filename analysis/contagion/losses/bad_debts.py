"""What goes into the deficits of pools, bands and mints: debt that is written off, and interest that nobody pays."""

import pandas as pd

from firesale.analysis.contagion.losses.shares import UNKNOWN, stacked
from firesale.analysis.tables import RunTables
from firesale.market.events import AuctionEnded, BadDebtRealised, InterestShortfall

WRITTEN_OFF, LOT, INTEREST = "bad debt", "auction", "interest"

COLUMNS = ("sequence", "step", "venue", "asset", "origin", "owner", "amount", "price")


def bad_debts(tables: RunTables) -> pd.DataFrame:
    """One row per position or lot: sequence, step, venue, asset, origin, owner, amount (units), price (numeraire per unit, as the venue has it).

    `origin`: bad debt; auction, if a lot brought less than the debt that it was sold for; interest, if lenders earned what nobody paid (at
    fundamental prices).
    """
    return stacked([_written_off(tables), _interest(tables)], COLUMNS).sort_values(
        "sequence", kind="stable", ignore_index=True
    )


def _written_off(tables: RunTables) -> pd.DataFrame:
    rows, ended = tables.table(BadDebtRealised), tables.table(AuctionEnded)
    of_lots = set(zip(ended["venue"], ended["sequence"] - 1, strict=True))  # a lot is closed right after its loss
    lots = pd.Series([pair in of_lots for pair in zip(rows["venue"], rows["sequence"], strict=True)], rows.index)
    origin = lots.astype("bool").map({True: LOT, False: WRITTEN_OFF})
    return rows.rename(columns={"borrower": "owner", "debt_price": "price"}).assign(origin=origin)


def _interest(tables: RunTables) -> pd.DataFrame:
    rows = tables.table(InterestShortfall)
    return rows.assign(origin=INTEREST, owner=UNKNOWN, price=tables.fundamental(rows["asset"], rows["step"]))
