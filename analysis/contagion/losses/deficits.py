"""Deficits of lending pools, bands and mints, down the waterfall: reserves, lenders, holders of the protocol's token, nobody."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from firesale.analysis.contagion.losses.bad_debts import bad_debts
from firesale.analysis.contagion.losses.lenders import Lenders
from firesale.analysis.contagion.losses.outstanding import Outstanding
from firesale.analysis.contagion.losses.shares import (
    BORNE,
    COIN_HOLDERS,
    LEFT,
    NOBODY,
    UNCOVERED,
    UNKNOWN,
    Shares,
    one_bearer,
    shares,
    stacked,
)
from firesale.analysis.tables import RunTables
from firesale.market.events import Event, InterestAccrued, LossAbsorbed, RedistributionReceived, StabilityLossShared

LENDERS = "lenders"
SHARED_OUT: Mapping[str, type[Event]] = MappingProxyType(
    {"stability depositors": StabilityLossShared, "vault owners": RedistributionReceived}
)
"""Bearers that are named one by one in an event of their own."""
LEAST_FALL = 1e-9
"""Of what a receipt token is worth: how many tokens bore a smaller one cannot be told."""
NOT_ON_RECORD = "not on record"
"""The origin of a loss that was absorbed without a debt behind it."""


def deficits(tables: RunTables) -> Shares:
    """Every part of a deficit that a backstop took, and what is left at the end: with nobody, or with who holds a coin that nothing covers."""
    debts = bad_debts(tables)
    absorbed = tables.table(LossAbsorbed)
    absorbed = absorbed[~absorbed["venue"].isin(tables.venues("clearing_house"))].reset_index(drop=True)
    taken, open_ = _matched(debts, absorbed)
    borne, left = _absorbed(absorbed, taken, debts), _uncovered(open_, debts, len(absorbed))
    coins = left["venue"].isin(tables.venues("vaults"))
    bearers = [
        _bearers(tables, absorbed),
        one_bearer(left[coins], COIN_HOLDERS),
        one_bearer(left[~coins], NOBODY),
    ]
    return shares(stacked([borne, left], LEFT), stacked(bearers, BORNE), debts)


def _matched(debts: pd.DataFrame, absorbed: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Which debts each absorption took (number, debt, amount), and what is left of each (debt, amount)."""
    taken: list[tuple[int, int, float]] = []
    left: list[tuple[int, float]] = []
    came = dict(iter(debts.groupby(["venue", "asset"], sort=False)))
    went = dict(iter(absorbed.groupby(["venue", "asset"], sort=False)))
    for reserve in dict.fromkeys([*came, *went]):
        stock, place = Outstanding(), 0
        lumps = came.get(reserve, debts.iloc[:0])
        moments, units = lumps["sequence"].to_numpy(), lumps["amount"].to_numpy(dtype=np.float64)
        losses = went.get(reserve, absorbed.iloc[:0])
        for number, moment, amount in zip(
            losses.index, losses["sequence"].tolist(), losses["amount"].tolist(), strict=True
        ):
            until = int(np.searchsorted(moments, moment))
            stock.add(lumps.index.to_numpy()[place:until], units[place:until])
            place = max(place, until)
            found, more = stock.take(amount)
            taken += [(number, *one) for one in [*found, *([(UNKNOWN, more)] if more > 0.0 else [])]]
        stock.add(lumps.index.to_numpy()[place:], units[place:])
        left += stock.left()
    columns = {"number": "int64", "debt": "int64", "amount": "float64"}
    return pd.DataFrame(taken, columns=list(columns)).astype(columns), pd.DataFrame(left, columns=list(columns)[1:])


def _absorbed(absorbed: pd.DataFrame, taken: pd.DataFrame, debts: pd.DataFrame) -> pd.DataFrame:
    """What was left, at the moment and price at which it was borne."""
    at = absorbed[["sequence", "step", "venue", "asset", "backstop", "price"]].rename(columns={"backstop": "path"})
    rows = taken.join(at, on="number").join(debts[["origin", "owner"]], on="debt")
    return rows.assign(origin=rows["origin"].fillna(NOT_ON_RECORD), owner=rows["owner"].fillna(UNKNOWN))


def _uncovered(left: pd.DataFrame, debts: pd.DataFrame, first: int) -> pd.DataFrame:
    """What nobody took, at the moment and price at which it was written off; numbered from `first` on."""
    rows = left.join(debts.drop(columns="amount"), on="debt")
    return rows.assign(number=first + np.arange(len(rows)), path=UNCOVERED)


def _bearers(tables: RunTables, absorbed: pd.DataFrame) -> pd.DataFrame:
    """Lenders account by account, in proportion to their claims; of other bearers it is known what they are."""
    rows = absorbed.assign(number=absorbed.index, tokens=_tokens(tables, absorbed))
    by_lenders, shared = rows["bearer"] == LENDERS, rows["bearer"].isin(SHARED_OUT)
    others = rows[~by_lenders & ~shared]
    lenders, parts = Lenders(tables), [one_bearer(others, "").assign(bearer=others["bearer"].str.replace("_", " "))]
    parts += [_shared_out(tables, rows[rows["bearer"] == bearer], event) for bearer, event in SHARED_OUT.items()]
    columns = ["number", "venue", "asset", "sequence", "tokens", "amount"]
    for number, venue, asset, moment, tokens, amount in rows.loc[by_lenders, columns].to_numpy().tolist():
        accounts, part = lenders.parts(venue, asset, moment, tokens)
        named = {"number": number, "bearer": LENDERS, "account": accounts, "amount": amount * part, "part": part}
        parts.append(pd.DataFrame(named))
    return stacked(parts, BORNE)


def _shared_out(tables: RunTables, absorbed: pd.DataFrame, event: type[Event]) -> pd.DataFrame:
    """Bearers whose parts were written down just before the absorption."""
    rows = tables.table(event).assign(after=lambda table: table["sequence"] + 1)
    found = absorbed[["number", "bearer", "sequence"]].merge(
        rows[["after", "account", "amount"]], left_on="sequence", right_on="after"
    )
    part = found["amount"] / found.groupby("number")["amount"].transform("sum")
    bearer = found["bearer"].str.replace("_", " ")
    return found[["number", "account", "amount"]].assign(bearer=bearer, part=part)


def _tokens(tables: RunTables, absorbed: pd.DataFrame) -> pd.Series:
    """Receipt tokens that bore each loss: units over the fall of what one is worth; not a number where that hardly fell."""
    written = ["sequence", "venue", "asset", "supply_index"]
    every = [rows[written] for rows in (tables.table(InterestAccrued), absorbed) if len(rows)]
    index = pd.concat(every or [absorbed[written]]).sort_values("sequence", kind="stable")
    before = index.groupby(["venue", "asset"])["supply_index"].shift(fill_value=1.0)
    fall = (before - index["supply_index"]).set_axis(index["sequence"])
    fell = fall[~fall.index.duplicated()].reindex(absorbed["sequence"]).set_axis(absorbed.index)
    tokens: pd.Series = (absorbed["amount"] / fell).where(fell > LEAST_FALL * absorbed["supply_index"])
    return tokens
