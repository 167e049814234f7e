"""What defaulters' margin does not cover, down the waterfall of a clearing house."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.losses.shares import (
    BORNE,
    NOBODY,
    UNCOVERED,
    UNKNOWN,
    Shares,
    one_bearer,
    shares,
    stacked,
)
from firesale.analysis.tables import RunTables
from firesale.market.arrays import IntArray
from firesale.market.events import DefaultLossRealised, DefaultLossShared, LossAbsorbed


def defaults(tables: RunTables) -> Shares:
    """Each row of `LossAbsorbed` of a clearing house is a loss, in the numeraire, of the last default before it; where `DefaultLossShared` says
    so, it is borne member by member.
    """
    houses = tables.venues("clearing_house")
    absorbed, shared = tables.table(LossAbsorbed), tables.table(DefaultLossShared)
    absorbed = absorbed[absorbed["venue"].isin(houses)].reset_index(drop=True)
    realised = tables.table(DefaultLossRealised)
    left = absorbed.assign(
        number=absorbed.index,
        path=absorbed["backstop"].where(absorbed["backstop"] != NOBODY, UNCOVERED),
        origin="defaulter",
        owner=_defaulters(realised, absorbed),
    )
    stated = realised.assign(asset=tables.numeraire)
    return shares(left, _bearers(left, shared), stated)


def _defaulters(realised: pd.DataFrame, absorbed: pd.DataFrame) -> IntArray:
    """Whose default each loss (n,) comes from; a waterfall runs down to its end before the next one begins."""
    accounts = np.append(UNKNOWN, realised["account"].to_numpy(dtype=np.int64))
    place = np.searchsorted(realised["sequence"].to_numpy(), absorbed["sequence"].to_numpy())
    found: IntArray = accounts[place]
    return found


def _bearers(left: pd.DataFrame, shared: pd.DataFrame) -> pd.DataFrame:
    """Members stand right before the loss that they share."""
    at = np.searchsorted(left["sequence"].to_numpy(), shared["sequence"].to_numpy())
    members = shared.assign(number=at).join(left[["bearer", "amount"]].rename(columns={"amount": "whole"}), on="number")
    members = members.assign(part=members["amount"] / members["whole"])
    rest = left[~left["number"].isin(at)]
    return stacked([members, one_bearer(rest, "").assign(bearer=rest["bearer"])], BORNE)
