"""What an account may see: the information structure of the game. Never another player's strategy, never the future."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.assets import Assets
from firesale.market.ledger import Ledger
from firesale.market.venues.base import Venue
from firesale.market.venues.clearing.clearing_house import ClearingHouse
from firesale.market.venues.clearing.clearing_quote import ClearingQuote, OwnMembership
from firesale.market.venues.credit import Credit
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.venues.curve import Curve
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.perpetuals.quote import PerpetualQuote
from firesale.market.venues.perpetuals.venue import MarginAccounts, Perpetuals
from firesale.market.venues.vaults.vaults import Vaults
from firesale.market.venues.vaults.vaults_quote import VaultsQuote


class PublicView:
    """What everyone sees at one moment. Worked out when first asked for: nothing changes while players decide."""

    def __init__(self, venues: Mapping[str, Venue], assets: Assets, step: int, time: float) -> None:
        self.step, self.time = step, time
        self.numeraire = assets.numeraire
        self._venues = venues
        self._curves: dict[str, Curve] = {}
        self._quotes: dict[str, CreditQuote] = {}
        self._margins: dict[str, PerpetualQuote] = {}
        self._clearing: dict[str, ClearingQuote] = {}

    @cached_property
    def exchanges(self) -> tuple[str, ...]:
        """Names of the exchanges."""
        return tuple(name for name, venue in self._venues.items() if isinstance(venue, Exchange))

    @cached_property
    def pools(self) -> tuple[str, ...]:
        """Names of the lending pools."""
        return tuple(name for name, venue in self._venues.items() if isinstance(venue, Credit))

    def curve(self, exchange: str) -> Curve:
        """An exchange's quote."""
        if exchange not in self._curves:
            venue = self._venues[exchange]
            assert isinstance(venue, Exchange)
            self._curves[exchange] = venue.curve()
        return self._curves[exchange]

    def credit(self, pool: str) -> CreditQuote:
        """A pool's reserves, prices, rules and unsafe positions."""
        if pool not in self._quotes:
            venue = self._venues[pool]
            assert isinstance(venue, Credit)
            self._quotes[pool] = venue.public_quote()
        return self._quotes[pool]

    def vaults(self, name: str) -> VaultsQuote:
        """What vaults show beside what a pool does."""
        quote = self.credit(name)
        assert isinstance(quote, VaultsQuote)
        return quote

    @cached_property
    def clearing_houses(self) -> tuple[str, ...]:
        """Names of the clearing houses."""
        return tuple(name for name, venue in self._venues.items() if isinstance(venue, ClearingHouse))

    def clearing(self, house: str) -> ClearingQuote:
        """A clearing house's contracts, values, offers and resources."""
        if house not in self._clearing:
            venue = self._venues[house]
            assert isinstance(venue, ClearingHouse)
            self._clearing[house] = venue.quote()
        return self._clearing[house]

    @cached_property
    def perpetuals(self) -> tuple[str, ...]:
        """Names of the venues of perpetuals."""
        return tuple(name for name, venue in self._venues.items() if isinstance(venue, Perpetuals))

    def perpetual(self, name: str) -> PerpetualQuote:
        """A venue of perpetuals: its prices, rules and unsafe accounts."""
        if name not in self._margins:
            venue = self._venues[name]
            assert isinstance(venue, Perpetuals)
            self._margins[name] = venue.quote()
        return self._margins[name]

    def price(self, asset: str) -> float:
        """Price in the numeraire on the first exchange that trades the asset against it; NaN if there is none."""
        if asset == self.numeraire:
            return 1.0
        for name in self.exchanges:
            curve = self.curve(name)
            if curve.base == asset and curve.quote == self.numeraire:
                return curve.price
        return float("nan")

    def remember(self) -> "PublicView":
        """Work out everything now, so that it can be shown later, when things have changed."""
        for name in self.exchanges:
            self.curve(name)
        for name in self.pools:
            self.credit(name).remember()
        for name in self.perpetuals:
            self.perpetual(name).remember()
        for name in self.clearing_houses:
            self.clearing(name)
        return self


@dataclass(frozen=True, slots=True)
class OwnPositions:
    """The positions of n accounts in one pool, in units; health at the pool's oracle prices now (n,)."""

    collateral: FloatArray  # (n, k)
    debt: FloatArray  # (n, d)
    health: FloatArray  # (n,)


@dataclass
class View:
    """What n accounts see: the public view (late, if the scenario says so), and what is their own (never late).

    `memory` is the cohort's notebook: what it writes there it finds again at the next step.
    """

    public: PublicView
    accounts: IntArray
    memory: dict[str, FloatArray]
    _ledger: Ledger = field(repr=False)
    _assets: Assets = field(repr=False)
    _venues: Mapping[str, Venue] = field(repr=False)
    _value_claims: Callable[[], None] = field(repr=False)

    @cached_property
    def size(self) -> int:
        """How many accounts look."""
        return len(self.accounts)

    @property
    def step(self) -> int:
        """The step that the public information is from."""
        return self.public.step

    def balance(self, asset: str) -> FloatArray:
        """Units that each account holds, (n,)."""
        held: FloatArray = self._ledger.balances[self.accounts, self._assets.column[asset]]
        return held

    def position(self, pool: str) -> OwnPositions:
        """Each account's position in a pool."""
        venue = self._venues[pool]
        assert isinstance(venue, Credit)
        rows = venue.book.row_of[self.accounts]
        if np.all(rows >= 0):
            at = venue.positions.at(rows)
            return OwnPositions(at.collateral, at.debt, venue.positions.margin.health(at))
        collateral = np.zeros((self.size, len(venue.terms.collateral)))
        debt = np.zeros((self.size, len(venue.terms.debt)))
        health = np.full(self.size, np.inf)
        held = rows >= 0
        if held.any():
            at = venue.positions.at(rows[held])
            collateral[held], debt[held], health[held] = at.collateral, at.debt, venue.positions.margin.health(at)
        return OwnPositions(collateral, debt, health)

    def stability(self, vaults: str) -> FloatArray:
        """Coins that each account has in the stability pool of some vaults, (n,)."""
        venue = self._venues[vaults]
        assert isinstance(venue, Vaults)
        return venue.stability.worth(self.accounts)

    def membership(self, house: str) -> OwnMembership:
        """What each account has at a clearing house."""
        venue = self._venues[house]
        assert isinstance(venue, ClearingHouse)
        return venue.membership(self.accounts)

    def margin_account(self, name: str) -> MarginAccounts:
        """Each account's margin and positions in a venue of perpetuals."""
        venue = self._venues[name]
        assert isinstance(venue, Perpetuals)
        return venue.accounts_of(self.accounts)

    def loss_share(self, pool: str, asset: str) -> float:
        """Part of a reserve's deposits that is lost at fundamental prices: debt that no collateral covers, and deficit.

        What a private signal is about: strategies see it only through noise of their own.
        """
        venue = self._venues[pool]
        assert isinstance(venue, Credit)
        self._value_claims()  # what is pledged may be a claim on another pool
        return venue.loss_seen(asset)

    def keep_notes_of(self, index: int, one: "View") -> None:
        """Copy what a single account wrote into its notebook into the cohort's."""
        for name, note in one.memory.items():
            self.memory.setdefault(name, np.zeros(self.size))[index] = note[0]

    def one(self, index: int) -> "View":
        """The view of a single account, for a strategy written account by account."""
        memory = {name: notes[index : index + 1] for name, notes in self.memory.items()}
        accounts = self.accounts[index : index + 1]
        return View(self.public, accounts, memory, self._ledger, self._assets, self._venues, self._value_claims)
