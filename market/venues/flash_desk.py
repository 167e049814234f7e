"""Flash loans of a credit venue: what it can lend, for the length of one bundle."""

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import FlashLoaned, Refusal
from firesale.market.orders import Outcome
from firesale.market.venues.base import Site
from firesale.market.venues.funds import Funds
from firesale.market.venues.lending_terms import LendingTerms


class FlashDesk:
    """The bundle that took the loan is undone unless it is paid back."""

    def __init__(self, pool: str, site: Site, terms: LendingTerms, funds: Funds) -> None:
        self.pool, self.site, self.terms, self.funds = pool, site, terms, funds

    def lend(self, asset: str, accounts: IntArray, amount: FloatArray) -> Outcome:
        """Hand out cash without collateral."""
        if asset not in self.terms.debt:
            return Refusal.UNKNOWN_ASSET
        place = self.terms.debt.index(asset)
        if amount.sum() > self.funds.cash(place):
            return Refusal.NO_CASH
        self.funds.lend(place, accounts, amount)
        return None

    def collect(self, asset: str, accounts: IntArray, amount: FloatArray) -> Outcome:
        """Take the cash back with the fee, which is the venue's surplus."""
        place, fee = self.terms.debt.index(asset), amount * self.terms.flash_fee
        if not self.site.ledger.can_pay(accounts, self.funds.columns[place], amount + fee):
            return Refusal.NO_BALANCE
        self.funds.collect_with_fee(place, accounts, amount, fee)
        self.site.log.add(FlashLoaned(self.pool, accounts, asset, amount, fee))
        return None
