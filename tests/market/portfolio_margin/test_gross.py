import numpy as np

from firesale.market.portfolio_margin.gross import Gross
from firesale.market.portfolio_margin.scenario_scan import ScenarioScan
from tests.market.portfolio_margin.listed import listing


def test_nothing_is_set_against_anything_else() -> None:
    of = listing(["future", "future"])  # of two months
    spread = np.array([[5.0, -5.0]])
    np.testing.assert_allclose(ScenarioScan(price_scan_range=0.1).requirement(spread, of), [0.0], atol=1e-12)
    np.testing.assert_allclose(Gross(ScenarioScan(price_scan_range=0.1)).requirement(spread, of), [100.0])


def test_bought_and_sold_options_need_what_each_needs_alone() -> None:
    rule, of = ScenarioScan(), listing(["call", "put"])
    alone = rule.requirement(np.array([[2.0, 0.0], [0.0, -3.0]]), of)
    np.testing.assert_allclose(Gross(rule).requirement(np.array([[2.0, -3.0]]), of), [alone.sum()])
