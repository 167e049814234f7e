import numpy as np

from firesale.analysis.contagion.attribution.components import Walk
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.live_prices import levels_of
from firesale.analysis.contagion.attribution.moves import Moves
from firesale.analysis.contagion.attribution.price_sources import PriceSources, Quote, Samples
from firesale.analysis.contagion.attribution.sources import Source, Sources
from firesale.analysis.contagion.channel_names import COMMON_SHOCK
from tests.analysis.contagion.conftest import Written, near


def samples(run: Written, window: float, quote: Quote = (0,), observed: int | None = None) -> Samples:
    """One report, of now unless it was observed when there were so many events."""
    steps = levels_of(EventColumns(run.tables())).fundamentals
    seen = np.array([run.log.mark() if observed is None else observed])
    return Samples("ETH", quote, 0, False, seen, np.array([window]), steps)


def steps(run: Written, count: int) -> Written:
    run.exchange("x")
    for number in range(1, count + 1):
        run.step(number)
    return run


def test_a_point_is_one_observation(written: Written) -> None:
    moments, weights = samples(steps(written, 3), 0.0, observed=5).of(0)
    assert (moments.tolist(), weights.tolist()) == ([5], [1.0])


def test_an_average_sees_each_step_of_its_window_once_when_it_begins(written: Written) -> None:
    found = samples(steps(written, 4), 120.0)
    moments, weights = found.of(0)
    assert moments.tolist() == (found.steps.began[[3, 4]] + 1).tolist()
    near(weights, [0.5, 0.5])


def test_a_window_that_begins_within_a_step_takes_a_part_of_it(written: Written) -> None:
    found = samples(steps(written, 4), 150.0)
    moments, weights = found.of(0)
    assert moments.tolist() == (found.steps.began[[2, 3, 4]] + 1).tolist()
    near(weights, [0.2, 0.4, 0.4])


def test_a_window_as_long_as_the_run_sees_all_of_it_but_the_opening(written: Written) -> None:
    found = samples(steps(written, 3), 180.0)
    assert found.of(0)[0].tolist() == (found.steps.began[1:] + 1).tolist()


def test_a_late_report_averages_until_it_was_observed(written: Written) -> None:
    run = steps(written, 2)
    seen = run.log.mark()
    found = samples(run.step(3).step(4), 60.0, observed=seen)
    assert found.of(0)[0].tolist() == [int(found.steps.began[2]) + 1]


def prices(run: Written, quotes: list[Quote], moments: list[int]) -> tuple[PriceSources, int, Samples]:
    """Every trade is the work of one source, whose number comes second; samples at the moments."""
    levels, sources = levels_of(EventColumns(run.tables())), Sources()
    trades, pushed = levels.trades, sources.number(Source("manipulation"))
    shock = sources.number(Source(COMMON_SHOCK, asset="ETH"))
    source = np.full(len(trades.sequence), pushed)
    moves = Moves(trades.sequence, trades.exchange, source, trades.move, trades.before)
    walk = Walk(levels.exchanges, levels.fundamentals, moves, levels.trips, sources)
    seen = np.array(moments)
    of_last = Samples("ETH", quotes[0], shock, False, seen, np.zeros(len(seen)), levels.fundamentals)
    return PriceSources(walk, seen, quotes), pushed, of_last


def test_the_components_of_an_exchange_are_those_of_the_walk(written: Written) -> None:
    run = written.exchange("x").exchange("y").swap("y", 5, -0.1, "noise")
    found, pushed, of = prices(run, [(1,)], [run.log.mark()])
    components, level, weight = found.observed(of, 0)
    near([components[0, pushed], level[0], weight[0]], [-0.1, np.log(100.0) - 0.1, 1.0])


def test_where_the_middle_passes_to_another_exchange_what_passed_it_made_the_move(written: Written) -> None:
    """y falls through x's price: the middle of x, y and z falls to x, and that is the push on y."""
    run = written.exchange("x", price=95.0).exchange("y", price=100.0).exchange("z", price=105.0)
    before = run.log.mark()
    run.swap("y", 5, -0.5, "manipulation")
    found, pushed, of = prices(run, [(0, 1, 2)], [before, run.log.mark()])
    near(found.observed(of, 0)[1], [np.log(100.0)])
    components, level, _ = found.observed(of, 1)
    near([components[0, pushed], level[0]], [np.log(0.95), np.log(95.0)])
    near(components.sum(), np.log(0.95))


def test_without_an_exchange_the_fundamental_is_read(written: Written) -> None:
    before = written.step(1, 90.0).log.mark()
    run = written.step(2, 80.0)
    found, _, of = prices(run, [()], [before, run.log.mark()])
    near([found.observed(of, row)[0].sum() for row in (0, 1)], np.log([0.9, 0.8]))
    near([float(found.observed(of, row)[1][0]) for row in (0, 1)], np.log([90.0, 80.0]))


def test_what_is_missing_to_the_whole_is_residual(written: Written) -> None:
    run = written.exchange("x")
    found, _, _ = prices(run, [(0,)], [run.log.mark()])
    components = found.unexplained(np.zeros(found.count), 0.25)
    assert components[found.walk.residual] == 0.25
