"""What the protocol earned beyond its buffer buys back its token, which is destroyed."""

import numpy as np

from firesale.market.actions import Motive, Swap
from firesale.market.events import BoughtBack
from firesale.market.venues.base import Site
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.vaults.mint import COIN, Mint
from firesale.market.venues.vaults.terms import VaultsTerms


class SurplusDesk:
    """One lot a round. Source: Maker, `Vow.flap`: a lot `bump` is sold while the surplus is at least the deficit, the lot and the buffer `hump`.

    There bidders offer more and more of the token for a lot; here an exchange sets the price.
    """

    def __init__(self, venue: str, site: Site, terms: VaultsTerms, mint: Mint) -> None:
        self.venue, self.site, self.terms, self.mint = venue, site, terms, mint

    def spend(self) -> None:
        """At the end of a round, once losses have met their backstops."""
        exchange = self.site.venues.get(self.terms.surplus_exchange or "")
        needed = float(self.mint.deficit[COIN]) + self.terms.surplus_lot + self.terms.surplus_buffer
        if not isinstance(exchange, Exchange) or self.mint.surplus() < needed:
            return
        ledger, account = self.site.ledger, self.mint.account
        before, price = ledger.balance(account, exchange.base_column), exchange.price
        if exchange.handlers[Swap](self._order(exchange)) is not None:  # the exchange has nothing left to pay with
            return
        bought = ledger.balance(account, exchange.base_column) - before
        ledger.burn(exchange.base_column, account, bought)
        names = self.venue, exchange.name, exchange.base, self.terms.coin
        self.site.log.add(BoughtBack(*names, self.terms.surplus_lot, bought, price, exchange.price))

    def _order(self, exchange: Exchange) -> Swap:
        return Swap(
            account=np.array([self.mint.account]),
            venue=exchange.name,
            asset_in=exchange.quote,
            asset_out=exchange.base,
            amount_in=np.array([self.terms.surplus_lot]),
            min_amount_out=np.zeros(1),
            motive=Motive.GOVERNANCE,
        )
