"""Which liquidations the sales of liquidators come from."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.arrivals import ArrivalReader
from firesale.analysis.contagion.attribution.columns import Columns, sums
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.stock import CRUMB, last_in_first_out
from firesale.analysis.contagion.attribution.trades import Trades
from firesale.analysis.contagion.channel_names import FIRE_SALE
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Sales(Columns):
    """Which part of a trade sold the collateral of which liquidation; every column is of shape (j,)."""

    trade: IntArray
    liquidation: IntArray
    share: FloatArray  # of the trade


def sales_of(events: EventColumns, trades: Trades) -> Sales:
    """What liquidators sold, in order of trades.

    Who got seized collateral sells first what came last. What it sells beyond all that came is its own: no liquidation stands behind it.
    """
    sold = np.flatnonzero(trades.channel.are(FIRE_SALE))
    reader = ArrivalReader(events)
    came, assets = reader.all(), len(reader.assets) + 1
    seller = trades.account[sold] * assets + trades.asset_in.at(sold).places(reader.assets) + 1
    of_sales, of_arrivals = _rows_of(seller), _rows_of(came.account * assets + came.asset + 1)
    pieces = [(sold[:0], sold[:0], np.zeros(0))]
    for key, rows in of_sales.items():
        if key in of_arrivals:
            out, mine = sold[rows], of_arrivals[key]
            departure, arrival, units = last_in_first_out(
                came.moment[mine], came.units[mine], trades.sequence[out], trades.amount_in[out]
            )
            pieces.append((out[departure], came.liquidation[mine[arrival]], units))
    trade, liquidation, units = (np.concatenate(column) for column in zip(*pieces, strict=True))
    order = np.lexsort((liquidation, trade))
    return _as_shares(trade[order], liquidation[order], units[order], trades)


def _as_shares(trade: IntArray, liquidation: IntArray, units: FloatArray, trades: Trades) -> Sales:
    """Units as shares of the trade; a crumb that is missing is rounding."""
    share = units / np.maximum(trades.amount_in[trade], 1e-300)
    whole = sums(trade, share, len(trades.sequence))[trade]
    return Sales(trade, liquidation, np.where(whole > 1.0 - 2.0 * CRUMB, share / whole, share))


def _rows_of(keys: IntArray) -> dict[int, IntArray]:
    """The rows of each key, in order."""
    order = np.argsort(keys, kind="stable")
    found, start = np.unique(keys[order], return_index=True)
    return dict(zip(found.tolist(), np.split(order, start[1:]), strict=True)) if len(keys) else {}
