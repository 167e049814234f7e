"""Which positions are safe, and what may be opened."""

from firesale.market.margin.account_modes import AccountModes
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.registry import registry

MARGINS = registry(account_modes=AccountModes, loan_to_value=LoanToValue)
