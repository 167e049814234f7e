import numpy as np

from firesale.analysis.figures.wealth import wealth
from firesale.analysis.tables import RunTables
from firesale.market.events import GroupRecorded
from tests.analysis.conftest import RunBuilder


def test_each_role_starts_at_zero_and_is_the_sum_of_its_groups(run: RunBuilder) -> None:
    for step, (small, large) in enumerate([(1.0, 10.0), (2.0, 5.0), (0.0, 5.0)]):
        run.at(step, GroupRecorded("small", "lender", small), GroupRecorded("large", "lender", large))
        run.at(step, GroupRecorded("bold", "leveraged_trader", 100.0 * step))
    (ax,) = wealth(run.tables()).axes
    drawn = {line.get_label(): np.asarray(line.get_ydata()).tolist() for line in ax.lines[1:]}
    assert drawn == {"lender: −6": [0.0, -4.0, -6.0], "leveraged trader: 200": [0.0, 100.0, 200.0]}
    assert ax.get_ylabel() == "USD, since the first record"


def test_a_role_that_appears_later_starts_then(run: RunBuilder) -> None:
    run.at(0, GroupRecorded("a", "lender", 5.0)).at(
        1, GroupRecorded("a", "lender", 6.0), GroupRecorded("b", "late", 50.0)
    )
    (ax,) = wealth(run.at(2, GroupRecorded("b", "late", 40.0)).tables()).axes
    late = next(line for line in ax.lines if str(line.get_label()).startswith("late"))
    assert np.asarray(late.get_ydata()).tolist() == [0.0, -10.0]


def test_an_empty_run_says_so(empty: RunTables) -> None:
    assert [text.get_text() for text in wealth(empty).axes[0].texts] == ["no wealth was recorded"]
