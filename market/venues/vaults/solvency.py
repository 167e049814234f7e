"""All vaults together: the total collateral ratio, recovery mode, and what backs the coin."""

from dataclasses import replace

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.events import AssetListed, CoinRecorded, RecoveryModeChanged
from firesale.market.margin.base import MarginRule
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.risk import weighted_sum
from firesale.market.venues.base import Site
from firesale.market.venues.positions import PositionDesk
from firesale.market.venues.vaults.mint import COIN, Mint
from firesale.market.venues.vaults.terms import VaultsTerms


class Solvency:
    """Reads totals, so that a look costs the same however many vaults there are."""

    def __init__(self, venue: str, site: Site, terms: VaultsTerms, mint: Mint, positions: PositionDesk) -> None:
        self.venue, self.site, self.terms, self.mint, self.positions = venue, site, terms, mint, positions
        self.stated: FloatArray = _thresholds(terms.margin)  # (k,), what was said to be in force

    def total_ratio(self, pledged: float = 0.0, borrowed: float = 0.0) -> float:
        """Collateral value over debt at oracle prices, after a change of both (numeraire); infinite without debt.

        Collateral for which nothing is owed, as of a vault that was redeemed, does not count. Source: Liquity v1, `CollSurplusPool`.
        """
        book, rows = self.positions.book, self.positions.book.rows
        idle = book.debt[:rows, COIN] <= 0.0
        active = (
            book.collateral_total - book.collateral[:rows][idle].sum(axis=0) if idle.any() else book.collateral_total
        )
        collateral = float(active @ self.positions.collateral_prices()) + pledged
        debt = self.mint.debt(COIN) + borrowed
        return collateral / debt if debt > 0.0 else np.inf

    @property
    def recovery(self) -> bool:
        """True in recovery mode."""
        return self.total_ratio() < self.terms.recovery_ratio

    def set_rule(self) -> None:
        """Put the margin rule in force that the total ratio asks for; called whenever somebody is about to rely on it."""
        if self.terms.recovery_ratio <= 0.0:
            return
        rule = self._rule()
        before, now, own = self.stated.copy(), _thresholds(rule), _thresholds(self.terms.margin)
        if not np.array_equal(_thresholds(self.positions.margin), now):
            self.positions.margin = rule
        if np.array_equal(before, now):
            return
        self.site.journal.write(self, "stated", slice(None), now)
        active = not np.array_equal(now, own)
        if active == np.array_equal(before, own):
            self.site.log.add(RecoveryModeChanged(self.venue, active, self.total_ratio()))
        for asset, threshold in zip(self.terms.collateral, now.tolist(), strict=True):
            underlying = self.site.assets.underlying.get(asset, "")
            self.site.log.add(AssetListed(self.venue, asset, "collateral", underlying, self.terms.oracle, threshold))

    def _rule(self) -> MarginRule:
        """In recovery mode a vault may be liquidated below the total ratio, and must not be opened below the critical one.

        Source: Liquity v1, `TroveManager._liquidateRecoveryMode`.
        """
        margin, total = self.terms.margin, self.total_ratio()
        if total >= self.terms.recovery_ratio:
            return margin
        assert isinstance(margin, LoanToValue)
        opened = np.minimum(margin.loan_to_value, 1.0 / self.terms.recovery_ratio)
        threshold = np.minimum(margin.liquidation_threshold, 1.0 / max(total, 1.0))
        return replace(margin, loan_to_value=np.minimum(opened, threshold), liquidation_threshold=threshold)

    def backing(self, values: FloatArray) -> float:
        """Collateral that covers debt, no vault for more than it owes, and the backing of set-up, at fair values (m,), numeraire."""
        book, rows = self.positions.book, slice(0, self.positions.book.rows)
        collateral = weighted_sum(book.collateral[rows], values[self.positions.columns])
        debt = book.debt[rows, COIN] * float(self.mint.borrow_index[COIN])
        return float(np.minimum(collateral, debt).sum() + self.mint.founded[COIN])

    def fair_value(self) -> float:
        """What a coin would bring if every vault were closed at fundamental prices: backing over supply, at most its peg (numeraire)."""
        supply = self.mint.supply
        return min(1.0, self.backing(self.site.assets.values) / supply) if supply > 0.0 else 1.0

    def record(self, base_rate: float) -> None:
        """Write the state of the coin to the event log."""
        mint, ratio = self.mint, self.total_ratio()
        self.site.log.add(
            CoinRecorded(
                self.venue,
                self.terms.coin,
                mint.supply,
                self.backing(self.site.assets.values),
                self.fair_value(),
                mint.stability.total,
                base_rate,
                ratio,
                ratio < self.terms.recovery_ratio,
            )
        )


def _thresholds(rule: MarginRule) -> FloatArray:
    """Liquidation thresholds of the collaterals (k,); none of a rule that has no recovery mode."""
    return rule.liquidation_threshold.copy() if isinstance(rule, LoanToValue) else np.zeros(0)
