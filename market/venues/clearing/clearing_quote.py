"""What everyone may see of a clearing house."""

from dataclasses import dataclass

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.portfolio_margin.base import PortfolioMargin
from firesale.market.portfolio_margin.listing import Listing


@dataclass(frozen=True, slots=True)
class ClearingQuote:
    """The public state of a clearing house at one moment: c contracts, k collaterals, amounts in the numeraire."""

    name: str
    contracts: tuple[str, ...]
    underlyings: tuple[str, ...]  # (c,), of each contract
    expiry: FloatArray  # (c,), seconds since the start
    alive: BoolArray  # (c,), not expired
    values: FloatArray  # (c,), of one contract now
    settled: FloatArray  # (c,), up to which variation margin has been paid
    bids: FloatArray  # (c,), contracts that members offer to buy
    asks: FloatArray  # (c,), contracts that members offer to sell
    collaterals: tuple[str, ...]
    collateral_price: FloatArray  # (k,)
    haircuts: FloatArray  # (k,)
    default_fund: float
    capital: float
    deficit: float
    margin: PortfolioMargin
    listing: Listing


@dataclass(frozen=True, slots=True)
class OwnMembership:
    """What n accounts have at a clearing house, amounts in the numeraire (n,)."""

    cash: FloatArray  # negative: owed
    collateral: FloatArray  # (n, k), units
    positions: FloatArray  # (n, c), contracts
    required: FloatArray  # initial margin
    counted: FloatArray  # cash and collateral after haircuts
    called: FloatArray  # still to be posted
    due: FloatArray  # seconds since the start; infinite without a call
    unsettled: FloatArray  # what positions have gained since the last settlement
    contribution: FloatArray  # to the default fund, what is left of it
    defaulted: BoolArray

    @property
    def equity(self) -> FloatArray:
        """What it would leave behind by defaulting: margin less what its positions lost, and its contribution (n,)."""
        return self.counted + self.unsettled + self.contribution
