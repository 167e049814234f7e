import numpy as np

from firesale.analysis.contagion.attribution.margin.values import MarginValues
from firesale.market.events import MarginChanged
from tests.analysis.contagion.attribution.margin.rebuilt_margin import RebuiltMargin
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_perpetuals import closed, funding, perpetuals, requirement, trader


def one(run: Written) -> Written:
    """300 of margin and 50 long at 100; 98 and 1 % of funding; 7 % needed, 95; 20 more paid in; closed."""
    trader(perpetuals(run.oracle(), premium=1.0), 1, 300.0, 50.0)
    run.step(1, 98.0).report(98.0).add(funding(0.01, 98.0))
    run.step(2, 95.0).report(95.0).add(requirement(0.07))
    return run.add(MarginChanged("perps", 1, "USD", 20.0, "")).add(closed(1, 50.0, 95.0, -0.5))


def test_health_is_value_over_requirement(written: Written) -> None:
    rebuilt = RebuiltMargin(one(written))
    values, changes = MarginValues(rebuilt.markets), rebuilt.changes()
    rows = np.array([2, 3])  # before more is paid in, and before it is closed
    mark = rebuilt.markets.mark(changes.moment[rows])[:, 0]
    worth = np.array([300.0, 320.0]) + 50.0 * (mark - 100.0) - 50.0 * 0.98
    near(values.equity(changes, rows, changes.moment[rows]), worth)
    near(values.health(changes, rows, changes.moment[rows]), worth / (0.07 * 50.0 * mark))


def test_without_a_position_nothing_is_needed(written: Written) -> None:
    rebuilt = RebuiltMargin(one(written))
    changes = rebuilt.changes()
    health = MarginValues(rebuilt.markets).health(changes, np.array([0, 1]), changes.moment[:2])
    assert health.tolist() == [np.inf, np.inf]


def test_the_terms_of_price_funding_and_requirement_add_up(written: Written) -> None:
    """From the trade on to the payment: weights times changes of factors are the change of health, worths that of equity."""
    rebuilt = RebuiltMargin(one(written))
    values, changes = MarginValues(rebuilt.markets), rebuilt.changes()
    rows, start = np.array([2]), np.append(0, changes.moment[:-1] + 1)
    terms = values.terms(changes, start, rows)
    assert len(terms.row) == 3
    moved = [
        float(np.diff(values.distinct[f].at(np.array([before, after])))[0])
        for f, before, after in zip(terms.factor.tolist(), terms.before.tolist(), terms.after.tolist(), strict=True)
    ]
    ends = [values.health(changes, rows, at)[0] for at in (start[rows], changes.moment[rows])]
    near(terms.weight @ np.array(moved), ends[1] - ends[0])
    ends = [values.equity(changes, rows, at)[0] for at in (start[rows], changes.moment[rows])]
    near(terms.worth @ np.array(moved), ends[1] - ends[0])


def test_what_an_owner_pays_in_is_no_gain(written: Written) -> None:
    rebuilt = RebuiltMargin(one(written))
    near(MarginValues(rebuilt.markets).lost(rebuilt.changes(), np.array([2, 3]), np.array([20.0, -7.0])), [0.0, -7.0])
