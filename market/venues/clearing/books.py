"""The books of a clearing house: how they begin, and that they add up."""

import numpy as np

from firesale.market.actions import Motive
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.errors import BrokenInvariantError
from firesale.market.events import CollateralPosted
from firesale.market.ledger import TOLERANCE
from firesale.market.venues.base import Site
from firesale.market.venues.clearing.loss_desk import CASH, LossDesk
from firesale.market.venues.clearing.members import Members


class Books:
    """Sums over members against what the ledger holds for them. Members may owe each other far more than there is: tolerances grow with the
    largest sums that there have been, where rounding errors are made.
    """

    def __init__(self, house: str, site: Site, members: Members, losses: LossDesk, collateral: tuple[str, ...]) -> None:
        self.house, self.site, self.members, self.losses = house, site, members, losses
        self.collateral = collateral
        self.columns = [site.assets.column[asset] for asset in collateral]
        self._largest_cash = 0.0
        self._largest_positions: FloatArray = np.zeros(members.positions.shape[1])

    def covered(self) -> float:
        """Part of members' cash that is there: less than 1 after a loss that nobody bore."""
        claims = float(np.maximum(0.0, self.members.cash).sum())
        return max(0.0, 1.0 - float(self.losses.deficit[0]) / claims) if claims > 0.0 else 1.0

    def check(self) -> None:
        """Raise BrokenInvariantError if positions do not add up to zero, or claims not to what there is."""
        members, ledger, losses = self.members, self.site.ledger, self.losses
        gross = self._largest_positions = np.maximum(self._largest_positions, np.abs(members.positions).sum(axis=0))
        self._compare("positions", members.positions.sum(axis=0), np.zeros(len(gross)), gross)
        cash = np.array([members.cash.sum() - losses.deficit[0]])
        held = np.array([ledger.balance(losses.custody, CASH)])
        self._largest_cash = max(self._largest_cash, float(np.abs(members.cash).sum() + losses.deficit[0]))
        self._compare("cash of members", cash, held, np.maximum(self._largest_cash, ledger.largest_supply[[CASH]]))
        units = ledger.balances[losses.custody, self.columns]
        self._compare("collateral", members.collateral.sum(axis=0), units, ledger.largest_supply[self.columns])
        fund = np.array([ledger.balance(losses.fund, CASH)])
        self._compare("default fund", np.array([members.contribution.sum()]), fund, ledger.largest_supply[[CASH]])

    def _compare(self, what: str, found: FloatArray, expected: FloatArray, size: FloatArray) -> None:
        error = np.abs(found - expected)
        if not np.all(error <= TOLERANCE * np.maximum(1.0, size)):
            raise BrokenInvariantError(f"{self.house}: {what} are {found.tolist()}, expected {expected.tolist()}")

    # --- before the first step ----------------------------------------------------------------------------------------

    def open_positions(self, accounts: IntArray, against: IntArray, place: int, amount: FloatArray) -> None:
        """Positions (n,) of accounts, sold if negative, with the other side spread equally over the accounts `against`."""
        members = self.members
        rows, others = members.rows_for(accounts), members.rows_for(against)
        members.add("positions", (rows, place), amount)
        members.add("positions", (others, place), -amount.sum() / len(others))

    def endow(self, accounts: IntArray, cash: FloatArray, collateral: FloatArray) -> None:
        """Mint margin that accounts have posted before the start: cash (n,), collateral (n, k) in units."""
        members, ledger = self.members, self.site.ledger
        rows = members.rows_for(accounts)
        ledger.mint(CASH, self.losses.custody, cash)
        members.add("cash", rows, cash)
        numeraire = self.site.assets.numeraire
        self.site.log.add(CollateralPosted(self.house, accounts, numeraire, cash, Motive.OPENING))
        for place, column in enumerate(self.columns):
            asset = self.collateral[place]
            self.site.log.add(CollateralPosted(self.house, accounts, asset, collateral[:, place], Motive.OPENING))
            ledger.mint(column, self.losses.custody, collateral[:, place])
            members.add("collateral", (rows, place), collateral[:, place])

    def found_fund(self, size: float, weight: FloatArray) -> None:
        """Mint the members' contributions to the default fund before the start, in proportion to a weight per row."""
        if size <= 0.0 or weight.sum() <= 0.0:
            return
        part = size * weight / weight.sum()
        self.site.ledger.mint(CASH, self.losses.fund, part.sum())
        for column in ("contribution", "pledged"):
            self.members.write(column, self.members.all, part)
