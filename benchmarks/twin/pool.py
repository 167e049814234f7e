"""A lending pool with one debt asset: interest, liquidations, bad debt. The rules of market/venues/lending_pool.py."""

from typing import TYPE_CHECKING, Any

from benchmarks.twin.fixed_spread import FixedSpread, Settlement

if TYPE_CHECKING:
    from benchmarks.twin.oracle import PushOracle
    from benchmarks.twin.trader import Trader

SECONDS_PER_YEAR = 365 * 86_400.0


class Pool:
    """Lent cash, indexes of interest, and the list of traders that said they are unsafe."""

    def __init__(self, name: str, terms: Any, oracle: "PushOracle", deposits: float) -> None:
        self.name = name
        self.terms = terms
        self.oracle = oracle
        self.mechanism = FixedSpread(terms.liquidation)
        self.cash = deposits  # units that lie in the pool
        self.receipts = deposits  # units of claims of lenders
        self.scaled_debt = 0.0
        self.borrow_index = self.supply_index = 1.0
        self.protocol_claims = 0.0  # receipts that the protocol would hold
        self.deficit = 0.0
        self.debt_price = 1.0
        self.counted_price: dict[str, float] = {}  # asset -> oracle price times liquidation threshold
        self.unsafe: list[Trader] = []

    @property
    def debt(self) -> float:
        """Units owed, interest included."""
        return self.scaled_debt * self.borrow_index

    def lend(self, amount: float) -> float:
        """Hand out units; returns the scaled debt."""
        scaled = amount / self.borrow_index
        self.cash -= amount
        self.scaled_debt += scaled
        return scaled

    def accrue(self, seconds: float) -> None:
        """Interest for the time since the last step."""
        debt = self.debt
        if debt <= 0.0:
            return
        used = debt / (self.cash + debt)
        rate = self._borrow_rate(used)
        supply_rate = rate * used * (1.0 - self.terms.reserve_factor)
        x = rate * seconds / SECONDS_PER_YEAR
        growth = 1.0 + x + x**2 / 2.0 + x**3 / 6.0
        self.borrow_index *= growth
        self.supply_index *= 1.0 + supply_rate * seconds / SECONDS_PER_YEAR
        self.protocol_claims += debt * (growth - 1.0) * self.terms.reserve_factor / self.supply_index

    def _borrow_rate(self, used: float) -> float:
        rates = self.terms.rates
        excess = max(0.0, used - rates.optimal_utilisation)
        rise = rates.slope_1 * (used - excess) / rates.optimal_utilisation
        return float(rates.base + rise + rates.slope_2 * excess / (1.0 - rates.optimal_utilisation))

    def read_prices(self) -> None:
        """Take the oracle's prices, before traders look at themselves."""
        threshold = self.terms.margin.liquidation_threshold
        self.counted_price = {asset: self.oracle.price[asset] * threshold for asset in self.terms.collateral}
        self.unsafe.clear()

    def terms_for(self, trader: "Trader", asset: str, repayment: float, health: float) -> Settlement:
        """On what terms a liquidator may repay a trader's debt for one of the collaterals."""
        units, price = trader.collateral[asset], self.oracle.price[asset]
        return self.mechanism.settle(repayment, health, units, price, trader.debt, self.debt_price)

    def largest_without_dust(self, trader: "Trader", asset: str) -> float:
        """Largest repayment that leaves no dust."""
        units, price = trader.collateral[asset], self.oracle.price[asset]
        return self.mechanism.largest_without_dust(units, price, trader.debt, self.debt_price)

    def liquidate(self, trader: "Trader", asset: str, repayment: float) -> Settlement | None:
        """Settle one liquidation; None if it is refused."""
        health = trader.health()
        if health >= 1.0 or trader.collateral[asset] <= 0.0:
            return None
        terms = self.terms_for(trader, asset, repayment, health)
        if terms.leaves_dust:
            return None
        left = 0.0 if terms.repaid >= trader.debt else trader.scaled_debt - terms.repaid / self.borrow_index
        self.cash += terms.repaid
        self.scaled_debt += left - trader.scaled_debt
        trader.scaled_debt = left
        trader.collateral[asset] -= terms.seized
        if left > 0.0 and not any(trader.collateral.values()):
            self.deficit += trader.debt
            self.scaled_debt -= left
            trader.scaled_debt = 0.0
        return terms

    def absorb(self) -> None:
        """Meet the deficit with the surplus, then the protocol's claims, then the lenders'."""
        if self.deficit <= 0.0:
            return
        claims = (self.receipts + self.protocol_claims) * self.supply_index
        self.deficit -= min(self.deficit, max(0.0, self.cash + self.debt + self.deficit - claims))
        taken = min(self.deficit, self.protocol_claims * self.supply_index)
        self.protocol_claims -= taken / self.supply_index
        self.deficit -= taken
        deposits = self.receipts * self.supply_index
        taken = min(self.deficit, deposits)
        if taken > 0.0:
            share = 1.0 - taken / deposits
            self.protocol_claims = self.protocol_claims / share if share > 0.0 else 0.0
            self.supply_index *= share
            self.deficit -= taken
