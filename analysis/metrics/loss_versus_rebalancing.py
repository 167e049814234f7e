"""What liquidity providers lose to prices that moved."""

from typing_extensions import override

from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables
from firesale.market.events import Swapped


class LossVersusRebalancing(Metric):
    """What an exchange gave away in its trades, valued at the fundamental prices of the same step, less what it got for it, fee aside: the
    loss against a portfolio that holds the same base asset at all times and trades it at the fundamental price.

    By exchange whose liquidity players can provide, of all providers together, the rest of the world among them. `fees` is what they earned
    in the same trades, the protocol's part of it included. Negative where traders paid more than the fundamental price. Ignores swaps that
    move no price, which are not made with the exchange, and assets without a fundamental price. Source: Milionis, Moallemi, Roughgarden and
    Zhang, Automated market making and loss-versus-rebalancing (2022): sigma^2 / 8 of the reserves' value per unit of time for a constant
    product that is arbitraged all the time.
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        shared = set(tables.listings.loc[tables.listings["use"] == "receipt", "venue"])
        exchanges = [venue for venue in tables.exchanges if venue in shared]
        swaps = tables.table(Swapped)
        swaps = swaps[swaps["venue"].isin(exchanges) & (swaps["price_before"] != swaps["price_after"])]
        price_in = tables.fundamental(swaps["asset_in"], swaps["step"])
        price_out = tables.fundamental(swaps["asset_out"], swaps["step"])
        lost = swaps["amount_out"] * price_out - (swaps["amount_in"] - swaps["fee"]) * price_in
        by_exchange = lost.groupby(swaps["venue"]).sum()
        losses = {f"exchange.{venue}": float(by_exchange.get(venue, 0.0)) for venue in exchanges}
        return {"total": float(lost.sum()), "fees": float((swaps["fee"] * price_in).sum())} | losses
