"""What a liquidation mechanism answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import check_fields


@dataclass(frozen=True, slots=True)
class UnsafePositions:
    """n unsafe positions, each seen through one collateral and one debt. All arrays have shape (n,)."""

    health: FloatArray
    collateral: FloatArray  # units pledged of this collateral
    debt: FloatArray  # units owed of this debt
    total_debt_value: FloatArray  # numeraire, over all debts of the position
    collateral_price: FloatArray  # numeraire per unit
    debt_price: FloatArray  # numeraire per unit
    collateral_column: int  # which of the pool's collaterals it is
    bonus: FloatArray | None = None  # the bonus that the margin rule sets for it, NaN where the mechanism's own holds


@dataclass(frozen=True, slots=True)
class Settlement:
    """Terms: what the liquidator repays and what is seized, of which `protocol_fee` goes to the pool. All of shape (n,), units."""

    repaid: FloatArray
    seized: FloatArray
    protocol_fee: FloatArray
    leaves_dust: BoolArray  # the terms would leave too small a position: to be refused


@dataclass(frozen=True)
class LiquidationMechanism(ABC):
    """Decides terms, moves nothing. Each kind of mechanism below is a kind of conversation with those who liquidate."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True)
class Spread(LiquidationMechanism):
    """Whoever repays debt gets collateral at once. Laws: repaid <= debt, seized <= collateral, protocol_fee <= seized."""

    @property
    def takes_over(self) -> bool:
        """Whether whoever liquidates may take the debt over instead of repaying it."""
        return False

    @abstractmethod
    def settle(self, unsafe: UnsafePositions, repayment: FloatArray) -> Settlement:
        """Terms for repaying up to `repayment` (n,) units of each position's debt."""

    @abstractmethod
    def largest_repayment(self, unsafe: UnsafePositions) -> FloatArray:
        """Largest repayment (n,) of each position that `settle` accepts, units of debt; 0 if it accepts none."""
