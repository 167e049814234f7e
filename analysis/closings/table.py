"""Every position that was closed against its owner's will, in one table, whatever the venue."""

import pandas as pd

from firesale.analysis.closings.bands import written_off
from firesale.analysis.closings.members import defaulted
from firesale.analysis.closings.perpetuals import deleveraged, liquidated
from firesale.analysis.closings.seizures import seized
from firesale.analysis.closings.vaults import triggered
from firesale.analysis.tables import RunTables
from firesale.market.events import Liquidated


def closings(tables: RunTables) -> pd.DataFrame:
    """Closings of all venues in order of execution, with the columns of `Liquidated` and five more.

    `received`: units of the collateral that the account got; `left`: what the closing itself left to others to bear, and `returned`: what of
    the collateral went back to the owner (both numeraire); `lot`: number of the lot that it became, or -1; `by`: the event that tells it.

    Where several collaterals are taken at once, `collateral` is the most valuable of them, and `seized` is worth all of them. Made once.
    """
    return tables.once(_closings)


def _closings(tables: RunTables) -> pd.DataFrame:
    pieces = [
        _of_pools(tables),
        seized(tables),
        triggered(tables),
        written_off(tables),
        liquidated(tables),
        deleveraged(tables),
        defaulted(tables),
    ]
    known = [piece for piece in pieces if len(piece)] or pieces[:1]
    return pd.concat(known, ignore_index=True).sort_values("sequence", kind="stable", ignore_index=True)


def _of_pools(tables: RunTables) -> pd.DataFrame:
    rows = tables.table(Liquidated)
    return rows.assign(
        received=rows["seized"] - rows["protocol_fee"], left=0.0, returned=0.0, lot=-1, by=Liquidated.__name__
    )
