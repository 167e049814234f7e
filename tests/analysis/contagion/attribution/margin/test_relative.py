import math

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.live_prices import levels_of
from firesale.analysis.contagion.attribution.margin.relative import Relative, relative_of
from firesale.analysis.contagion.attribution.reports import Reports
from firesale.analysis.contagion.attribution.sources import Sources
from firesale.market.events import PriceReported
from tests.analysis.contagion.conftest import Written, near


def reports(run: Written) -> Reports:
    events = EventColumns(run.tables())
    return Reports(events, levels_of(events), Sources())


def test_a_price_in_the_numeraire_is_the_report_itself(written: Written) -> None:
    report = reports(written.oracle()).of("feed", "ETH")
    assert relative_of(report, None) is report


def test_a_price_in_another_asset_is_one_report_over_the_other(written: Written) -> None:
    """ETH at 100 and then 90, DAI at 1 and then 0.9."""
    written.oracle().add(PriceReported("feed", "DAI", 1.0, written.log.mark(), 0.0))
    written.step(1, 90.0).report(90.0).step(2).add(PriceReported("feed", "DAI", 0.9, written.log.mark(), 0.0))
    found = reports(written)
    factor = relative_of(found.of("feed", "ETH"), found.of("feed", "DAI"))
    assert isinstance(factor, Relative)
    near(factor.value, [math.log(100.0), math.log(100.0), math.log(90.0), math.log(100.0)])
    assert factor.rows.tolist() == [[0, 0, 1, 1], [-1, 0, 0, 1]]
    assert (np.diff(factor.since) > 0).all()
