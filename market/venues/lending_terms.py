"""The composition of a lending pool: which assets, and which part answers each question."""

from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.assets import Claim
from firesale.market.backstops.base import Backstop, Bearer
from firesale.market.backstops.fitting import check_backstops
from firesale.market.checks import FRACTION, AssetName, Fraction, OracleName, PerAsset, Range, Seconds
from firesale.market.errors import BadValueError
from firesale.market.liquidation.absorb import Absorb
from firesale.market.liquidation.auction import Auction
from firesale.market.liquidation.base import LiquidationMechanism
from firesale.market.margin.base import MarginRule
from firesale.market.margin_engines.base import MarginEngine
from firesale.market.margin_engines.static import Static
from firesale.market.rates.accrual import Interest
from firesale.market.rates.base import RateModel
from firesale.market.venues.base import VenueTerms

Timeout = Annotated[float, Range(0.0, low_excluded=True)]


def receipt_name(pool: str, asset: str) -> str:
    """The claim on a pool's reserve."""
    return f"{pool}:{asset}"


@dataclass(frozen=True)
class LendingTerms(VenueTerms):
    """Lending pool = margin rule + oracle + rate models + liquidation mechanism + waterfall of backstops."""

    accounts: ClassVar[int] = 3
    reads_oracle: ClassVar[bool] = True
    bearers: ClassVar[frozenset[Bearer]] = frozenset({Bearer.RESERVES, Bearer.LENDERS, Bearer.TOKEN_HOLDERS})

    collateral: tuple[AssetName, ...]
    debt: tuple[AssetName, ...]
    oracle: OracleName
    margin: MarginRule
    liquidation: LiquidationMechanism
    rates: Annotated[tuple[RateModel, ...], PerAsset("debt")]
    engine: MarginEngine = field(default_factory=Static)  # moves the thresholds of the margin rule
    backstops: tuple[Backstop, ...] = ()  # in the order in which they bear a loss
    reserve_factor: Annotated[FloatArray, PerAsset("debt"), FRACTION] = field(
        default_factory=partial(np.array, 0.1)
    )  # the protocol's share of interest
    collateral_cap: Annotated[FloatArray, PerAsset("collateral"), Range(0.0)] = field(
        default_factory=partial(np.array, np.inf)
    )  # units pledged
    supply_cap: Annotated[FloatArray, PerAsset("debt"), Range(0.0)] = field(
        default_factory=partial(np.array, np.inf)
    )  # units deposited
    borrow_cap: Annotated[FloatArray, PerAsset("debt"), Range(0.0)] = field(
        default_factory=partial(np.array, np.inf)
    )  # units owed
    opening_spread: Fraction = 0.0  # new debt is judged with collateral this much cheaper and debt this much dearer
    pauses: tuple[tuple[float, float], ...] = ()  # [from, until] in seconds since the start: everything is refused
    grace_period: Seconds = 0.0  # after a pause or an outage of the oracle nobody is liquidated for so long
    oracle_timeout: Timeout = np.inf  # seconds; an oracle whose report is older is down, and nobody is liquidated
    cool_off: Seconds = 0.0  # after borrowing or taking collateral back nobody is liquidated for so long
    supply_rates: tuple[
        RateModel, ...
    ] = ()  # what lenders earn, one rule per debt asset in their order; empty: what borrowers pay. Source: Compound v3
    interest: Interest = "series"  # how debts grow between two updates; see market/rates/accrual.py
    paid_out: bool = False  # lenders get all that borrowers pay but the reserve factor; else simple interest at their rate, as in Aave
    flash_fee: Annotated[float, FRACTION] = 0.0005  # of a flash loan. Source: Aave v3, 5 bps
    reserves_apart: bool = (
        False  # what the protocol keeps earns nothing and is not lent: utilisation leaves it out. Source: Compound v2
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self._check_single_pair()
        check_backstops(type(self).__name__, self.backstops, self.bearers)
        if len(self.supply_rates) not in (0, len(self.debt)):
            raise BadValueError(
                f"{type(self).__name__}.supply_rates",
                len(self.supply_rates),
                f"none, or {len(self.debt)}: one per debt",
            )
        for name in ("paid_out", "reserves_apart"):
            if getattr(self, name) and self.supply_rates:
                raise BadValueError(f"{type(self).__name__}.{name}", True, "false where there are supply_rates")
        for name, assets in (
            ("reserve_factor", self.debt),
            ("collateral_cap", self.collateral),
            ("supply_cap", self.debt),
            ("borrow_cap", self.debt),
        ):
            spread = np.broadcast_to(np.asarray(getattr(self, name), dtype=np.float64), (len(assets),))
            object.__setattr__(self, name, spread)
        object.__setattr__(self, "pauses", tuple((float(start), float(end)) for start, end in self.pauses))
        for start, end in self.pauses:
            if not 0.0 <= start < end:
                raise BadValueError(
                    "LendingTerms.pauses", [start, end], "times of 0 or more, the second after the first"
                )

    def _check_single_pair(self) -> None:
        """A lot is of one collateral and raises one debt."""
        kind, auction = type(self).__name__, isinstance(self.liquidation, Auction)
        for field_, assets, single in (
            ("collateral", self.collateral, auction),
            ("debt", self.debt, auction or isinstance(self.liquidation, Absorb)),
        ):
            if single and len(assets) > 1:
                raise BadValueError(
                    f"{kind}.{field_}", list(assets), "one asset: positions are seized and sold as lots"
                )

    @override
    def claims(self, name: str) -> tuple[Claim, ...]:
        return tuple(Claim(receipt_name(name, asset), asset) for asset in self.debt)
