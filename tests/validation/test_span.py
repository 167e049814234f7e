"""Worked examples of SPAN that others published.

Source: McMillan, Options as a Strategic Investment (4th edition), chapter 34: risk arrays of an S&P 500 future (range 10,000 in money) and of a
call, and of both together as a covered write.
"""

import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.portfolio_margin.gross import Gross
from firesale.market.portfolio_margin.listing import Listing
from firesale.market.portfolio_margin.scenario_scan import ScenarioScan
from tests.market.portfolio_margin.listed import listing

FUTURE = [0, 0, 3330, 3330, -3330, -3330, 6670, 6670, -6670, -6670, 10000, 10000, -10000, -10000, 7000, -7000]
CALL = [460, -610, 2640, 1730, -1270, -2340, 5210, 4540, -2540, -3430, 8060, 7640, -3380, -3990, 3130, -1500]
COVERED_WRITE = [-460, 610, 690, 1600, -2060, -990, 1460, 2130, -4130, -3240, 1940, 2360, -6620, -6010, 3870, -5500]
RULE = ScenarioScan()


def published() -> Listing:
    """A future and a call whose risk arrays are the published ones."""
    arrays: FloatArray = np.array([FUTURE, CALL], dtype=np.float64).T
    made = listing(["future", "call"])
    made.once(RULE, lambda: arrays)
    return made


@pytest.mark.parametrize(
    ("future", "call", "required"),
    [(1.0, 0.0, 10_000.0), (-1.0, 0.0, 10_000.0), (0.0, 1.0, 3_990.0), (0.0, -1.0, 8_060.0), (1.0, -1.0, 6_620.0)],
)
def test_the_requirement_is_the_largest_loss_of_the_array(future: float, call: float, required: float) -> None:
    assert RULE.requirement(np.array([[future, call]]), published())[0] == required


def test_the_covered_write_is_worth_what_the_table_says_in_every_scenario() -> None:
    losses = RULE.losses(np.array([[1.0, -1.0]]), published())[0, :, 0]
    np.testing.assert_array_equal(-losses, COVERED_WRITE)


def test_without_netting_it_would_need_both() -> None:
    assert Gross(RULE).requirement(np.array([[1.0, -1.0]]), published())[0] == 18_060.0
