"""Receipt tokens that a pool values as if their lenders had never lost anything: an edge between two pools that is knocked out."""

from firesale.market.arrays import FloatArray
from firesale.market.oracles.feed import Feed
from firesale.market.venues.base import Site
from firesale.market.venues.lending_terms import LendingTerms


class LossFree:
    """Which collaterals of a pool are valued so. The claims stay what they are: who redeems one gets its part of what is left."""

    def __init__(self, pool: str, site: Site, terms: LendingTerms, feed: Feed) -> None:
        self.site, self.feed = site, feed
        self.places = {k: asset for k, asset in enumerate(terms.collateral) if (asset, pool) in site.loss_free}

    def prices(self, prices: FloatArray) -> FloatArray:
        """Collateral prices (k,) with those of loss-free claims: loss-free index times the oracle's price of the underlying."""
        if not self.places:
            return prices
        prices = prices.copy()
        for k, claim in self.places.items():
            underlying = self.site.assets.underlying[claim]
            prices[k] = self._index(claim) * self.feed.prices_of((underlying,))[0]
        return prices

    def values(self, values: FloatArray) -> FloatArray:
        """Fair values of all assets (m,) with those of loss-free claims: loss-free index times the value of the underlying."""
        if not self.places:
            return values
        values, column = values.copy(), self.site.assets.column
        for claim in self.places.values():
            values[column[claim]] = self._index(claim) * values[column[self.site.assets.underlying[claim]]]
        return values

    def _index(self, claim: str) -> float:
        """Units of the underlying asset per loss-free claim; 1 before its pool is founded."""
        index = self.site.loss_free_index.get(claim)
        return 1.0 if index is None else index()
