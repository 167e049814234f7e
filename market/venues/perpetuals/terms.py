"""The composition of a venue of perpetuals: which markets, and which part answers each question."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from typing_extensions import override

from firesale.market.assets import Claim
from firesale.market.backstops.auto_deleveraging import AutoDeleveraging
from firesale.market.backstops.base import Backstop, Bearer
from firesale.market.backstops.fitting import check_backstops
from firesale.market.backstops.insurance_fund import InsuranceFund
from firesale.market.backstops.liquidator_vault import LiquidatorVault
from firesale.market.checks import AssetName, Fraction, NotNegative, OracleName, Positive, Range
from firesale.market.closing.base import ClosingRule
from firesale.market.deleveraging.base import Deleveraging
from firesale.market.errors import BadValueError
from firesale.market.funding.base import FundingRule
from firesale.market.margin_engines.base import MarginEngine
from firesale.market.margin_engines.static import Static
from firesale.market.requirements.base import Requirement
from firesale.market.venues.base import VenueTerms


@dataclass(frozen=True)
class PerpetualTerms(VenueTerms):
    """Perpetuals = index price + margin requirement + funding + closing rule + insurance fund + auto-deleveraging."""

    accounts: ClassVar[int] = 1
    reads_oracle: ClassVar[bool] = True
    bearers: ClassVar[frozenset[Bearer]] = frozenset({Bearer.INSURANCE_FUND, Bearer.VAULT, Bearer.WINNERS})

    markets: tuple[AssetName, ...]  # assets on which there is a perpetual
    margin_asset: AssetName  # what is paid in, and what all values are in
    oracle: OracleName  # index price
    requirement: Requirement
    funding: FundingRule
    closing: ClosingRule
    deleveraging: Deleveraging
    engine: MarginEngine = field(default_factory=Static)  # moves the margin requirement
    depth: Positive = 1_000_000.0  # margin units of net buying or selling that move the price by one per cent
    vault: Positive = 10_000_000.0  # margin units that the market maker begins with
    fund: NotNegative = 0.0  # margin units that the insurance fund begins with
    fee: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = 0.0005  # of the value traded, to the vault
    largest_premium: Annotated[float, Range(0.0, 10.0, low_excluded=True)] = (
        0.5  # log distance from the index up to which the vault makes a price
    )
    premium_in_mark: Fraction = 0.0  # part of the premium that the mark price follows; 0 marks at the index
    funding_interval: Positive = 3_600.0  # seconds between payments
    isolated: bool = False  # margin per market instead of one margin for all
    closes_itself: bool = True  # the venue closes at the end of a round what nobody took; else only bankrupt accounts
    deleverages_solvent: bool = False  # winners are closed for accounts that are unsafe but not yet bankrupt, too
    vault_takes_over: bool = False  # the vault takes what the fund cannot close, before winners are deleveraged
    backstops: tuple[
        Backstop, ...
    ] = ()  # in the order in which they close what is unsafe; empty: fund, vault if it takes over, winners

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.markets or len(set(self.markets)) < len(self.markets) or self.margin_asset in self.markets:
            raise BadValueError(
                "PerpetualTerms.markets", self.markets, "different assets, none of them the margin asset"
            )

        self._check_waterfall()

    def check_base(self, name: str, base: tuple[str, ...]) -> None:
        """Raise BadValueError if the margin asset or a market is none of the base assets."""
        for key, assets in (("margin_asset", (self.margin_asset,)), ("markets", self.markets)):
            for asset in assets:
                if asset not in base:
                    raise BadValueError(f"venues.{name}.{key}", asset, f"base assets: {', '.join(base)}")

    def _check_waterfall(self) -> None:
        """Somebody must bear what is left, and the order stands once."""
        kind = type(self).__name__
        check_backstops(kind, self.backstops, self.bearers)
        kinds = [type(backstop) for backstop in self.backstops]
        if kinds and AutoDeleveraging not in kinds:
            raise BadValueError(
                f"{kind}.backstops", len(kinds), "auto_deleveraging among them: somebody must bear what is left"
            )
        if kinds and self.vault_takes_over:
            raise BadValueError(
                f"{kind}.vault_takes_over", True, "false beside backstops: liquidator_vault says where it stands"
            )

    @property
    def waterfall(self) -> tuple[Backstop, ...]:
        """Who closes what is unsafe, in order."""
        vault = (LiquidatorVault(),) if self.vault_takes_over else ()
        return self.backstops or (InsuranceFund(), *vault, AutoDeleveraging())

    @override
    def claims(self, name: str) -> tuple[Claim, ...]:
        return ()
