"""What a backstop answers, and the waterfall in which they stand."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from firesale.market.checks import check_fields


class Bearer(StrEnum):
    """Whose loss it becomes: the venue moves the ledger accordingly."""

    RESERVES = "reserves"
    LENDERS = "lenders"
    DEFAULTER = "defaulter"
    CLEARING_HOUSE = "clearing house"
    DEFAULT_FUND = "default fund"
    MEMBERS = "members"
    GAINERS = "gainers"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Resources:
    """What each bearer has to give for one reserve, in units of the reserve's asset; a bearer that a venue does not have has nothing."""

    reserves: float
    lenders: float
    defaulter: float = 0.0  # contribution of the member that defaulted to the default fund
    capital: float = 0.0  # of the clearing house itself
    default_fund: float = 0.0  # what the other members' contributions still hold
    pledged: float = 0.0  # the other members' contributions when they were made
    gains: float = 0.0  # variation margin that the other members gained since the defaulter could pay


@dataclass(frozen=True, slots=True)
class Absorption:
    """A part of a loss and its bearer, in units of the reserve's asset."""

    backstop: str
    bearer: Bearer
    amount: float


@dataclass(frozen=True)
class Backstop(ABC):
    """Decides how much of a loss it takes, moves nothing. Law: 0 <= amount <= loss, and no more than the bearer has."""

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
        absorptions.append(absorption)
    return absorptions
