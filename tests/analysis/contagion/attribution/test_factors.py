import math

import numpy as np
import pytest

from firesale.analysis.contagion.attribution.factors import Index, Report
from firesale.analysis.contagion.attribution.price_sources import PriceSources, Samples
from firesale.market.arrays import FloatArray
from tests.analysis.contagion.attribution.test_price_sources import prices
from tests.analysis.contagion.conftest import Written, near


def index(*levels: float) -> Index:
    """A change at moments 10, 20, ... by sources 0, 1, ..."""
    since = 10 * np.arange(1, len(levels) + 1)
    return Index("USD", "", True, since, np.log(levels), since, np.arange(len(levels)))


def test_a_row_is_in_force_after_its_event() -> None:
    assert index(1.1, 1.2).row_at(np.array([5, 10, 11, 20, 21])).tolist() == [-1, -1, 0, 0, 1]


def test_before_the_first_row_the_logarithm_is_0() -> None:
    near(index(1.1, 1.2).at(np.array([-1, 0, 1])), np.log([1.0, 1.1, 1.2]))


def test_each_change_of_an_index_is_the_work_of_its_own_source(written: Written) -> None:
    any_prices, _, _ = prices(written.exchange("x"), [(0,)], [written.log.mark()])
    near(index(1.1, 1.32, 1.32).change(any_prices, -1, 1)[:3], [math.log(1.1), math.log(1.2), 0.0])
    near(index(1.1, 1.32).change(any_prices, 0, 1)[:2], [0.0, math.log(1.2)])


def averaged(run: Written, log_moves: list[float], arithmetic: bool) -> tuple[Report, PriceSources, int, FloatArray]:
    """A trade at each step and then two reports, each an average over two steps."""
    run.exchange("x")
    seen = []
    for number, move in enumerate(log_moves, start=1):
        run.step(number)
        seen.append(run.log.mark() - 2)  # just after the step began
        run.swap("x", 5, move, "noise")
    levels = np.log(100.0) + np.cumsum([0.0, *log_moves[:-1]])
    found, source, of = prices(run, [(0,)], seen)
    samples = Samples("ETH", (0,), 1, arithmetic, np.array([seen[1], seen[2]]) + 2, np.array([120.0, 120.0]), of.steps)
    pairs = np.array([levels[:2], levels[1:3]])
    value = np.log(np.exp(pairs).mean(axis=1)) if arithmetic else pairs.mean(axis=1)
    return Report("ETH", "feed", True, np.array([100, 101]), value, np.array([1, 2]), samples), found, source, value


@pytest.mark.parametrize("arithmetic", [False, True])
def test_the_change_of_an_average_is_that_of_its_observations(written: Written, arithmetic: bool) -> None:
    report, found, source, value = averaged(written, [-0.3, 0.2, 0.0], arithmetic)
    change = report.change(found, 0, 1)
    near(change[source], value[1] - value[0])
    near(change.sum(), value[1] - value[0])


def test_a_geometric_mean_takes_a_move_in_by_its_part_of_the_window(written: Written) -> None:
    report, found, source, _ = averaged(written, [-0.3, 0.0, 0.0], arithmetic=False)
    near(report.change(found, 0, 1)[source], -0.15)


def test_what_a_report_says_and_its_exchange_does_not_is_residual(written: Written) -> None:
    run = written.exchange("x")
    mark = run.log.mark()
    found, _, of = prices(run.swap("x", 5, -0.1, "noise"), [(0,)], [mark, run.log.mark()])
    report = Report("ETH", "feed", True, np.array([1, 2]), np.array([4.0, 3.0]), np.array([1, 2]), of)
    near(report.change(found, 0, 1)[found.walk.residual], -0.9)


def test_what_moved_a_price_before_the_first_report_nobody_knows(written: Written) -> None:
    run = written.exchange("x")
    found, _, of = prices(run, [(0,)], [run.log.mark()])
    report = Report("ETH", "feed", True, np.array([1]), np.array([4.0]), np.array([1]), of)
    near(report.change(found, -1, 0)[found.walk.residual], 4.0)


def test_a_report_needs_the_moments_of_all_its_observations(written: Written) -> None:
    report, _, _, _ = averaged(written, [-0.3, 0.0, 0.0], arithmetic=False)
    assert len(report.moments(np.array([0, 1]))) == 4
    assert report.moments(np.array([-1])).tolist() == []
    assert report.quotes == ((0,),)
