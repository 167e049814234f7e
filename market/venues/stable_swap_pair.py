"""Two further coins of a stable swap as an exchange of their own."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.assets import Claim
from firesale.market.checks import AssetName, ExchangeName
from firesale.market.errors import BadValueError
from firesale.market.venues.base import Site, VenueTerms
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.stable_curve import StableCurve
from firesale.market.venues.stable_swap import StableSwap


class StableSwapPair(Exchange):
    """Trades against the balances of the pool, at the pool's fees: a trade here moves the price there, and the other way round.

    An exchange has one base and one quote asset everywhere else (prices, oracles, players, event tables), so a pool of n coins is an exchange
    for each pair that somebody may want to trade, and one account that holds the coins.
    """

    kind = "stable_swap_pair"

    def __init__(self, name: str, site: Site, base: str, quote: str, pool: StableSwap) -> None:
        super().__init__(name, site, base, quote, pool.account)
        self.pool = pool

    @override
    def curve(self) -> StableCurve:
        return self.pool.curve_of(self.base, self.quote)

    @override
    def _moved(self, curve: Curve, asset_in: str, amount_in: FloatArray, fills: Fills) -> None:
        self.pool.take_fee(self.quote if asset_in == self.base else self.base, fills.amount_out)


@dataclass(frozen=True)
class StableSwapPairTerms(VenueTerms):
    """Two coins of a stable swap that stands before it in the scenario. Raises BadValueError if there is none, or it has not both coins."""

    accounts: ClassVar[int] = 0

    pool: ExchangeName
    base: AssetName
    quote: AssetName

    @override
    def claims(self, name: str) -> tuple[Claim, ...]:
        return ()

    @override
    def open(self, name: str, site: Site) -> StableSwapPair:
        pool = site.venues.get(self.pool)
        if not isinstance(pool, StableSwap):
            raise BadValueError(f"venues.{name}.pool", self.pool, "a stable_swap that stands before it")
        for field, coin in (("base", self.base), ("quote", self.quote)):
            if coin not in pool.coins:
                raise BadValueError(f"venues.{name}.{field}", coin, f"a coin of {self.pool}: {', '.join(pool.coins)}")
        return StableSwapPair(name, site, self.base, self.quote, pool)
