"""Can the accounts of an action pay what they offer?"""

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import Refusal
from firesale.market.ledger import Ledger
from firesale.market.orders import Outcome, Refused


def unpaid(ledger: Ledger, accounts: int | IntArray, asset: int, amount: FloatArray) -> Outcome:
    """Which orders ask an account for more than it holds, or that all of them together do; None if everybody can pay."""
    short: BoolArray = np.atleast_1d(ledger.balances[accounts, asset] < amount)
    if short.any():
        return Refused(Refusal.NO_BALANCE, short)
    return None if ledger.can_pay(accounts, asset, amount) else Refusal.NO_BALANCE
