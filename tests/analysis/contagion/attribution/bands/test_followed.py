import math

import numpy as np

from firesale.analysis.contagion.attribution.bands.followed import Followed, followed_by
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.live_prices import levels_of
from firesale.analysis.contagion.attribution.reports import Reports
from firesale.analysis.contagion.attribution.sources import Sources
from firesale.market.events import FollowedPriceHeld
from tests.analysis.contagion.conftest import Written, near


def factors(run: Written) -> tuple[list[Factor], list[Factor]]:
    """Of ETH and USD: as the oracle reports them, and as bands follow them."""
    events, sources = EventColumns(run.tables()), Sources()
    reports = Reports(events, levels_of(events), sources)
    reported: list[Factor] = [reports.of("feed", "ETH"), reports.of("feed", "USD")]
    return reported, followed_by(events, "bands", reported[:1], reported[1:])


def held(run: Written, seen: int, price: float, reported: float) -> Written:
    return run.add(FollowedPriceHeld("bands", seen, price, reported))


def test_where_nothing_is_held_back_the_reports_are_followed(written: Written) -> None:
    reported, found = factors(written.oracle().step(1, 90.0).report(90.0))
    assert found == reported


def test_what_is_followed_is_the_price_that_is_told_while_it_is_held(written: Written) -> None:
    """A report of 80 is followed to 90, one of 60 to 72, then 60; a later one at once. In each interval only the end counts."""
    seen = written.oracle().log.mark()
    moments = [seen]
    for price, told in ((80.0, 90.0), (60.0, 72.0), (60.0, 60.0)):
        written.step(len(moments)).report(price)
        held(written, seen, told, price)
        seen = written.log.mark()
        moments.append(seen)
    moments.append(written.step(4).report(75.0).log.mark())
    (_, usd), (eth, coin) = factors(written)
    assert isinstance(eth, Followed)
    assert isinstance(coin, Followed)
    near(np.exp(eth.at(eth.row_at(np.array(moments)))), [100.0, 90.0, 72.0, 60.0, 75.0])
    near(coin.at(coin.row_at(np.array(moments))), usd.at(usd.row_at(np.array(moments))))
    part = math.log(0.9) / math.log(0.8)
    near(sorted(eth.mixes[int(eth.row_at(np.array([moments[1]]))[0])].values()), sorted([1.0 - part, part]))
