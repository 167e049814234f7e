"""Every edge of the exposure network as a table."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.exposures.borrowers import common_borrowers
from firesale.analysis.contagion.exposures.holders import By, debts, deposits, equities, names
from firesale.analysis.contagion.exposures.matrices import claims, matrices, portfolios
from firesale.analysis.contagion.exposures.price_links import fed, told
from firesale.analysis.contagion.exposures.receipts import issued
from firesale.analysis.contagion.exposures.state import State

CLAIM, DEPOSIT, EQUITY, DEBT = "claim", "deposit", "equity", "debt"
COLLATERAL, OVERLAP, BORROWERS = "collateral", "overlap", "borrowers"
FEED, REPORT, MARKET = "feed", "report", "market"

COLUMNS = ["source_kind", "source", "target_kind", "target", "kind", "value"]


def links(state: State, by: By = "role") -> pd.DataFrame:
    """One row per edge: source_kind, source, target_kind, target, kind, value (numeraire). Only what is above zero, but all price links.

    An edge points the way in which distress could travel. Kinds and values: see `exposure_network`.
    """
    named = names(state, by)
    parts = [
        _part(CLAIM, "pool", "pool", _long(claims(state).T)),
        _part(DEPOSIT, "pool", by, deposits(state, named)),
        _part(EQUITY, "pool", by, equities(state, named)),
        _part(DEBT, by, "pool", debts(state, named)),
        _part(COLLATERAL, "asset", "pool", _pledged(state)),
        _part(OVERLAP, "pool", "pool", _overlaps(state)),
        _part(BORROWERS, "pool", "pool", common_borrowers(state)),
        _part(FEED, "exchange", "oracle", fed(state)),
        _part(REPORT, "oracle", "pool", told(state)),
        _part(MARKET, "asset", "exchange", _markets(state)),
    ]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _part(kind: str, source_kind: str, target_kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(kind=kind, source_kind=source_kind, target_kind=target_kind)[COLUMNS]


def _long(table: pd.DataFrame) -> pd.DataFrame:
    """A matrix as source (row), target (column), value, without zeros."""
    value = table.to_numpy(dtype=np.float64)
    rows, columns = np.nonzero(value > 0.0)
    return pd.DataFrame({"source": table.index[rows], "target": table.columns[columns], "value": value[rows, columns]})


def _pledged(state: State) -> pd.DataFrame:
    """Base assets to the pools in which they are pledged; receipt tokens are claims."""
    table = portfolios(state).T
    return _long(table[~table.index.isin(issued(state.tables)["asset"])])


def _overlaps(state: State) -> pd.DataFrame:
    of = matrices(state)
    return _long(pd.DataFrame(of.overlaps, index=list(of.pools), columns=list(of.pools)))


def _markets(state: State) -> pd.DataFrame:
    rows = state.depths.reset_index()
    return rows.rename(columns={"asset": "source", "venue": "target", "depth": "value"})
