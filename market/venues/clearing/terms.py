"""The composition of a clearing house: what it clears, and which part answers each question."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from typing_extensions import override

from firesale.market.assets import Claim
from firesale.market.backstops.base import Backstop, Bearer
from firesale.market.backstops.fitting import check_backstops
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import FRACTION, POSITIVE, AssetName, NotNegative, OracleName, Range, Seconds
from firesale.market.contracts.base import Contract
from firesale.market.errors import BadValueError
from firesale.market.portfolio_margin.base import PortfolioMargin
from firesale.market.prices.per_asset import NumberOrTable, check_numbers
from firesale.market.venues.base import VenueTerms

DAY = 86_400.0
MOST_GROWTH = 50.0
"""Logarithm of the largest factor by which a futures price may stand above the price."""


@dataclass(frozen=True)
class ClearingTerms(VenueTerms):
    """Clearing house = contracts + oracle + portfolio margin + collateral with haircuts + default fund + waterfall of backstops.

    Cash is the numeraire. Source: CPMI-IOSCO, Principles for Financial Market Infrastructures (2012), principles 4 to 6 and 13 (unverified).
    """

    accounts: ClassVar[int] = 3
    reads_oracle: ClassVar[bool] = True
    bearers: ClassVar[frozenset[Bearer]] = frozenset(
        {Bearer.DEFAULTER, Bearer.CLEARING_HOUSE, Bearer.DEFAULT_FUND, Bearer.MEMBERS, Bearer.GAINERS}
    )

    contracts: tuple[Contract, ...]  # what it clears
    oracle: OracleName
    margin: PortfolioMargin
    backstops: tuple[Backstop, ...] = ()  # in the order in which they bear what a defaulter's margin does not cover
    collateral: tuple[AssetName, ...] = ()  # taken besides cash, with a haircut
    volatility: NumberOrTable = 0.8  # per square root of a year, of each underlying and collateral at the start
    decay: Annotated[float, FRACTION] = 1.0  # kept of the variance when a day has passed; 1: it stays constant
    rate: NotNegative = 0.0  # per year, by which futures stand above the price
    history: Annotated[int, Range(2, 10_000)] = 250  # past returns that are kept, one per settlement
    settlement_interval: Seconds = DAY  # between two settlements of variation margin; 0: every step
    deadline: Seconds = 3600.0  # for a margin call
    haircut_level: Annotated[float, Range(0.5, 1.0, high_excluded=True)] = 0.99  # probability that it suffices
    haircut_horizon: Seconds = 2 * DAY  # of selling collateral
    haircut_floor: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = 0.05  # least haircut
    close_out: Literal["auction", "pro_rata"] = "auction"  # who takes a defaulter's portfolio
    hedging_cost: Annotated[float, FRACTION] = 0.01  # of a portfolio's exposure, paid to whoever takes it
    margin_cost: Annotated[float, FRACTION] = (
        0.05  # asked in the auction for each unit of margin that it needs in addition
    )
    capital: NotNegative = 0.0  # of the clearing house itself, numeraire
    default_fund: NotNegative = 0.0  # least size, numeraire
    cover: Annotated[int, Range(0, 10)] = 2  # how many members' stress losses above margin the fund is sized for
    stress_move: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = 0.3  # of prices, up and down
    stress_volatility: Annotated[float, Range(0.0, 10.0)] = 0.5  # by which volatility rises meanwhile

    def __post_init__(self) -> None:
        super().__post_init__()
        kind = type(self).__name__
        check_backstops(kind, self.backstops, self.bearers)
        check_numbers(f"{kind}.volatility", self.volatility, POSITIVE)
        names = [contract.name for contract in self.contracts]
        if not names or len(set(names)) < len(names):
            raise BadValueError(f"{kind}.contracts", names, "at least one contract, each once")
        most = MOST_GROWTH * SECONDS_PER_YEAR / max(contract.expiry for contract in self.contracts)
        if self.rate > most:
            raise BadValueError(
                f"{kind}.rate", self.rate, f"at most {most:.4g}: futures of these expiries have no price"
            )
        if len(set(self.collateral)) < len(self.collateral):
            raise BadValueError(f"{kind}.collateral", self.collateral, "each asset once")

    def check_cash(self, name: str, numeraire: str) -> None:
        """Raise BadValueError if the numeraire, which is cash, stands where another asset must."""
        allowed = "another asset than the numeraire, which is cash"
        if numeraire in self.collateral:
            raise BadValueError(f"venues.{name}.collateral", numeraire, allowed)
        if any(contract.underlying == numeraire for contract in self.contracts):
            raise BadValueError(f"venues.{name}.contracts", numeraire, allowed)

    @property
    def references(self) -> tuple[str, ...]:
        """Assets whose prices matter: underlyings first, then collateral, each once."""
        underlyings = [contract.underlying for contract in self.contracts]
        return tuple(dict.fromkeys([*underlyings, *self.collateral]))

    def volatility_of(self, asset: str) -> float:
        """Volatility at the start; 1 for an asset that a table leaves out."""
        given = self.volatility
        return given.get(asset, 1.0) if isinstance(given, Mapping) else given

    @override
    def claims(self, name: str) -> tuple[Claim, ...]:
        return ()
