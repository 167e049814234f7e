"""What vaults show to everyone: what a lending pool shows, and the terms of redemption and of the stability pool."""

from functools import cached_property

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.oracles.feed import Feed
from firesale.market.venues.closing_house import ClosingHouse
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.venues.positions import PositionDesk
from firesale.market.venues.vaults.mint import Mint
from firesale.market.venues.vaults.redemption_desk import RedemptionDesk
from firesale.market.venues.vaults.solvency import Solvency
from firesale.market.venues.vaults.terms import VaultsTerms


class VaultsQuote(CreditQuote):
    """Vaults as anybody can see them."""

    def __init__(
        self,
        name: str,
        terms: VaultsTerms,
        mint: Mint,
        positions: PositionDesk,
        feed: Feed,
        redemptions: RedemptionDesk,
        solvency: Solvency,
        house: ClosingHouse | None = None,
    ) -> None:
        super().__init__(name, terms, mint, positions, feed, house)
        self.coin = terms.coin
        self.redemption = terms.redemption
        self._gas_reserve = terms.gas_reserve
        self._mint, self._redemptions, self._solvency = mint, redemptions, solvency

    @cached_property
    @override
    def receipts(self) -> tuple[str, ...]:
        return ()  # nobody lends

    @cached_property
    def base_rate(self) -> float:
        """The base rate of redemptions (fraction)."""
        return self._redemptions.base_rate

    @cached_property
    @override
    def borrowing_fee(self) -> float:
        return self._redemptions.borrowing_fee()

    @cached_property
    @override
    def borrow_room(self) -> FloatArray:
        """Coins (1,) that can be borrowed below the ceiling: fee and gas reserve take a part of it."""
        return np.maximum(0.0, self.cash - self._gas_reserve) / (1.0 + self.borrowing_fee)

    @cached_property
    def supply(self) -> float:
        """Coins that there are."""
        return self._mint.supply

    @cached_property
    def owed(self) -> float:
        """Coins that vaults owe."""
        return self._mint.debt(0)

    @cached_property
    def total_ratio(self) -> float:
        """Collateral value over debt of all vaults together, at the oracle's prices."""
        return self._solvency.total_ratio()

    @cached_property
    def recovery(self) -> bool:
        """True in recovery mode."""
        return self._solvency.recovery

    @cached_property
    def stability_deposits(self) -> float:
        """Coins in the stability pool."""
        return self._mint.stability.total

    def redemption_fee(self, amount: float) -> float:
        """Fraction of the collateral that a redemption of so many coins leaves behind."""
        if not self.redemption.offered or self.owed <= 0.0:
            return 1.0
        return self.redemption.redemption_fee(self.redemption.raised(self.base_rate, amount, self.owed))

    @override
    def remember(self) -> None:
        """Work out everything now, so that it can be shown later, when things have changed."""
        super().remember()
        for name, member in vars(VaultsQuote).items():
            if isinstance(member, cached_property):
                getattr(self, name)
