import numpy as np
import pytest

from firesale.market.margin.correlated import Correlated
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.margin.moved import moved
from firesale.market.margin_engines.demand import MarginDemand

RULE = LoanToValue(np.array([0.6, 0.0]), np.array([0.8, 0.0]))


def test_the_loan_to_value_keeps_its_proportion_to_the_threshold() -> None:
    rule = moved(RULE, MarginDemand(np.array([0.4, 1.0])))
    assert rule.liquidation_threshold == pytest.approx([0.6, 0.0])
    assert rule.loan_to_value == pytest.approx([0.45, 0.0])


def test_correlations_make_it_a_rule_of_baskets() -> None:
    rule = moved(RULE, MarginDemand(np.array([0.4, 1.0]), np.eye(2)))
    assert isinstance(rule, Correlated)
