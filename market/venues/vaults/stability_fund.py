"""The stability pool of vaults: deposits as columns, with the accumulators that say what they are worth."""

from collections.abc import Sequence

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.errors import BrokenInvariantError
from firesale.market.ledger import TOLERANCE
from firesale.market.venues.base import Site
from firesale.market.venues.vaults.product_sum import (
    Accumulators,
    Deposits,
    beginning,
    gains,
    with_gain,
    with_loss,
    worth,
)


class StabilityFund:
    """Its account holds the coins and what they have gained. Gains (k + 1): each collateral, and coins that stability fees bring."""

    def __init__(self, pool: str, site: Site, coin: int, collaterals: Sequence[int]) -> None:
        """`coin` and `collaterals` are columns of the ledger."""
        self.pool, self.site, self.coin = pool, site, coin
        self.columns = [*collaterals, coin]
        self.account = site.open_account()
        n, g = site.players, len(self.columns)
        self._deposited: FloatArray = np.zeros(1)  # coins in all
        self._now = np.array([beginning(g)], dtype=object)
        self.amount: FloatArray = np.zeros(n)  # as deposited
        self.product: FloatArray = np.ones(n)
        self.cell: IntArray = np.zeros(n, dtype=np.int64)
        self.sums: FloatArray = np.zeros((n, g, 2))  # as of the deposit

    @property
    def total(self) -> float:
        """Coins deposited, losses taken off."""
        return float(self._deposited[0])

    @property
    def now(self) -> Accumulators:
        """Where the pool stands."""
        accumulators: Accumulators = self._now[0]
        return accumulators

    def of(self, accounts: IntArray) -> Deposits:
        """Deposits of some players."""
        return Deposits(self.amount[accounts], self.product[accounts], self.cell[accounts], self.sums[accounts])

    def worth(self, accounts: IntArray) -> FloatArray:
        """Coins that each deposit is worth, (n,)."""
        return worth(self.of(accounts), self.now)

    def gains(self, accounts: IntArray) -> FloatArray:
        """Units that each deposit has gained, (n, k + 1)."""
        return gains(self.of(accounts), self.now)

    def holders(self) -> IntArray:
        """Players who have something in the pool."""
        return np.flatnonzero(self.amount > 0.0)

    def set_deposits(self, accounts: IntArray, amount: FloatArray) -> None:
        """Make the deposits of distinct players new, of so many coins (n,) as of now; the caller has paid out what they gained."""
        change, now, write = float((amount - self.worth(accounts)).sum()), self.now, self.site.journal.write
        write(self, "amount", accounts, amount)
        write(self, "product", accounts, now.product)
        write(self, "cell", accounts, now.cell)
        write(self, "sums", accounts, now.sums[now.cell])
        self._set_total(self.total + change)

    def draw(self, coins: float, collateral: FloatArray) -> None:
        """All deposits together lose so many coins (> 0) and gain so much of each collateral (k,); the caller moves both."""
        gained = with_gain(self.now, self.total, np.append(collateral, 0.0))
        self.site.journal.write(self, "_now", 0, with_loss(gained, self.total, coins))
        self._set_total(self.total - coins)

    def _set_total(self, coins: float) -> None:
        """What is left by rounding when the last deposit goes is nothing."""
        nothing = coins <= self.site.ledger.rounding(self.coin)
        self.site.journal.write(self, "_deposited", 0, 0.0 if nothing else coins)

    def gain_coins(self, coins: float) -> None:
        """All deposits together gain coins that lie on the account already."""
        gain = np.zeros(len(self.columns))
        gain[-1] = coins
        self.site.journal.write(self, "_now", 0, with_gain(self.now, self.total, gain))

    def equity(self, values: FloatArray) -> FloatArray:
        """What each player has in the pool at fair values (m,), shape (players,), numeraire."""
        equity, holders = np.zeros(self.site.players), self.holders()
        equity[holders] = self.worth(holders) * values[self.coin] + self.gains(holders) @ values[self.columns]
        return equity

    def equity_of(self, account: int, values: FloatArray) -> float:
        """The same for one player."""
        one = np.array([account])
        gained = float((self.gains(one) @ values[self.columns])[0])
        return float(self.worth(one)[0]) * float(values[self.coin]) + gained

    def check(self) -> None:
        """Raise BrokenInvariantError if the account does not hold what was deposited."""
        held, largest = self.site.ledger.balance(self.account, self.coin), self.site.ledger.largest_supply[self.coin]
        if not held >= self.total - TOLERANCE * max(1.0, largest):
            raise BrokenInvariantError(f"{self.pool}: the stability pool holds {held} coins, {self.total} deposited")

    def audit(self) -> None:
        """Raise BrokenInvariantError if claims exceed what the account holds, of any asset."""
        holders, ledger = self.holders(), self.site.ledger
        claimed = np.append(np.zeros(len(self.columns) - 1), self.worth(holders).sum()) + self.gains(holders).sum(
            axis=0
        )
        for column, owed in zip(self.columns, claimed.tolist(), strict=True):
            allowed = TOLERANCE * max(1.0, float(ledger.largest_supply[column]))
            if not ledger.balance(self.account, column) >= owed - allowed:
                raise BrokenInvariantError(f"{self.pool}: claims on the stability pool exceed its assets: {owed}")
