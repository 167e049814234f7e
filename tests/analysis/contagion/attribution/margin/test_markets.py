import math

import numpy as np

from firesale.market.events import AssetListed, MaintenanceStated, PerpetualStated
from tests.analysis.contagion.attribution.margin.rebuilt_margin import RebuiltMargin
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_perpetuals import DEPTH, funding, perpetuals, requirement, trader


def test_what_a_venue_said_of_its_markets(written: Written) -> None:
    perpetuals(written.oracle(), isolated=True)
    written.add(AssetListed("perps", "BTC", "perpetual", "", "feed", 0.1))
    written.add(PerpetualStated("perps", "BTC", DEPTH, 0.0, True), MaintenanceStated("perps", "BTC", 0.0, 0.1))
    markets = RebuiltMargin(written).markets
    assert (markets.venue, markets.assets, markets.isolated) == ("perps", ("ETH", "BTC"), True)
    assert markets.margin_price == 1.0


def test_prices_funding_and_requirements_before_a_moment(written: Written) -> None:
    """A unit pays 1 and gets 0.5 back; the requirement goes up from 5 to 8 %."""
    trader(perpetuals(written.oracle(), premium=1.0), 1, 300.0, 50.0)
    begin = written.log.mark()
    written.step(1, 90.0).report(90.0).add(funding(0.01, 100.0), funding(-0.005, 100.0), requirement(0.08))
    markets, at = RebuiltMargin(written).markets, np.array([begin, written.log.mark()])
    near(markets.mark(at)[:, 0], [100.0 * math.exp(0.005), 90.0 * math.exp(0.0045)])
    near(markets.paid(at)[:, 0], [0.0, 0.5])
    near(markets.needed(np.array([[1_000.0], [1_000.0]]), at)[:, 0], [50.0, 80.0])
