"""Who owns what: accounts x assets, and the only module that changes a balance."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.errors import BrokenInvariantError, FiresaleError
from firesale.market.journal import Journal

TOLERANCE = 1e-9
"""Largest error of conservation, relative to the largest supply there has been: rounding errors are made at that size and stay."""
ROUNDING = 1e-12
"""Shortfall that counts as rounding, relative to the same."""

Rows = int | IntArray
Amount = float | FloatArray


def tolerance(largest: FloatArray) -> FloatArray:
    """Largest difference between two sums that may be due to rounding, given the largest that the sums have been."""
    allowed: FloatArray = TOLERANCE * np.maximum(1.0, largest)
    return allowed


class LedgerError(FiresaleError):
    """A transfer that must not be: a bug, since venues ask before they act."""


class Ledger:
    """Balances, shape (accounts, assets), and the supply of each asset, shape (assets,). All in units of the asset."""

    def __init__(self, accounts: int, assets: int, journal: Journal) -> None:
        self.balances: FloatArray = np.zeros((accounts, assets), order="F")
        self.supply: FloatArray = np.zeros(assets)
        self.largest_supply: FloatArray = np.zeros(assets)  # since the start
        self._journal = journal
        self._audited_supply = self.supply.copy()

    def balance(self, account: int, asset: int) -> float:
        """What one account holds of one asset."""
        return self.balances.item(account, asset)

    def can_pay(self, accounts: Rows, asset: int, amount: Amount) -> bool:
        """True if every account holds the sum of what it is asked for."""
        held = self.balances[accounts, asset]
        if isinstance(accounts, np.ndarray) and len(accounts) > 1:
            if bool(np.any(held < amount)):
                return False
            if np.all(accounts == accounts[0]):
                return self.balance(int(accounts[0]), asset) >= float(np.sum(np.broadcast_to(amount, accounts.shape)))
            payers, order = np.unique(accounts, return_inverse=True)
            if len(payers) < len(accounts):
                needed = np.bincount(order, weights=np.broadcast_to(amount, accounts.shape))
                return bool(np.all(self.balances[payers, asset] >= needed))
            return True
        return bool(np.all(held >= amount))

    def transfer(self, asset: int, source: Rows, target: Rows, amount: Amount) -> None:
        """Move units of an asset. Raises LedgerError on an overdraft, a negative amount or NaN; then nothing has moved."""
        self._take(asset, source, amount)
        self._add(asset, target, amount)

    def mint(self, asset: int, target: Rows, amount: Amount) -> None:
        """Create units: a deposit's receipt, a pool share, an endowment at set-up."""
        _check(amount)
        self._add(asset, target, amount)
        supply = float(self.supply[asset] + np.sum(amount))
        self._journal.write(self, "supply", asset, supply)
        if supply > self.largest_supply[asset]:
            self._journal.write(self, "largest_supply", asset, supply)

    def burn(self, asset: int, source: Rows, amount: Amount) -> None:
        """Destroy units. Raises LedgerError on an overdraft; then nothing has changed."""
        self._take(asset, source, amount)
        self._journal.write(self, "supply", asset, max(0.0, float(self.supply[asset] - np.sum(amount))))

    def rounding(self, asset: int) -> float:
        """Shortfall of an account that may be due to rounding, units."""
        return ROUNDING * float(self.largest_supply[asset])

    def check_step(self) -> None:
        """Audit every balance written since the last check: their changes must add up to the change of supply."""
        entries = self._journal.entries_of(self, "balances")
        change = np.zeros(len(self.supply))
        if entries:
            rows = np.concatenate([np.atleast_1d(where[0]) for where, _ in entries])
            old = np.concatenate([np.atleast_1d(value) for _, value in entries])
            assets = np.repeat([where[1] for where, _ in entries], [np.size(value) for _, value in entries])
            cells, first = np.unique(rows * len(self.supply) + assets, return_index=True)
            now = self.balances[rows[first], assets[first]]
            if not bool(np.all(now >= 0.0)):
                raise BrokenInvariantError(f"negative or undefined balance: {now[~(now >= 0.0)][0]}")
            change = np.asarray(
                np.bincount(cells % len(self.supply), weights=now - old[first], minlength=len(self.supply)),
                dtype=np.float64,
            )
        self._compare(change, self.supply - self._audited_supply)
        self._audited_supply = self.supply.copy()

    def audit(self) -> None:
        """Audit everything: each asset's balances add up to its supply, none is negative or undefined."""
        if not bool(np.all(self.balances >= 0.0)):
            raise BrokenInvariantError("negative or undefined balance")
        self._compare(self.balances.sum(axis=0), self.supply)

    def _compare(self, found: FloatArray, expected: FloatArray) -> None:
        error = np.abs(found - expected)
        wrong = ~(error <= tolerance(self.largest_supply))
        if bool(np.any(wrong)):
            asset = int(np.argmax(wrong))
            raise BrokenInvariantError(
                f"conservation broken for asset {asset}: balances {found[asset]!r}, supply {expected[asset]!r}"
            )

    def _take(self, asset: int, rows: Rows, amount: Amount) -> None:
        """Subtract. What is missing by rounding alone is forgiven, so that the last of many claims can be paid in full."""
        _check(amount)
        rows, amount = _merged(rows, amount)
        left = self.balances[rows, asset] - amount
        if not np.all(left >= -self.rounding(asset)):
            raise LedgerError(f"overdraft of asset {asset}: {rows} cannot pay {amount}")
        self._journal.write(self, "balances", (rows, asset), np.maximum(left, 0.0))

    def _add(self, asset: int, rows: Rows, amount: Amount) -> None:
        rows, amount = _merged(rows, amount)
        self._journal.write(self, "balances", (rows, asset), self.balances[rows, asset] + amount)


def _merged(rows: Rows, amount: Amount) -> tuple[Rows, Amount]:
    """One amount per distinct row, so that an account that stands twice is written once."""
    if not isinstance(rows, np.ndarray):
        return rows, float(np.sum(amount))
    if len(rows) == 1:
        return rows, amount
    if np.all(rows == rows[0]):
        return int(rows[0]), float(np.sum(np.broadcast_to(amount, rows.shape)))
    distinct, place = np.unique(rows, return_inverse=True)
    if len(distinct) == len(rows):
        return rows, amount
    return distinct, np.asarray(np.bincount(place, weights=np.broadcast_to(amount, rows.shape)), dtype=np.float64)


def _check(amount: Amount) -> None:
    if not np.all(np.isfinite(amount) & np.greater_equal(amount, 0.0)):
        raise LedgerError(f"amount must be finite and not negative: {amount}")
