"""A cohort's deposits of one asset in one pool, and the actions that move them."""

from dataclasses import dataclass

from firesale.market.actions import RECEIVED, Amounts, Bundle, Motive, Supply, Withdraw
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.view import View

ROUNDING = 1e-12
"""Part of a pool's cash that is not asked for, so that rounding never asks for more than there is; less of its assets counts as nothing."""
WORTH_AN_ORDER = 1e-6
"""Part of what an account wants to move below which it does not ask for the little cash that is left."""


@dataclass(frozen=True, slots=True)
class Reserve:
    """One reserve as a lender sees it: the pool's quote and the place of the asset in it."""

    quote: CreditQuote
    place: int

    @property
    def index(self) -> float:
        """Units per receipt token; 0 once everything is lost."""
        return float(self.quote.supply_index[self.place])

    @property
    def supply_rate(self) -> float:
        """What lenders earn, per year."""
        return float(self.quote.supply_rate[self.place])

    @property
    def utilisation(self) -> float:
        """Share that is lent out."""
        return float(self.quote.utilisation[self.place])

    @property
    def cash(self) -> float:
        """Units that can be withdrawn now."""
        return float(self.quote.cash[self.place]) * (1.0 - ROUNDING)

    @property
    def dust(self) -> float:
        """Receipt tokens that are left by rounding."""
        return ROUNDING * float(self.quote.cash[self.place] + self.quote.borrowed[self.place]) / self.index

    def receipts(self, view: View) -> FloatArray:
        """Receipt tokens that each account holds, (n,)."""
        return view.balance(self.quote.receipts[self.place])


def reserve(view: View, pool: str, asset: str) -> Reserve:
    """The reserve of an asset in a pool, as the view shows it."""
    quote = view.public.credit(pool)
    return Reserve(quote, quote.debts.index(asset))


def move(
    accounts: IntArray, asset: str, source: str, target: str, receipts: FloatArray, priority_fee: Amounts
) -> Bundle:
    """Withdraw from one pool and supply to another, all or nothing: one bundle for all accounts."""
    motive = Motive.LENDING
    legs = (
        Withdraw(account=accounts, venue=source, asset=asset, receipts=receipts, motive=motive),
        Supply(account=accounts, venue=target, asset=asset, amount=RECEIVED, motive=motive),
    )
    return Bundle(account=accounts, legs=legs, motive=motive, priority_fee=priority_fee)
