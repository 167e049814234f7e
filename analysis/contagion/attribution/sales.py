"""Which liquidations the sales of liquidators come from."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.columns import Columns, sums
from firesale.analysis.contagion.attribution.event_columns import EventColumns, Names
from firesale.analysis.contagion.attribution.stock import CRUMB, last_in_first_out
from firesale.analysis.contagion.attribution.trades import Trades
from firesale.analysis.contagion.channel_names import FIRE_SALE
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import Liquidated


@dataclass(frozen=True)
class Sales(Columns):
    """Which part of a trade sold the collateral of which liquidation; every column is of shape (j,)."""

    trade: IntArray
    liquidation: IntArray
    share: FloatArray  # of the trade


def sales_of(events: EventColumns, trades: Trades) -> Sales:
    """What liquidators sold, in order of trades.

    A liquidator sells first what it seized last. What it sells beyond all that it seized is its own: no liquidation stands behind it.
    """
    sold = np.flatnonzero(trades.channel.are(FIRE_SALE))
    collateral = events.names(Liquidated, "collateral")
    seller = _keys(trades.account[sold], trades.asset_in.at(sold), collateral.known)
    keeper = _keys(events.ints(Liquidated, "account"), collateral, collateral.known)
    received = events.floats(Liquidated, "received")
    seized_at = events.ints(Liquidated, "sequence")
    of_sales, of_liquidations = _rows_of(seller), _rows_of(keeper)
    pieces = [(sold[:0], sold[:0], np.zeros(0))]
    for key, rows in of_sales.items():
        if key in of_liquidations:
            out, mine = sold[rows], of_liquidations[key]
            departure, arrival, units = last_in_first_out(
                seized_at[mine], received[mine], trades.sequence[out], trades.amount_in[out]
            )
            pieces.append((out[departure], mine[arrival], units))
    trade, liquidation, units = (np.concatenate(column) for column in zip(*pieces, strict=True))
    order = np.lexsort((liquidation, trade))
    return _as_shares(trade[order], liquidation[order], units[order], trades)


def _as_shares(trade: IntArray, liquidation: IntArray, units: FloatArray, trades: Trades) -> Sales:
    """Units as shares of the trade; a crumb that is missing is rounding."""
    share = units / np.maximum(trades.amount_in[trade], 1e-300)
    whole = sums(trade, share, len(trades.sequence))[trade]
    return Sales(trade, liquidation, np.where(whole > 1.0 - 2.0 * CRUMB, share / whole, share))


def _keys(account: IntArray, asset: Names, assets: tuple[str, ...]) -> IntArray:
    """One number per account and asset (n,); an asset that is not among `assets` has the last place."""
    place = asset.places(assets)
    return account * (len(assets) + 1) + np.where(place >= 0, place, len(assets))


def _rows_of(keys: IntArray) -> dict[int, IntArray]:
    """The rows of each key, in order."""
    order = np.argsort(keys, kind="stable")
    found, start = np.unique(keys[order], return_index=True)
    return dict(zip(found.tolist(), np.split(order, start[1:]), strict=True)) if len(keys) else {}
