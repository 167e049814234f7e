import numpy as np

from firesale.analysis.contagion.attribution.change_causes import LIQUIDATED, OWNER
from firesale.analysis.contagion.attribution.margin.changes import held_before, summed_before
from firesale.market.events import MarginChanged
from tests.analysis.contagion.attribution.margin.rebuilt_margin import RebuiltMargin
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_perpetuals import closed, funding, perpetuals, traded, trader

FIRST = np.array([True, False, False, True, False])


def test_sums_before_each_change_begin_anew_with_each_account() -> None:
    near(summed_before(np.array([2.0, 1.0, -3.0, 7.0, 1.0]), FIRST), [0.0, 2.0, 3.0, 0.0, 7.0])


def test_what_rounding_leaves_of_a_position_is_none() -> None:
    steps = np.array([[0.1 + 0.2], [-0.3], [0.0], [5.0], [1.0]])
    assert held_before(steps, FIRST)[:, 0].tolist() == [0.0, 0.1 + 0.2, 0.0, 0.0, 5.0]


def test_an_account_before_each_of_its_changes(written: Written) -> None:
    """It pays in 300, buys 50 at 100, pays in 40 and is closed."""
    trader(perpetuals(written.oracle()), 1, 300.0, 50.0)
    written.add(MarginChanged("perps", 1, "USD", 40.0, "")).add(closed(1, 50.0, 95.0, 0.5))
    found = RebuiltMargin(written).changes()
    near(found.size[:, 0], [0.0, 0.0, 50.0, 50.0])
    near(found.balance, [0.0, 300.0, -4_700.0, -4_660.0])
    near(found.paid, [300.0, 0.0, 40.0, 0.0])
    assert found.cause.tolist() == [OWNER] * 3 + [LIQUIDATED]
    assert found.liquidation.tolist() == [-1, -1, -1, 0]
    assert found.closed.tolist() == [True, True, False, False]


def test_funding_counts_from_the_trade_on(written: Written) -> None:
    """A unit paid 1 before it was bought and 2 after: the balance holds what a unit had paid when it was bought, all of which is taken later."""
    perpetuals(written.oracle()).step(1).add(funding(0.01, 100.0))
    trader(written.step(2), 1, 300.0, 50.0).step(3).add(funding(0.02, 100.0))
    rebuilt = RebuiltMargin(written.add(closed(1, 50.0, 100.0, 0.5)))
    found = rebuilt.changes()
    near(found.balance[-1], 300.0 - 5_000.0 + 50.0 * 1.0)
    near(found.balance[-1] - 50.0 * rebuilt.markets.paid(found.moment)[-1, 0], 300.0 - 5_000.0 - 50.0 * 2.0)


def test_accounts_that_were_never_closed_are_left_out(written: Written) -> None:
    trader(trader(perpetuals(written.oracle()), 1, 300.0, 50.0), 2, 300.0, 50.0)
    found = RebuiltMargin(written.add(traded(2, 1.0, 100.0)).add(closed(1, 50.0, 95.0, 0.5))).changes()
    assert found.first.tolist() == [True, False, False]
