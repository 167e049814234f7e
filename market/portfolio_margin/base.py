"""What a portfolio margin rule answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from firesale.market.arrays import FloatArray
from firesale.market.checks import check_fields
from firesale.market.portfolio_margin.listing import Listing


@dataclass(frozen=True)
class PortfolioMargin(ABC):
    """How much a portfolio may lose before it can be closed out, and must therefore be covered.

    Laws (contract tests): the requirement is not negative, nothing for no position, and twice as much for twice the portfolio; for a rule
    that says it is subadditive, two portfolios together need no more than each alone, so netting never needs more than gross.
    """

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def subadditive(self) -> bool:
        """True if merging portfolios never raises the requirement."""
        return True

    @abstractmethod
    def requirement(self, positions: FloatArray, listing: Listing) -> FloatArray:
        """Numeraire (n,) that portfolios (n, c), in units of each contract, negative if sold, must be covered with."""
