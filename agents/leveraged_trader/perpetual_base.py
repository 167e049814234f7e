"""What every strategy of a trader of perpetuals needs to know: where its position is, and what it is on."""

from dataclasses import dataclass

import numpy as np

from firesale.agents.base import Strategy
from firesale.market.arrays import FloatArray
from firesale.market.checks import AssetName, PerpetualsName
from firesale.market.venues.perpetuals.quote import PerpetualQuote
from firesale.market.view import View


@dataclass(frozen=True)
class PerpetualStrategy(Strategy):
    """A position in one market of one venue of perpetuals."""

    venue: PerpetualsName
    market: AssetName


@dataclass(frozen=True, slots=True)
class Stakes:
    """Positions of n accounts in one market and the margin behind them, (n,), in margin units; size is signed, in units."""

    size: FloatArray
    value: FloatArray  # of the margin account
    requirement: FloatArray  # maintenance, of the margin account
    health: FloatArray
    mark: float  # margin units per unit


def stakes(view: View, quote: PerpetualQuote, market: str) -> Stakes:
    """What the accounts of a view have in a market: with isolated margin its own pocket, else the whole account."""
    own, place = view.margin_account(quote.name), quote.markets.index(market)
    pocket = place if quote.isolated else 0
    columns = (own.value[:, pocket], own.requirement[:, pocket], own.health[:, pocket])
    return Stakes(own.size[:, place], *columns, float(quote.mark[place]))


def pocket_of(quote: PerpetualQuote, market: str) -> str:
    """The asset that margin for a market is paid in under: none if there is one margin for all."""
    return market if quote.isolated else ""


def spare(view: View, quote: PerpetualQuote, fee: FloatArray | float) -> FloatArray:
    """Margin asset outside the venue, less a priority fee if it is the numeraire, (n,)."""
    kept = fee if quote.margin_asset == view.public.numeraire else 0.0
    return np.maximum(0.0, view.balance(quote.margin_asset) - kept)
