"""What a liquidation of vaults left uncovered goes down the waterfall."""

from dataclasses import replace

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.backstops.base import Absorption, Bearer, Resources, waterfall
from firesale.market.events import LossAbsorbed, RedistributionReceived, StabilityLossShared
from firesale.market.risk import weighted_sum
from firesale.market.venues.base import Site
from firesale.market.venues.capital import outlets, raise_capital
from firesale.market.venues.positions import PositionDesk
from firesale.market.venues.vaults.mint import COIN, Mint
from firesale.market.venues.vaults.terms import VaultsTerms


class LossDesk:
    """Asks the backstops and lowers the mint's deficit: coins are destroyed, or somebody else owes them."""

    def __init__(self, pool: str, site: Site, terms: VaultsTerms, mint: Mint, positions: PositionDesk) -> None:
        self.pool, self.site, self.terms = pool, site, terms
        self.mint, self.positions, self.book = mint, positions, positions.book

    def absorb(self) -> None:
        """Meet the deficit with the waterfall; the rest stays, borne by nobody."""
        deficit = float(self.mint.deficit[COIN])
        if deficit <= 0.0:
            return
        for decided in waterfall(self.terms.backstops, deficit, self._resources()):
            absorption = self._raised(decided) if decided.bearer is Bearer.TOKEN_HOLDERS else decided
            if absorption.amount > 0.0:
                self._bear(absorption)

    def _resources(self) -> Resources:
        return Resources(
            reserves=self.mint.surplus(),
            lenders=0.0,
            outlets=outlets(self.site, self.terms.backstops, self.terms.coin),
            stability_deposits=self.mint.stability.total,
            vault_equity=self._vault_equity(),
        )

    def _vault_equity(self) -> float:
        """Collateral above debt of all vaults that owe something, at the oracle's prices; a coin counts 1. Read only if it is asked for."""
        if not any(backstop.bearer is Bearer.VAULT_OWNERS for backstop in self.terms.backstops):
            return 0.0
        rows = self._owing()
        worth = weighted_sum(self.book.collateral[rows], self.positions.collateral_prices())
        return float(np.maximum(0.0, worth - self._debts(rows)).sum())

    def _owing(self) -> IntArray:
        """Rows of vaults that owe something."""
        return np.flatnonzero(self.book.debt[: self.book.rows, COIN] > 0.0)

    def _debts(self, rows: IntArray) -> FloatArray:
        """Coins owed, (n,)."""
        owed: FloatArray = self.book.debt[rows, COIN] * self.mint.borrow_index[COIN]
        return owed

    def _raised(self, decided: Absorption) -> Absorption:
        """The same with what a sale of new tokens brings; coins beyond the loss are surplus."""
        if decided.amount <= 0.0:
            return decided
        raised = raise_capital(self.site, self.pool, self.mint.account, decided)
        return replace(decided, amount=min(raised, decided.amount))

    def _bear(self, absorption: Absorption) -> None:
        amount = absorption.amount
        match absorption.bearer:
            case Bearer.DEPOSITORS:
                self._draw(amount)
            case Bearer.VAULT_OWNERS:
                self._redistribute(amount)
            case _:  # the protocol's surplus. Source: Maker, `vow.heal`
                self.site.ledger.burn(self.mint.column, self.mint.account, amount)
        self.site.journal.write(self.mint, "deficit", COIN, max(0.0, float(self.mint.deficit[COIN]) - amount))
        self.site.log.add(
            LossAbsorbed(self.pool, absorption.backstop, absorption.bearer, self.terms.coin, amount, 1.0, 1.0)
        )

    def _draw(self, coins: float) -> None:
        """Coins of the stability pool are destroyed; each deposit loses the same part."""
        fund, collateral = self.mint.stability, self.terms.collateral
        holders = fund.holders()
        before = fund.worth(holders)
        self.site.ledger.burn(self.mint.column, fund.account, coins)
        fund.draw(coins, np.zeros(len(collateral)))
        lost, price = coins * before / before.sum(), float(self.positions.collateral_prices()[0])
        self.site.log.add(
            StabilityLossShared(self.pool, holders, self.terms.coin, lost, collateral[0], np.zeros(len(holders)), price)
        )

    def _redistribute(self, coins: float) -> None:
        """Every vault owes more, in proportion to its debt."""
        rows = self._owing()
        debts = self._debts(rows)
        taken = coins * debts / debts.sum()
        self.book.set_debt(rows, COIN, self.book.debt[rows, COIN] + taken / float(self.mint.borrow_index[COIN]))
        owners, price = self.book.account[rows], float(self.positions.collateral_prices()[0])
        nothing, asset = np.zeros(len(rows)), self.terms.collateral[0]
        self.site.log.add(RedistributionReceived(self.pool, owners, self.terms.coin, taken, asset, nothing, price))
