"""How far sales pushed an exchange below the fundamental."""

import pandas as pd
from typing_extensions import override

from firesale.analysis.metrics.base import Metric
from firesale.analysis.quotes import prices_after_swaps, quotes
from firesale.analysis.tables import RunTables


class PriceOvershoot(Metric):
    """Largest fall of an exchange's price below the fundamental price of the same step, by exchange and the largest of
    all.

    Reads quotes and the price after each swap, also between two legs of a bundle; 0 if never below, NaN if never
    quoted. Ignores how long it lasted and how much was traded there, and venues of bands, whose price is their oracle's third power.
    """

    unit = "fraction of the fundamental price"

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        exchanges = [venue for venue in tables.exchanges if venue not in tables.pools]
        seen = pd.concat([quotes(tables)[["venue", "ratio"]], prices_after_swaps(tables)[["venue", "ratio"]]])
        seen = seen[seen["venue"].isin(exchanges)]
        fall = (1.0 - seen.groupby("venue")["ratio"].min()).clip(lower=0.0)
        by_exchange = {f"exchange.{venue}": float(fall.get(venue, float("nan"))) for venue in exchanges}
        return {"max": float(fall.max())} | by_exchange
