"""Who holds which receipt tokens at the end of a step: in the own wallet, pledged in a pool, or in a pool's treasury."""

import pandas as pd

from firesale.analysis.contagion.exposures.newest import until
from firesale.analysis.contagion.exposures.positions import sums
from firesale.analysis.tables import RunTables
from firesale.market.events import CollateralPosted, CollateralWithdrawn, Event, Liquidated, Supplied, Withdrawn

TREASURY = -1
"""Stands for the account of a pool's treasury."""

KEYS = ["asset", "holder", "account"]


def issued(tables: RunTables) -> pd.DataFrame:
    """Receipt tokens of pools: asset, issuer (the pool) and underlying."""
    listed = tables.listings
    rows = listed[(listed["use"] == "receipt") & listed["venue"].isin(tables.pools)]
    return rows.rename(columns={"venue": "issuer"})[["asset", "issuer", "underlying"]].reset_index(drop=True)


def receipt_changes(tables: RunTables) -> pd.DataFrame:
    """Every change of a holding outside of positions: step, asset (the receipt token), holder, account, units.

    `holder` is empty for a wallet and the pool for its treasury, which gets the protocol's share of liquidations.
    """
    names = issued(tables)
    lent = names.rename(columns={"asset": "receipt", "issuer": "venue", "underlying": "asset"})
    supplied, withdrawn = (tables.table(event).merge(lent, on=["venue", "asset"]) for event in (Supplied, Withdrawn))
    posted, returned = (_of(tables, event, "asset", names) for event in (CollateralPosted, CollateralWithdrawn))
    seized = _of(tables, Liquidated, "collateral", names)
    parts = [
        _part(supplied, supplied["receipt"], "", supplied["account"], supplied["receipts"]),
        _part(withdrawn, withdrawn["receipt"], "", withdrawn["account"], -withdrawn["receipts"]),
        _part(posted, posted["asset"], "", posted["account"], -posted["amount"]),
        _part(returned, returned["asset"], "", returned["account"], returned["amount"]),
        _part(seized, seized["collateral"], "", seized["account"], seized["seized"] - seized["protocol_fee"]),
        _part(seized, seized["collateral"], seized["venue"], TREASURY, seized["protocol_fee"]),
    ]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def receipts(
    tables: RunTables, changes: pd.DataFrame, pledged: pd.DataFrame, step: int, indexes: pd.DataFrame, prices: pd.Series
) -> pd.DataFrame:
    """One row per receipt token, holder and account: asset, holder, account, units, issuer, underlying, value (numeraire).

    `holder` is the pool in which they are pledged (`account` is who pledged them) or whose treasury has them (`account` is -1), and empty for a
    wallet. `value` is what they can claim of the issuer at the prices of the issuer's oracle. `changes` as `receipt_changes` gives them,
    `pledged` the positions of the step.
    """
    names = issued(tables)
    inside = pledged[(pledged["use"] == "collateral") & pledged["asset"].isin(names["asset"])]
    held = sums(until(changes, step), KEYS)
    parts = [held, inside.rename(columns={"venue": "holder"})[[*KEYS, "units"]]]
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    rows = rows.merge(names, on="asset", how="left")
    of_issuer = indexes.join(prices.rename("price"))
    rate = (of_issuer["supply_index"] * of_issuer["price"]).rename("rate")
    rows = rows.join(rate, on=["issuer", "underlying"])
    return rows.assign(value=rows["units"] * rows["rate"]).drop(columns="rate")


def _of(tables: RunTables, event: type[Event], asset: str, names: pd.DataFrame) -> pd.DataFrame:
    """The rows of an event whose asset is a receipt token."""
    rows = tables.table(event)
    return rows[rows[asset].isin(names["asset"])]


def _part(
    rows: pd.DataFrame, asset: pd.Series, holder: "str | pd.Series", account: "int | pd.Series", units: pd.Series
) -> pd.DataFrame:
    part = pd.DataFrame({"step": rows["step"], "asset": asset, "units": units})
    return part.assign(holder=holder, account=account)
