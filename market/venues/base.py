"""What every venue is: accounts of its own, a list of actions that it takes, and a place in each phase of the step."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.assets import Assets, Claim
from firesale.market.checks import check_fields
from firesale.market.event_log import EventLog
from firesale.market.journal import Journal
from firesale.market.ledger import Ledger
from firesale.market.oracles.feed import Feed
from firesale.market.orders import Outcome
from firesale.market.streams import Streams

Handler = Callable[[Any], Outcome]


@dataclass
class Site:
    """What a venue is built on: the one ledger, journal and event log of the market, and the accounts that are not players'."""

    ledger: Ledger
    journal: Journal
    log: EventLog
    assets: Assets
    players: int
    streams: Streams = field(default_factory=partial(Streams, 0))
    world: int = -1  # the rest of the world: sells what traders bought before the start, takes orders without impact
    feeds: dict[str, Feed] = field(default_factory=dict)
    redemption: dict[str, Callable[[], float]] = field(default_factory=dict)  # claim -> units of its underlying
    loss_free_index: dict[str, Callable[[], float]] = field(default_factory=dict)  # the same had no lender ever lost
    without_impact: frozenset[str] = frozenset()  # motives whose orders move no price
    loss_free: frozenset[tuple[str, str]] = frozenset()  # receipt token and a pool that values it without losses
    venues: "dict[str, Venue]" = field(default_factory=dict)  # those opened so far
    risk_managers: dict[str, frozenset[int]] = field(default_factory=dict)  # by venue, who may set its parameters
    _opened: int = 0

    def open_account(self) -> int:
        """The next account behind the players'."""
        account = self.players + self._opened
        self._opened += 1
        return account


class Venue(ABC):
    """Holds assets on its own accounts and carries out actions.

    A handler takes an action whose order fields are arrays of one length and either carries out all of its orders or none,
    and then says why. It changes nothing before its last check.
    """

    kind: ClassVar[str]
    one_by_one: ClassVar[bool] = False  # bundles with a leg here are settled account by account

    def __init__(self, name: str, site: Site) -> None:
        self.name = name
        self.site = site
        self.handlers: Mapping[type[Action], Handler] = {}
        self.issued: tuple[str, ...] = ()  # claims that it issues
        site.venues[name] = self

    def relax(self, seconds: float) -> None:
        """Time passes on an exchange: impact decays."""

    def accrue(self, seconds: float) -> None:
        """Time passes for debts: interest."""

    def set_margins(self) -> None:
        """Oracles have just reported: margin requirements follow, and health is stated where others could not work it out."""

    def absorb(self) -> None:
        """Losses that are left meet the backstops."""

    def check(self) -> None:
        """Raise BrokenInvariantError if the venue's books do not add up (cheap: every step)."""

    def audit(self) -> None:
        """The same over every position (a full pass: at intervals)."""

    def record(self) -> None:
        """Write the venue's state to the event log."""

    def claim_value(self, asset: str) -> float:
        """Fair value of one unit of a claim that this venue issues, in the numeraire."""
        raise KeyError(asset)

    def equity(self, values: FloatArray) -> FloatArray | None:
        """Net value of what each player keeps inside the venue, shape (players,), at fair values (m,); None if nobody can."""
        return None

    def equity_of(self, account: int, values: FloatArray) -> float:
        """The same for one player."""
        return 0.0

    def health_of(self, account: int) -> float:
        """Health of one player's position at oracle prices now: below 1 it may be liquidated; infinite without one."""
        return float("inf")


@dataclass(frozen=True)
class VenueTerms(ABC):
    """A venue as a scenario describes it."""

    accounts: ClassVar[int]  # how many accounts of its own it opens
    reads_oracle: ClassVar[bool] = False  # opened after the oracles, which may read those that do not

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def claims(self, name: str) -> tuple[Claim, ...]:
        """The assets that the venue issues."""

    @abstractmethod
    def open(self, name: str, site: Site) -> Venue:
        """Open the venue, with what it starts with."""
