"""What a credit venue shows to everyone: a frozen picture of its reserves, prices, rules and unsafe positions."""

from dataclasses import dataclass

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.liquidation.base import LiquidationMechanism
from firesale.market.margin.base import MarginRule
from firesale.market.oracles.base import Oracle


@dataclass(frozen=True, slots=True)
class UnsafeList:
    """All unsafe positions (u of them), the worst health first."""

    account: IntArray  # (u,)
    collateral: FloatArray  # (u, k), units
    debt: FloatArray  # (u, d), units, interest included
    health: FloatArray  # (u,)


@dataclass(frozen=True, slots=True)
class CreditQuote:
    """A pool as anybody can see it. Arrays follow the order of `collaterals` (k) and `debts` (d)."""

    name: str
    collaterals: tuple[str, ...]
    debts: tuple[str, ...]
    receipts: tuple[str, ...]  # the claim on each debt asset that the pool issues
    collateral_price: FloatArray  # (k,), numeraire, as the pool's oracle reports
    debt_price: FloatArray  # (d,)
    cash: FloatArray  # (d,), units that can be withdrawn or borrowed now
    borrowed: FloatArray  # (d,), units
    deficit: FloatArray  # (d,), units of loss that nobody has borne yet
    supply_index: FloatArray  # (d,), units per receipt token
    borrow_rate: FloatArray  # (d,), per year
    supply_rate: FloatArray  # (d,), per year
    borrow_room: FloatArray  # (d,), units up to the borrow cap or the cash
    flash_fee: float
    margin: MarginRule
    liquidation: LiquidationMechanism
    oracle: Oracle  # the rule by which the pool learns prices: protocol parameters are public
    oracle_sources: tuple[str, ...]  # names of the exchanges that the oracle reads
    unsafe: UnsafeList

    @property
    def utilisation(self) -> FloatArray:
        """Share of each reserve that is lent out, (d,)."""
        total = self.cash + self.borrowed
        used: FloatArray = self.borrowed / (total + (total == 0.0))
        return used
