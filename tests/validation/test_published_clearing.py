"""Variation margin and default waterfalls that others published.

Hull, Options, Futures, and Other Derivatives, table on the operation of margin accounts: two gold futures of 100 ounces, bought at 1,250.
Nasdaq Clearing's default of 10 September 2018, as reported: of 114 million euros that the defaulter's margin did not cover, 7 were the clearing
house's junior capital, and 107 came out of the default fund of 166. Waterfall of a case for an examination (FRM): 3.8 billion.
"""

import numpy as np
import pytest

from firesale.market.backstops.assessment import Assessment
from firesale.market.backstops.base import Backstop, Resources, waterfall
from firesale.market.backstops.default_fund import DefaultFund
from firesale.market.backstops.gains_haircut import GainsHaircut
from firesale.market.backstops.own_capital import OwnCapital
from firesale.market.backstops.own_contribution import OwnContribution
from firesale.market.contracts.future import Future
from firesale.market.events import VariationPaid
from firesale.market.portfolio_margin.scenario_scan import ScenarioScan
from tests.market.portfolio_margin.listed import listing
from tests.market.venues.clearing.cleared import DAY, cash_of, cleared_market, day, hold
from tests.markets import set_price

SETTLED = [
    1241.0,
    1238.3,
    1244.6,
    1241.3,
    1240.1,
    1236.2,
    1229.9,
    1230.8,
    1225.4,
    1228.1,
    1211.0,
    1211.0,
    1214.3,
    1216.1,
    1223.0,
    1226.9,
]
GAINS = [-1800, -540, 1260, -660, -240, -780, -1260, 180, -1080, 540, -3420, 0, 660, 360, 1380, 780]
GOLD = Future("ETH", 30 * DAY)


def test_hulls_margin_account_day_by_day() -> None:
    """200 ounces: 4,620 are lost over sixteen days, and 7,980 and, after 4,020 have been paid, 8,220 are left on the days of the calls."""
    market = cleared_market(
        contracts=(GOLD,), margin=ScenarioScan(price_scan_range=0.02, extreme_fraction=0.0), deadline=30 * DAY
    )
    set_price(market, "ETH", 1250.0)
    day(market, 1)
    hold(market, {0: 200.0, 1: -200.0}, {0: 12_000.0, 1: 12_000.0}, GOLD.name)
    paid, left = [], {}
    for number, price in enumerate(SETTLED, start=2):
        events = [event for event in day(market, number, price) if isinstance(event, VariationPaid)]
        paid.append(sum(float(np.asarray(event.amount)[0]) for event in events))
        left[number - 1] = cash_of(market, 0)
    assert paid == pytest.approx(GAINS)
    assert left[7] == pytest.approx(7_980.0)
    assert left[11] + 4_020.0 == pytest.approx(8_220.0)
    assert cash_of(market, 0) == pytest.approx(12_000.0 - 4_620.0)
    assert cash_of(market, 0) + cash_of(market, 1) == pytest.approx(24_000.0)


def taken(backstops: list[Backstop], loss: float, **resources: float) -> list[float]:
    """What each backstop takes in turn."""
    return [one.amount for one in waterfall(backstops, loss, Resources(0.0, 0.0, {}, **resources))]


def test_nasdaq_clearing_in_2018() -> None:
    order: list[Backstop] = [OwnCapital(), DefaultFund(), Assessment(cap=1.0)]
    found = taken(order, 114.0, capital=7.0, default_fund=166.0, pledged=166.0)
    assert found == [7.0, 107.0]
    assert pytest.approx(0.645, abs=1e-3) == 107.0 / 166.0


def test_each_layer_is_used_up_before_the_next() -> None:
    """3,800 to close out, of which margin pays 2,100: 380 of the defaulter's contribution leave 1,320 for the others."""
    order: list[Backstop] = [OwnContribution(), OwnCapital(), DefaultFund(), Assessment(cap=1.0), GainsHaircut()]
    found = taken(
        order, 3_800.0 - 2_100.0, defaulter=380.0, capital=200.0, default_fund=700.0, pledged=300.0, gains=1_000.0
    )
    assert found == [380.0, 200.0, 700.0, 300.0, 120.0]


def test_in_korea_the_members_paid_before_the_exchange() -> None:
    """Before 2014 the default fund stood before the exchange's capital, as in the default of HanMag in December 2013; the order is the scenario's."""
    order: list[Backstop] = [OwnContribution(), DefaultFund(), OwnCapital()]
    assert taken(order, 45.0, defaulter=2.0, capital=400.0, default_fund=200.0) == [2.0, 43.0]


@pytest.mark.parametrize(("move", "fraction"), [(2.0, 0.35), (3.0, 0.33), (3.0, 0.35)])
def test_the_sixteen_scenarios_of_a_future_as_clearing_houses_list_them(move: float, fraction: float) -> None:
    """No move, a third, two thirds and the whole range up and down, each twice; then the extreme ones at their part."""
    rule = ScenarioScan(price_scan_range=0.1, extreme_move=move, extreme_fraction=fraction)
    array = rule.risk_arrays(listing(["future"], prices=[300.0]))[:, 0]
    thirds = [0, 0, 10, 10, -10, -10, 20, 20, -20, -20, 30, 30, -30, -30]
    assert array == pytest.approx([*thirds, 30 * move * fraction, -30 * move * fraction], abs=1e-9)
    needed = rule.requirement(np.array([[1.0]]), listing(["future"], prices=[300.0]))
    assert needed == pytest.approx([30.0 * max(1.0, move * fraction)])


def test_far_options_that_are_sold_need_the_minimum() -> None:
    """SPAN: whatever the scan says, so much for each option sold, calls and puts alike."""
    of = listing(["call", "put"], strikes=[1000.0, 1.0], years=0.02)
    rule = ScenarioScan(short_option_minimum=0.02)
    needed = rule.requirement(np.array([[-5.0, -3.0], [5.0, 3.0]]), of)
    assert needed == pytest.approx([8 * 0.02 * 100.0, 0.0], abs=1e-9)
