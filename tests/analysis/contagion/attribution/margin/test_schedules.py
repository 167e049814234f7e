import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.margin.schedules import schedule_of
from firesale.analysis.contagion.attribution.sources import Source, Sources
from firesale.market.events import MaintenanceStated
from tests.analysis.contagion.conftest import Written, near


def stated(run: Written, *brackets: tuple[float, float], asset: str = "ETH") -> Written:
    """A statement: (above, fraction) of each bracket."""
    return run.add(*(MaintenanceStated("perps", asset, above, fraction) for above, fraction in brackets))


def test_each_bracket_of_a_value_has_its_fraction(written: Written) -> None:
    """1 % up to 1000, 5 % up to 3000, 10 % above: of 4000 they are 10, 100 and 100."""
    stated(written, (0.0, 0.01), (1_000.0, 0.05), (3_000.0, 0.1))
    schedule = schedule_of(EventColumns(written.tables()), "perps", "ETH", Sources())
    rows = np.zeros(3, dtype=np.int64)
    near(schedule.needed(rows, np.array([500.0, 2_000.0, 4_000.0])), [5.0, 60.0, 210.0])
    slope = schedule.slope(rows, np.array([500.0, 2_000.0, 4_000.0]))
    np.testing.assert_allclose(slope, [5.0, 100.0, 400.0], rtol=1e-6)


def test_a_later_statement_replaces_the_brackets_of_an_earlier_one(written: Written) -> None:
    """And may have fewer; another market has its own."""
    sources = Sources()
    stated(stated(written, (0.0, 0.01), (1_000.0, 0.05)), (0.0, 0.5), asset="BTC")
    stated(written.step(1), (0.0, 0.02))
    schedule = schedule_of(EventColumns(written.tables()), "perps", "ETH", sources)
    near(schedule.needed(np.array([0, 1]), np.array([2_000.0, 2_000.0])), [60.0, 40.0])
    assert len(schedule.stated.since) == 2
    near(schedule.stated.value, [0.0, 1.0])
    assert schedule.stated.source.tolist() == [sources.find(Source("parameters", pool="perps"))] * 2
