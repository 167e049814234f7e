"""The market: venues, oracles and the ledger, and what happens to them in each phase of a step."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from firesale.market.actions import Action
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import GroupRecorded, PriceMoved, WealthRecorded
from firesale.market.oracles.feed import Feed
from firesale.market.router import Router
from firesale.market.venues.base import Site, Venue
from firesale.market.venues.exchange import Exchange
from firesale.market.view import PublicView, View


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts that stand side by side: one strategy, one role."""

    name: str
    role: str
    accounts: IntArray


class Market:
    """Each method is one phase. Nothing here decides for a player."""

    def __init__(
        self,
        site: Site,
        venues: Mapping[str, Venue],
        feeds: Mapping[str, Feed],
        router: Router,
        groups: Sequence[Group],
        information_delay: int = 0,
    ) -> None:
        self.site, self.venues, self.feeds, self.router, self.groups = site, venues, feeds, router, groups
        self.wealth_at_start: FloatArray = np.zeros(site.players)
        self._seen: deque[PublicView] = deque(maxlen=information_delay + 1)
        self._delayed = information_delay > 0
        self._quoted = _issuers_of_quoted_claims(venues)
        self._valued_at = -1  # length of the event log when claims were last valued

    # --- phases of a step ---------------------------------------------------------------------------------------------

    def move_prices(self, prices: FloatArray, seconds: float) -> None:
        """Fundamental prices of the base assets become `prices` (base assets,); order books re-centre."""
        assets = self.site.assets
        assets.values[: assets.base_count] = prices
        self.record_prices()
        for venue in self.venues.values():
            venue.relax(seconds)

    def accrue(self, seconds: float) -> None:
        """Interest for the time since the last step."""
        for venue in self.venues.values():
            venue.accrue(seconds)

    def report_prices(self) -> None:
        """Every oracle looks at its source, then venues whose requirements move look at what was reported."""
        self._value(self._quoted)
        for feed in self.feeds.values():
            feed.report(self.site.log.time)
        for venue in self.venues.values():
            venue.set_margins()

    def look(self) -> PublicView:
        """What everyone sees now, or saw some steps ago if information is late."""
        now = PublicView(self.venues, self.site.assets, self.site.log.step, self.site.log.time)
        if self._delayed:
            if not self._seen or self._seen[-1].step != now.step:  # a later round of a step is no later step
                self._seen.append(now.remember())
            return self._seen[0]
        return now

    def view(self, public: PublicView, accounts: IntArray, memory: dict[str, FloatArray]) -> View:
        """The public view together with what belongs to some accounts."""
        site = self.site
        return View(public, accounts, memory, site.ledger, site.assets, self.venues, self._value_claims)

    def execute(self, actions: Sequence[Action], moment: int) -> None:
        """Carry out the actions in order."""
        self.router.execute(actions, moment)

    def absorb(self) -> None:
        """Losses meet the backstops."""
        for venue in self.venues.values():
            venue.absorb()

    def check(self) -> None:
        """Audit what this step wrote. Raises BrokenInvariantError."""
        self.site.ledger.check_step()
        for venue in self.venues.values():
            venue.check()
        self.site.journal.clear()

    def audit(self) -> None:
        """Audit everything there is. Raises BrokenInvariantError."""
        self.site.ledger.audit()
        for venue in self.venues.values():
            venue.audit()

    def record(self) -> None:
        """Write the state of venues and groups to the event log."""
        for venue in self.venues.values():
            venue.record()
        wealth = self.wealth()
        for group in self.groups:
            self.site.log.add(GroupRecorded(group.name, group.role, float(wealth[group.accounts].sum())))

    # --- wealth -------------------------------------------------------------------------------------------------------

    def wealth(self) -> FloatArray:
        """Wealth of each player at fundamental prices, shape (players,), numeraire."""
        site = self.site
        self._value_claims()
        wealth = np.zeros(site.players)
        for column, value in enumerate(site.assets.values):
            wealth += site.ledger.balances[: site.players, column] * value
        for venue in self.venues.values():
            inside = venue.equity(site.assets.values)
            if inside is not None:
                wealth += inside
        return wealth

    def wealth_of(self, account: int) -> float:
        """Wealth of one player at fundamental prices, numeraire."""
        self._value_claims()
        values = self.site.assets.values
        inside = sum(venue.equity_of(account, values) for venue in self.venues.values())
        return float(self.site.ledger.balances[account] @ values) + inside

    def health_of(self, account: int, venue: str) -> float:
        """Health of one player's position in a venue at oracle prices now."""
        return self.venues[venue].health_of(account)

    def record_prices(self) -> None:
        """Write the fundamental prices to the event log."""
        assets = self.site.assets
        for name, value in zip(assets.names[: assets.base_count], assets.values, strict=False):
            self.site.log.add(PriceMoved(name, float(value)))

    def record_wealth(self) -> None:
        """Write every player's wealth to the event log."""
        self.site.log.add(WealthRecorded(np.arange(self.site.players), self.wealth()))

    def _value_claims(self) -> None:
        """Fair values of all claims, unless nothing has happened since they were last worked out."""
        mark = self.site.log.mark()
        if mark != self._valued_at:
            self._value(self.venues.values())
            self._valued_at = mark

    def _value(self, issuers: Iterable[Venue]) -> None:
        """Fair values of what some venues issue, in the order in which they were opened."""
        assets = self.site.assets
        for venue in issuers:
            for claim in venue.issued:
                assets.values[assets.column[claim]] = venue.claim_value(claim)


def _issuers_of_quoted_claims(venues: Mapping[str, Venue]) -> list[Venue]:
    """Venues whose claims have a price outside: shares of exchanges, and receipt tokens that an exchange trades."""
    exchanges = [venue for venue in venues.values() if isinstance(venue, Exchange)]
    traded = {asset for exchange in exchanges for asset in (exchange.base, exchange.quote)}
    return [venue for venue in venues.values() if venue in exchanges or traded.intersection(venue.issued)]
