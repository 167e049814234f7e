"""How far coins were from their peg."""

import numpy as np
from typing_extensions import override

from firesale.analysis.metrics.base import Metric
from firesale.analysis.tables import RunTables
from firesale.market.events import CoinRecorded, PriceQuoted

FRACTION = "fraction"


class PegDeviation(Metric):
    """Distance of the market price of coins that vaults mint from one numeraire, over the recorded steps and the exchanges that trade them for it.

    `max` either way, `below` under the peg only, `mean` over steps and exchanges, `end` at the last record; `backing` is the largest part of a coin
    that nothing backed. NaN without a coin that is traded. Ignores what happens between two records, and how much is traded at a price.
    """

    unit = FRACTION

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        listed = tables.listings
        coins = set(listed.loc[listed["use"] == "coin", "asset"])
        money = set(listed.loc[(listed["use"] == "quote") & (listed["asset"] == tables.numeraire), "venue"])
        quotes = tables.table(PriceQuoted)
        prices = quotes[quotes["asset"].isin(coins) & quotes["venue"].isin(money)]
        values = tables.table(CoinRecorded)["fair_value"].to_numpy(dtype=np.float64)
        if len(prices) == 0:
            return dict.fromkeys(("max", "below", "mean", "end", "backing"), float("nan"))
        away = (prices["price"] - 1.0).abs()
        last = away[prices["step"] == prices["step"].max()]
        return {
            "max": float(away.max()),
            "below": float(max(0.0, 1.0 - prices["price"].min())),
            "mean": float(away.mean()),
            "end": float(last.max()),
            "backing": float(1.0 - values.min()) if len(values) else float("nan"),
        }
