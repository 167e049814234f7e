"""What a scaled unit of debt owes, and what a receipt token can claim, at the end of a step."""

import pandas as pd

from firesale.analysis.contagion.exposures.newest import newest, until
from firesale.analysis.tables import RunTables
from firesale.market.events import InterestAccrued, LossAbsorbed

RESERVE = ["venue", "asset"]
"""A reserve is one lent asset of one pool."""


def indexes(tables: RunTables, step: int) -> pd.DataFrame:
    """`borrow_index` and `supply_index` (units per scaled unit and per receipt token) by venue and asset lent.

    The supply index is the newest of interest and socialised losses. Both are 1 before either.
    """
    accrued, absorbed = tables.table(InterestAccrued), tables.table(LossAbsorbed)
    written = ["step", "sequence", *RESERVE, "supply_index"]
    parts = [part[written] for part in (until(accrued, step), until(absorbed, step)) if len(part)]
    supply = pd.concat(parts or [accrued[written]]).sort_values("sequence", kind="stable")
    table = pd.DataFrame(
        {
            "borrow_index": newest(accrued, step, RESERVE)["borrow_index"],
            "supply_index": newest(supply, step, RESERVE)["supply_index"],
        }
    )
    return table.reindex(reserves_listed(tables)).fillna(1.0)


def reserves_listed(tables: RunTables) -> pd.MultiIndex:
    """Every reserve of the run as (venue, asset), in the order of listing."""
    listed = tables.listings
    return pd.MultiIndex.from_frame(listed.loc[listed["use"] == "debt", RESERVE])
