"""The venue of perpetuals: a composition of desks over one book."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.actions import AddMargin, ChangePosition, TakeMargin, TakeOver
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import AssetListed, PerpetualStated, VenueOpened
from firesale.market.perpetuals.accounts import equity
from firesale.market.streams import entity_keys
from firesale.market.venues.base import Site, Venue
from firesale.market.venues.perpetuals.accounting import Accounting
from firesale.market.venues.perpetuals.backstop_desk import BackstopDesk
from firesale.market.venues.perpetuals.book import PerpetualBook
from firesale.market.venues.perpetuals.closing_desk import ClosingDesk
from firesale.market.venues.perpetuals.funding_desk import FundingDesk
from firesale.market.venues.perpetuals.margin_desk import MarginDesk
from firesale.market.venues.perpetuals.quote import PerpetualQuote
from firesale.market.venues.perpetuals.requirement_desk import RequirementDesk
from firesale.market.venues.perpetuals.state import PerpetualState
from firesale.market.venues.perpetuals.terms import PerpetualTerms
from firesale.market.venues.perpetuals.trading_desk import TradingDesk


@dataclass(frozen=True, slots=True)
class MarginAccounts:
    """The margin accounts of n players: p pockets each, one per market if margin is isolated, else one. In margin units."""

    balance: FloatArray  # (n, p)
    size: FloatArray  # (n, m), signed units
    entry: FloatArray  # (n, m), mean price of the position, 0 without one
    value: FloatArray  # (n, p)
    requirement: FloatArray  # (n, p), maintenance
    health: FloatArray  # (n, p)


class Perpetuals(Venue):
    """`state`: the book at index and mark prices; desks for margin, trading, closing, backstops and funding act on it."""

    kind = "perpetuals"
    one_by_one: ClassVar[bool] = True

    def __init__(self, name: str, site: Site, terms: PerpetualTerms) -> None:
        """Raises BadValueError if a claim is margin, or has a market: the vault's margin is minted, which only base assets can be."""
        terms.check_base(name, site.assets.names[: site.assets.base_count])
        super().__init__(name, site)
        self.terms = terms
        self.feed = site.feeds[terms.oracle]
        self.book = PerpetualBook(site.players, len(terms.markets), terms.isolated, site.journal)
        column = site.assets.column[terms.margin_asset]
        self.state = PerpetualState(terms, self.book, self.feed, lambda: site.ledger.rounding(column))
        self.requirements = RequirementDesk(name, site, self.state)
        self.margins = MarginDesk(name, site, self.state)
        self.traders = TradingDesk(name, site, self.state)
        self.closing = ClosingDesk(name, site, self.state)
        draws = site.streams.draws(entity_keys(name, 1), "deleveraging", name)
        self.backstops = BackstopDesk(name, site, self.state, self.closing, draws)
        self.funding = FundingDesk(name, site, self.state)
        self.accounting = Accounting(name, site, self.state, self.margins)
        self.handlers = {
            AddMargin: self.margins.add,
            TakeMargin: self.margins.take,
            ChangePosition: self.traders.change,
            TakeOver: self.closing.take_over,
        }
        self._introduce()

    @override
    def accrue(self, seconds: float) -> None:
        self.funding.accrue(seconds)

    @override
    def set_margins(self) -> None:
        self.requirements.look()

    @override
    def absorb(self) -> None:
        self.backstops.absorb()

    @override
    def check(self) -> None:
        self.accounting.check()

    @override
    def audit(self) -> None:
        self.accounting.audit()

    @override
    def record(self) -> None:
        self.accounting.record()

    @override
    def equity(self, values: FloatArray) -> FloatArray | None:
        """Not less than nothing per margin account: what is missing is the venue's loss."""
        found, rows = np.zeros(self.site.players), np.arange(1, self.book.rows)
        np.add.at(found, self.book.owners(rows), self._worth(rows, values))
        return found

    @override
    def equity_of(self, account: int, values: FloatArray) -> float:
        rows = self._rows(np.array([account]))[0]
        return float(self._worth(rows[rows >= 0], values).sum())

    @override
    def health_of(self, account: int) -> float:
        rows = self._rows(np.array([account]))[0]
        healths = self.state.healths(rows[rows >= 0], self.state.mark(self.state.index()))
        return float(healths.min(initial=np.inf))

    def quote(self) -> PerpetualQuote:
        """The venue as anybody can see it now."""
        return PerpetualQuote(self.name, self.state)

    def accounts_of(self, accounts: IntArray) -> MarginAccounts:
        """The margin accounts of some players at mark prices now; nothing where there is none."""
        rows, mark = self._rows(accounts), self.state.mark(self.state.index())
        n, p = rows.shape
        held, at = rows >= 0, rows[rows >= 0]
        balance, value, needed, health = (np.zeros((n, p)) for _ in range(4))
        health[:] = np.inf
        balance[held], value[held] = self.book.balance[at], self.state.value(at, mark)
        needed[held], health[held] = self.state.requirement(at, mark), self.state.healths(at, mark)
        size, entry = np.zeros((n, len(self.terms.markets))), np.zeros((n, len(self.terms.markets)))
        for pocket in range(p):  # a pocket holds its own market, or all of them; the others are 0 in its row
            those = held[:, pocket]
            size[those] += self.book.size[rows[those, pocket]]
            entry[those] += self.book.entry[rows[those, pocket]]
        return MarginAccounts(balance, size, entry, value, needed, health)

    def _rows(self, accounts: IntArray) -> IntArray:
        """Rows of accounts (n, p), -1 where there is none."""
        pockets = self.book.pockets
        rows: IntArray = self.book.row_of[accounts[:, None] * pockets + np.arange(pockets)]
        return rows

    def _worth(self, rows: IntArray, values: FloatArray) -> FloatArray:
        """Value of rows (n,) in the numeraire at fair values."""
        column = self.site.assets.column
        margin = float(values[self.margins.column])
        prices = values[[column[asset] for asset in self.terms.markets]] / margin
        return np.maximum(0.0, equity(self.book.balance[rows], self.book.size[rows], prices)) * margin

    def _introduce(self) -> None:
        """Say in the event log what the venue is."""
        log, terms = self.site.log, self.terms
        log.add(VenueOpened(self.name, self.kind))
        one = np.ones((1, len(terms.markets)))
        needed = self.state.in_force.initial(one, np.zeros(len(terms.markets)))[0]
        for asset, margin in zip(terms.markets, needed.tolist(), strict=True):
            log.add(AssetListed(self.name, asset, "perpetual", "", terms.oracle, margin))
            log.add(PerpetualStated(self.name, asset, terms.depth, terms.premium_in_mark, terms.isolated))
        log.add(AssetListed(self.name, terms.margin_asset, "margin", "", terms.oracle, 0.0))
        for market in range(len(terms.markets)):
            self.requirements.state_maintenance(market)


@dataclass(frozen=True)
class PerpetualsTerms(PerpetualTerms):
    """Terms that open as a venue of perpetuals."""

    @override
    def open(self, name: str, site: Site) -> Perpetuals:
        return Perpetuals(name, site, self)
