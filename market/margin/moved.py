"""From what an engine asks for to the rule in force on a credit venue."""

import numpy as np

from firesale.market.margin.correlated import Correlated
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.margin_engines.demand import MarginDemand


def moved(rule: LoanToValue, demand: MarginDemand) -> LoanToValue:
    """Thresholds are 1 - haircut; the loan-to-value keeps its proportion to them, or to what new positions bear."""
    threshold = 1.0 - demand.haircut
    share = np.divide(
        rule.loan_to_value,
        rule.liquidation_threshold,
        out=np.zeros(len(threshold)),
        where=rule.liquidation_threshold > 0.0,
    )
    loan_to_value = (1.0 - demand.to_open) * np.minimum(1.0, share)
    if demand.correlation is None:
        return LoanToValue(loan_to_value, threshold)
    return Correlated(loan_to_value, threshold, demand.correlation)
