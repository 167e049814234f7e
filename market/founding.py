"""Founds a market: opens accounts and venues, sets oracles on their sources. Who plays, and with what, comes after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from firesale.market.arrays import KeyArray
from firesale.market.assets import Assets
from firesale.market.errors import BadValueError
from firesale.market.event_log import EventLog
from firesale.market.journal import Journal
from firesale.market.ledger import Ledger
from firesale.market.market import Group, Market
from firesale.market.oracles.base import Oracle
from firesale.market.oracles.feed import Feed
from firesale.market.oracles.reading import exchanges_read
from firesale.market.ordering.base import Ordering
from firesale.market.router import Router
from firesale.market.streams import Streams, name_key
from firesale.market.venues.base import Site, Venue, VenueTerms
from firesale.market.venues.exchange import Exchange

ACCOUNTS_OF_THE_MARKET = 2
"""The rest of the world, and whoever collects priority fees."""


@dataclass(frozen=True)
class OracleTerms:
    """An oracle and the exchanges that it reads if it names none; an asset that none of them trades is read at its fundamental price."""

    oracle: Oracle
    sources: tuple[str, ...] = ()

    def reading(self) -> Oracle:
        """The oracle with its sources."""
        return replace(self.oracle, sources=self.oracle.sources or self.sources)


@dataclass(frozen=True)
class MarketTerms:
    """Everything about a market but its players. The first asset is the numeraire, at price 1."""

    prices: Mapping[str, float]  # initial fundamental price of each base asset, numeraire per unit
    venues: Mapping[str, VenueTerms]
    oracles: Mapping[str, OracleTerms]
    ordering: Ordering
    information_delay: int = 0  # steps
    without_impact: frozenset[str] = frozenset()  # motives whose trades move no price
    loss_free: frozenset[tuple[str, str]] = frozenset()  # receipt token and a pool that values it without losses

    def at_prices(self, prices: Mapping[str, float]) -> "MarketTerms":
        """The same market founded at other initial prices."""
        return replace(self, prices=prices)


def found_market(terms: MarketTerms, groups: Sequence[Group], keys: KeyArray, streams: Streams) -> Market:
    """Open the market for `len(keys)` players. Venues that oracles may read open first, then the oracles, then the venues that read them."""
    site = _site(terms, len(keys), streams)
    venues: dict[str, Venue] = {}
    for name, venue in terms.venues.items():
        if not venue.reads_oracle:
            venues[name] = venue.open(name, site)
    for name, of in terms.oracles.items():
        oracle = of.reading()
        site.feeds[name] = Feed(name, oracle, _sources(name, oracle, venues), site.assets, site.redemption, site.log)
    for name, venue in terms.venues.items():
        if venue.reads_oracle:
            venues[name] = venue.open(name, site)
    router = Router(site, venues, terms.ordering, keys, name_key(streams.seed, "ordering"))
    market = Market(site, venues, site.feeds, router, groups, terms.information_delay)
    market.report_prices()
    return market


def _site(terms: MarketTerms, players: int, streams: Streams) -> Site:
    claims = [claim for name, venue in terms.venues.items() for claim in venue.claims(name)]
    assets = Assets(list(terms.prices), claims)
    assets.values[: assets.base_count] = list(terms.prices.values())
    for claim in claims:
        if claim.underlying:
            assets.values[assets.column[claim.name]] = assets.values[assets.column[claim.underlying]]
    journal = Journal()
    accounts = players + sum(venue.accounts for venue in terms.venues.values()) + ACCOUNTS_OF_THE_MARKET
    ledger = Ledger(accounts, len(assets.names), journal)
    site = Site(
        ledger,
        journal,
        EventLog(),
        assets,
        players,
        streams,
        without_impact=terms.without_impact,
        loss_free=terms.loss_free,
    )
    site.world = site.open_account()
    return site


def _sources(name: str, oracle: Oracle, venues: Mapping[str, Venue]) -> list[Exchange]:
    sources = []
    for source in exchanges_read(oracle):
        venue = venues.get(source)
        if not isinstance(venue, Exchange):
            raise BadValueError(f"oracles.{name}.sources", source, "the name of an exchange")
        sources.append(venue)
    return sources
