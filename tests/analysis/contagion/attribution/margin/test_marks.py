import math

from tests.analysis.contagion.attribution.margin.rebuilt_margin import RebuiltMargin
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_perpetuals import perpetuals, traded, trader

SLOPE = 1e-6


def test_the_mark_is_the_index_pushed_by_what_traders_hold(written: Written) -> None:
    trader(perpetuals(written.oracle(), premium=1.0), 1, 300.0, 50.0)
    written.step(1, 90.0).report(90.0).add(traded(2, -20.0, 90.0))
    mark = RebuiltMargin(written).markets.marks[0]
    near(mark.at(mark.row_at(mark.since + 1)), mark.value)
    near(
        mark.value,
        [
            math.log(100.0),
            math.log(100.0) + SLOPE * 50 * 100,
            math.log(90.0) + SLOPE * 50 * 90,
            math.log(90.0) + SLOPE * 30 * 90,
        ],
    )


def test_half_a_premium_is_half_a_push_and_none_leaves_trades_out(written: Written) -> None:
    trader(perpetuals(written.oracle(), premium=0.5), 1, 300.0, 50.0)
    mark = RebuiltMargin(written).markets.marks[0]
    near(mark.value[-1], math.log(100.0) + 0.5 * SLOPE * 50 * 100)


def test_without_a_premium_the_mark_is_the_index(written: Written) -> None:
    trader(perpetuals(written.oracle()), 1, 300.0, 50.0)
    mark = RebuiltMargin(written.step(1, 90.0).report(90.0)).markets.marks[0]
    near(mark.value, [math.log(100.0), math.log(90.0)])


def test_before_the_first_report_nothing_is_known(written: Written) -> None:
    trader(perpetuals(written, premium=1.0), 1, 300.0, 50.0)
    mark = RebuiltMargin(written.oracle()).markets.marks[0]
    assert mark.index_row.tolist() == [-1, 0]
    assert len(mark.moments(mark.index_row[:1])) == 0
