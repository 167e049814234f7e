"""What a backstop answers, and the waterfall in which they stand."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar, Protocol

from firesale.market.checks import check_fields


class Bearer(StrEnum):
    """Whose loss it becomes: the venue moves the ledger accordingly."""

    RESERVES = "reserves"
    LENDERS = "lenders"
    TOKEN_HOLDERS = "token_holders"  # of the protocol: new tokens are sold
    DEFAULTER = "defaulter"
    CLEARING_HOUSE = "clearing house"
    DEFAULT_FUND = "default fund"
    MEMBERS = "members"
    GAINERS = "gainers"
    DEPOSITORS = "stability depositors"
    VAULT_OWNERS = "vault owners"
    INSURANCE_FUND = "insurance fund"
    VAULT = "liquidator vault"
    WINNERS = "winners"
    NOBODY = "nobody"


class Outlet(Protocol):
    """An exchange's quote, as far as sales of its base asset go: see `market.venues.curve.Curve`."""

    @property
    def price(self) -> float:
        """Marginal price, quote units per base unit."""

    def sale_to_reach(self, price: float) -> float:
        """Base units to sell to bring the marginal price down to `price`."""

    def proceeds(self, base_in: float) -> float:
        """Quote units for selling `base_in` at once."""


@dataclass(frozen=True, slots=True)
class Resources:
    """What each bearer has to give for one reserve, in units of the reserve's asset; a bearer that a venue does not have has nothing.

    At a venue of perpetuals, units of the position that must be closed.
    """

    reserves: float
    lenders: float
    outlets: Mapping[str, Outlet] = field(default_factory=dict)  # exchanges that sell something for the reserve's asset
    defaulter: float = 0.0  # contribution of the member that defaulted to the default fund
    capital: float = 0.0  # of the clearing house itself
    default_fund: float = 0.0  # what the other members' contributions still hold
    pledged: float = 0.0  # the other members' contributions when they were made
    gains: float = 0.0  # variation margin that the other members gained since the defaulter could pay
    stability_deposits: float = 0.0  # in the stability pool of vaults
    vault_equity: float = 0.0  # what vaults that owe something have above their debts at the oracle's prices
    insured: float = 0.0  # units that can be sold and paid for by the insurance fund
    vault_takes: float = 0.0  # units for which the liquidator vault has the margin
    other_side: float = 0.0  # units open against the position

    def less(self, taken: "Absorption") -> "Resources":
        """What is left when a bearer has given a part: the same backstop may stand twice."""
        name = GIVEN_BY.get(taken.bearer)
        return replace(self, **{name: max(0.0, getattr(self, name) - taken.amount)}) if name else self


GIVEN_BY: Mapping[Bearer, str] = {
    Bearer.RESERVES: "reserves",
    Bearer.LENDERS: "lenders",
    Bearer.DEFAULTER: "defaulter",
    Bearer.CLEARING_HOUSE: "capital",
    Bearer.DEFAULT_FUND: "default_fund",
    Bearer.GAINERS: "gains",
    Bearer.DEPOSITORS: "stability_deposits",
    Bearer.VAULT_OWNERS: "vault_equity",
}
"""Resources that are used up; members may be assessed again, and exchanges sell more at a lower price."""


@dataclass(frozen=True, slots=True)
class Absorption:
    """A part of a loss and its bearer, in units of the reserve's asset."""

    backstop: str
    bearer: Bearer
    amount: float
    exchange: str = ""  # where it is to be raised by a sale
    floor_price: float = 0.0  # of what is sold there, units of the reserve's asset


@dataclass(frozen=True)
class Backstop(ABC):
    """Decides how much of a loss it takes, moves nothing. Law: 0 <= amount <= loss, and no more than the bearer has."""

    bearer: ClassVar[Bearer]

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        """The part of `loss` (> 0) that this backstop takes."""


def waterfall(backstops: Sequence[Backstop], loss: float, resources: Resources) -> list[Absorption]:
    """Each backstop in turn takes what it can of what is left."""
    absorptions = []
    for backstop in backstops:
        if loss <= 0.0:
            break
        absorption = backstop.absorb(loss, resources)
        loss -= absorption.amount
        resources = resources.less(absorption)
        absorptions.append(absorption)
    return absorptions
