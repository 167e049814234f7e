import math

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.exchanges import Exchanges, Fundamentals, exchanges_of, fundamentals_of
from firesale.analysis.contagion.attribution.trades import trades_of
from firesale.market.events import AssetListed, Swapped, VenueOpened
from tests.analysis.contagion.conftest import Written, near


def exchanges(run: Written) -> Exchanges:
    events = EventColumns(run.tables())
    return exchanges_of(events, trades_of(events), fundamentals_of(events))


def fundamentals(run: Written) -> Fundamentals:
    return fundamentals_of(EventColumns(run.tables()))


def test_a_moment_lies_in_the_step_whose_first_price_came_before_it(written: Written) -> None:
    found = fundamentals(written.exchange("x").step(1).step(2))  # prices at 0-2, then 4 events, 7-9, 10-12
    assert found.began.tolist() == [0, 7, 10]
    assert found.row_at(np.array([0, 6, 7, 9, 10, 99])).tolist() == [0, 0, 1, 1, 2, 2]


def test_fundamental_prices_are_logarithms_by_step(written: Written) -> None:
    found = fundamentals(written.step(1, 110.0))
    near(found.of("ETH"), np.log([100.0, 110.0]))
    assert found.of("USD").tolist() == found.of("nobody's").tolist() == [0.0, 0.0]
    assert (found.time.tolist(), found.seconds.tolist()) == ([0.0, 60.0], [0.0, 60.0])


def test_a_run_without_prices_has_one_step() -> None:
    found = fundamentals(Written())
    assert found.step.tolist() == found.began.tolist() == [0]


def test_an_order_book_follows_its_base_asset_and_any_other_exchange_its_quote(written: Written) -> None:
    found = exchanges(written.book("book", 60.0, 0.25).exchange("amm", quote="DAI"))
    assert [found.driver(0), found.driver(1)] == ["ETH", "DAI"]
    assert (found.half_life.tolist(), found.permanent.tolist()) == ([60.0, math.inf], [0.25, 1.0])


def test_an_exchange_starts_at_what_it_quoted_at_step_0_in_the_numeraire(written: Written) -> None:
    written.step(0, dai=0.5)
    near(exchanges(written.exchange("amm", price=210.0, quote="DAI")).start, [math.log(105.0)])


def test_an_exchange_that_quoted_nothing_starts_where_it_first_traded_or_at_the_fundamental(written: Written) -> None:
    for name, kind in (("amm", "constant_product"), ("quiet", "constant_product"), ("book", "order_book")):
        written.add(VenueOpened(name, kind), AssetListed(name, "ETH", "base", "", "", 0.0))
    written.step(1, 120.0)
    for name in ("amm", "book"):
        written.add(Swapped(name, 5, "ETH", "USD", 1.0, 1.0, 0.0, 90.0, 80.0, "noise"))
    near(exchanges(written).start, np.log([90.0, 100.0, 100.0]))


def test_exchanges_are_asked_for_by_what_they_trade(written: Written) -> None:
    found = exchanges(written.exchange("x").exchange("y").exchange("z"))
    assert found.trading("ETH", ["z", "x", "elsewhere"]) == (0, 2)
    assert found.trading("BTC", ["x"]) == ()
