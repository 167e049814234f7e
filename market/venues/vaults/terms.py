"""The composition of a set of vaults that mint one coin."""

from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.assets import Claim
from firesale.market.backstops.base import Bearer
from firesale.market.checks import FRACTION, ExchangeName, NotNegative, PerAsset, Positive, Seconds
from firesale.market.errors import BadValueError
from firesale.market.liquidation.stability_pool import StabilityPool
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.redemption.base import Redemption
from firesale.market.redemption.closed import Closed
from firesale.market.venues.lending_terms import LendingTerms


@dataclass(frozen=True)
class VaultsTerms(LendingTerms):
    """The terms of vaults; `VaultsOpening` opens them."""

    accounts: ClassVar[int] = 7
    bearers: ClassVar[frozenset[Bearer]] = frozenset(
        {Bearer.RESERVES, Bearer.TOKEN_HOLDERS, Bearer.DEPOSITORS, Bearer.VAULT_OWNERS}
    )

    redemption: Redemption = field(default_factory=Closed)
    reserve_factor: Annotated[FloatArray, PerAsset("debt"), FRACTION] = field(
        default_factory=partial(np.array, 1.0)
    )  # the protocol's share of stability fees; the rest goes to the stability pool
    least_debt: NotNegative = (
        0.0  # coins that a vault owes at least, if any. Liquity v1: 2000; Maker ETH-A 2022: 15,000
    )
    gas_reserve: NotNegative = 0.0  # coins of each debt that are kept for whoever liquidates it. Liquity v1: 200
    recovery_ratio: NotNegative = (
        0.0  # total collateral ratio below which recovery mode begins; 0: never. Liquity v1: 1.5
    )

    surplus_exchange: ExchangeName | None = (
        None  # where surplus buys the protocol's token, which is destroyed; none: all of it is kept
    )
    surplus_buffer: NotNegative = 50e6  # coins that are kept. Sky in 2025: `hump` 50 million
    surplus_lot: Positive = 10_000.0  # coins spent at once. Sky in 2025: `bump` 10,000
    own_rates: bool = (
        False  # owners may choose the interest of their vaults; `rates` is of those who do not. Liquity v2
    )
    least_rate: NotNegative = 0.005  # per year, that may be chosen
    most_rate: NotNegative = 2.5  # per year, that may be chosen
    upfront_fee: Seconds = 0.0  # of mean interest, added to a new debt. Liquity v2: 604,800

    def __post_init__(self) -> None:
        super().__post_init__()
        kind = type(self).__name__
        if len(self.debt) != 1:
            raise BadValueError(f"{kind}.debt", list(self.debt), "one coin, that these vaults mint")
        if self.least_rate > self.most_rate:
            raise BadValueError(f"{kind}.least_rate", self.least_rate, f"not above most_rate, {self.most_rate}")
        if self.gas_reserve > 0.0 and not isinstance(self.liquidation, StabilityPool):
            raise BadValueError(f"{kind}.gas_reserve", self.gas_reserve, "0 unless liquidation is stability_pool")
        if self.recovery_ratio > 0.0 and (self.engine.moves or type(self.margin) is not LoanToValue):
            allowed = "0 unless margin is loan_to_value and engine is static"
            raise BadValueError(f"{kind}.recovery_ratio", self.recovery_ratio, allowed)

    @property
    def coin(self) -> str:
        """What is minted."""
        return self.debt[0]

    @override
    def claims(self, name: str) -> tuple[Claim, ...]:
        return (Claim(self.coin),)
