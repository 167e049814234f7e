"""A venue of bands as a scenario describes it."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.assets import Claim
from firesale.market.backstops.base import Backstop
from firesale.market.backstops.fitting import check_backstops
from firesale.market.bands.grid import BandGrid
from firesale.market.bands.limiter import OracleLimiter
from firesale.market.bands.state import MOST_BANDS
from firesale.market.checks import AssetName, Cap, Fraction, OracleName, Positive, Range, Seconds
from firesale.market.errors import BadValueError
from firesale.market.liquidation.hand_over import HandOver
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.rates.base import RateModel
from firesale.market.venues.bands.bands import Bands
from firesale.market.venues.base import Site, VenueTerms
from firesale.market.venues.lending_pool import LendingPoolTerms
from firesale.market.venues.lending_terms import receipt_name

LEAST_BANDS = 4
Amplification = Annotated[float, Range(2.0, 10_000.0)]
BandCount = Annotated[int, Range(LEAST_BANDS, MOST_BANDS)]
Discount = Annotated[float, Range(0.0, 1.0, high_excluded=True)]
TradeFee = Annotated[float, Range(0.0, 1.0, high_excluded=True)]
Move = Annotated[float, Range(1.0, low_excluded=True, high_excluded=True)]


@dataclass(frozen=True)
class BandsTerms(VenueTerms):
    """Collateral (`base`) is pledged in bands of prices in which it trades for the coin that is owed (`quote`), lent from the deposits of lenders.

    Source: crvUSD and LlamaLend, `AMM.vy` and `Controller.vy`; numbers as in their tests (A 100, fee .6 to 1 %, discounts 9 and 6 %).
    """

    accounts: ClassVar[int] = 3
    reads_oracle: ClassVar[bool] = True

    base: AssetName
    quote: AssetName
    oracle: OracleName
    rate: RateModel
    amplification: Amplification = 100.0  # A: each band is 1 / A of its price wide
    fee: TradeFee = 0.006  # of what comes in; it stays in the bands
    loan_discount: Discount = 0.09  # part of the collateral that new debt may not count
    liquidation_discount: Discount = 0.06  # part of what the bands bring that health does not count
    bands: BandCount = 10  # of a loan that does not say how many
    largest_oracle_move: Move = 1.25  # factor within the delay
    oracle_delay: Seconds = 120.0  # seconds over which a move of the oracle is limited and costs a fee
    base_price: Positive | None = (
        None  # top of band 0, quote units per base unit; the oracle's at the opening if not given
    )
    reserve_factor: Fraction = 0.0  # the protocol's share of interest
    supply_cap: Cap = np.inf  # units deposited
    borrow_cap: Cap = np.inf  # units owed
    flash_fee: Fraction = 0.0  # of a flash loan
    backstops: tuple[Backstop, ...] = ()  # in the order in which they bear a loss

    def __post_init__(self) -> None:
        super().__post_init__()
        check_backstops(type(self).__name__, self.backstops, LendingPoolTerms.bearers)
        if self.liquidation_discount > self.loan_discount:
            raise BadValueError(
                "BandsTerms.liquidation_discount",
                self.liquidation_discount,
                f"not above loan_discount, {self.loan_discount}",
            )

    @property
    def grid(self) -> BandGrid:
        """The ladder of prices."""
        return BandGrid(self.amplification)

    @property
    def limiter(self) -> OracleLimiter:
        """What the oracle price meets before the bands follow it."""
        return OracleLimiter(self.largest_oracle_move, self.oracle_delay)

    @property
    def lending(self) -> LendingPoolTerms:
        """The lending side. The margin rule counts what the bands bring: that is the collateral that positions show, in base units at the
        oracle price.
        """
        margin = LoanToValue(np.array([1.0 - self.loan_discount]), np.array([1.0 - self.liquidation_discount]))
        return LendingPoolTerms(
            collateral=(self.base,),
            debt=(self.quote,),
            oracle=self.oracle,
            margin=margin,
            liquidation=HandOver(self.liquidation_discount),
            rates=(self.rate,),
            backstops=self.backstops,
            reserve_factor=np.array([self.reserve_factor]),
            supply_cap=np.array([self.supply_cap]),
            borrow_cap=np.array([self.borrow_cap]),
            interest="simple",
            flash_fee=self.flash_fee,
        )

    @override
    def claims(self, name: str) -> tuple[Claim, ...]:
        return (Claim(receipt_name(name, self.quote), self.quote),)

    @override
    def open(self, name: str, site: Site) -> Bands:
        return Bands(name, site, self.lending, self)
