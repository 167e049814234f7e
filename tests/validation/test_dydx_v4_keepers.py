"""What dYdX v4 tests of its keepers, on whole venues: what the insurance fund gets, whom an account is closed against, and what funding moves.

Source: dydxprotocol/v4-chain, `x/clob/keeper/liquidations_test.go` (TestGetLiquidationInsuranceFundDelta), `deleveraging_test.go`
(TestProcessDeleveraging, TestOffsetSubaccountPerpetualPosition, TestCanDeleverageSubaccount) and `x/perpetuals/funding/funding_test.go`.
BTC 50,000, ETH 3,000, initial margin 20 %, maintenance margin 10 %.
"""

import numpy as np
import pytest

from firesale.market.closing.fillable_price import FillablePrice
from firesale.market.funding.base import Conditions
from firesale.market.funding.premium import Premium
from firesale.market.market import Market
from firesale.market.requirements.flat import Flat
from tests.market.venues.perpetuals.margins import begin, market_of, size_of, sound, value_of, venue_of
from tests.markets import set_price

EXACT = 1e-9
BTC, ETH = 50_000.0, 3_000.0
RULE = Flat(np.array([0.2, 0.2]), np.array([0.1, 0.1]))
SMALL = 20.0
"""Margin that an account is opened with whose value is then moved to where it is wanted."""


def chain(fee: float = 0.005) -> Market:
    market = market_of(requirement=RULE, closing=FillablePrice(fee=fee), depth=1e15, vault=1e9)
    set_price(market, "ETH", ETH)
    return market


def holds(market: Market, account: int, size: float, cash: float) -> None:
    """A position in BTC and a balance of USDC, which may be negative, as the chain's test accounts have them."""
    value = cash + size * BTC
    margin = max(value, SMALL)
    set_price(market, "BTC", BTC + (margin - value) / size)
    begin(market, account, margin, size, "BTC")
    set_price(market, "BTC", BTC)
    assert value_of(market, account) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("size", "cash", "price", "fee", "change"),
    [
        (0.1, -5_100.0, 56_100.0, 0.005, 28.05),
        (0.1, -5_100.0, 56_100.0, 0.025, 140.25),
        (0.1, -5_100.0, 56_100.0, 1.0, 510.0),
        (-0.1, 4_900.0, 44_100.0, 0.005, 22.05),
        (-0.1, 4_900.0, 44_100.0, 0.025, 110.25),
        (-0.1, 4_900.0, 44_100.0, 1.0, 490.0),
        (0.1, -5_100.0, 51_051.0, 0.005, 5.1),
        (-0.1, 4_900.0, 48_951.0, 0.005, 4.9),
        (0.1, -5_100.0, 51_000.0, 0.005, 0.0),
        (-0.1, 4_900.0, 49_000.0, 0.005, 0.0),
        (0.1, -5_100.0, 50_490.0, 0.005, -51.0),
        (-0.1, 4_900.0, 49_490.0, 0.005, -49.0),
        (-0.1, 4_900.0, 0.0, 0.005, 0.0),
    ],
)
def test_what_the_insurance_fund_gets_or_pays(
    size: float, cash: float, price: float, fee: float, change: float
) -> None:
    market = chain(fee)
    holds(market, 0, size, cash)
    venue = venue_of(market)
    row = venue.book.row_of[venue.book.keys(np.array([0]), 1)]
    at = venue.closing.unsafe(row, 1, venue.state.mark(venue.state.index()))
    found = venue.closing.change_of_fund(at, np.array([abs(size)]), np.array([price]))
    assert found == pytest.approx([change], rel=EXACT, abs=1e-6)


def closed_out(short_cash: float, long_cash: float, amount: float = 1.0) -> Market:
    """Carl (0) is 1 BTC short, Dave (1) 1 BTC long; Carl is deleveraged by `amount`."""
    market = chain()
    holds(market, 0, -1.0, short_cash)
    holds(market, 1, 1.0, long_cash)
    venue = venue_of(market)
    row = venue.book.row_of[venue.book.keys(np.array([0]), 1)]
    venue.backstops.deleveraging.close(row, 1, amount)
    sound(market)
    return market


@pytest.mark.parametrize(
    ("short_cash", "long_cash", "price"),
    [
        *((54_999.0, long, 54_999.0) for long in (50_000.0, -45_001.0, -50_000.0, -50_001.0)),
        *((50_000.0, long, 50_000.0) for long in (50_000.0, -45_001.0, -50_000.0)),
        *((49_999.0, long, 49_999.0) for long in (50_000.0, -45_001.0)),
    ],
)
def test_both_are_closed_at_the_bankruptcy_price_of_the_one(short_cash: float, long_cash: float, price: float) -> None:
    market = closed_out(short_cash, long_cash)
    assert (size_of(market, 0, "BTC"), size_of(market, 1, "BTC")) == (0.0, 0.0)
    assert value_of(market, 0) == pytest.approx(0.0, abs=1e-6)
    assert value_of(market, 1) == pytest.approx(long_cash + price, rel=EXACT, abs=1e-6)


@pytest.mark.parametrize("amount", [1.0, 0.1])
@pytest.mark.parametrize(
    ("short_cash", "long_cash"),
    [(50_000.0, -50_001.0), (49_999.0, -50_000.0), (49_999.0, -50_001.0)],
)
def test_nobody_is_closed_whose_bankruptcy_prices_do_not_overlap(
    short_cash: float, long_cash: float, amount: float
) -> None:
    """Closing would leave the other one in debt with less to back it."""
    market = closed_out(short_cash, long_cash, amount)
    assert (size_of(market, 0, "BTC"), size_of(market, 1, "BTC")) == (-1.0, 1.0)


def test_a_part_is_closed_at_the_same_price() -> None:
    market = closed_out(54_999.0, 50_000.0, 0.1)
    assert (size_of(market, 0, "BTC"), size_of(market, 1, "BTC")) == pytest.approx((-0.9, 0.9))
    assert value_of(market, 0) == pytest.approx(54_999.0 - 5_499.9 - 0.9 * BTC, rel=EXACT)
    assert value_of(market, 1) == pytest.approx(50_000.0 + 5_499.9 + 0.9 * BTC, rel=EXACT)


def test_a_position_among_several_takes_its_share_of_the_account_with_it() -> None:
    """1 BTC and 10 ETH short with 80,800: 800 are left, 5,000 and 3,000 required, so the BTC is closed at 50,500."""
    market = chain()
    holds(market, 0, -1.0, 50_400.0)
    begin(market, 0, 400.0, -10.0, "ETH")
    holds(market, 1, 1.0, 50_000.0)
    venue = venue_of(market)
    row = venue.book.row_of[venue.book.keys(np.array([0]), 1)]
    assert venue.book.balance[row] == pytest.approx([80_800.0])
    venue.backstops.deleveraging.close(row, 1, 1.0)
    assert venue.book.balance[row] == pytest.approx([80_800.0 - 50_500.0], rel=EXACT)
    assert (size_of(market, 0, "BTC"), size_of(market, 0, "ETH")) == (0.0, -10.0)
    assert value_of(market, 1) == pytest.approx(50_000.0 + 50_500.0, rel=EXACT)


def test_who_cannot_be_closed_is_skipped_for_the_next() -> None:
    """Carl short with nothing left; Dave's first account is 1 in debt, his second one is not: that one is closed, at 50,000."""
    market = chain()
    holds(market, 0, -1.0, 50_000.0)
    holds(market, 1, 1.0, -50_001.0)
    holds(market, 2, 1.0, 50_000.0)
    venue = venue_of(market)
    venue.backstops.deleveraging.close(venue.book.row_of[venue.book.keys(np.array([0]), 1)], 1, 1.0)
    sound(market)
    assert [size_of(market, account, "BTC") for account in (0, 1, 2)] == [0.0, 1.0, 0.0]
    assert value_of(market, 2) == pytest.approx(100_000.0, rel=EXACT)


def test_a_loss_is_shared_by_two_at_one_price() -> None:
    """Two longs of half a bitcoin with 50,000 each get 27,499.50 each."""
    market = chain()
    holds(market, 0, -1.0, 54_999.0)
    holds(market, 1, 0.5, 50_000.0)
    holds(market, 2, 0.5, 50_000.0)
    venue = venue_of(market)
    venue.backstops.deleveraging.close(venue.book.row_of[venue.book.keys(np.array([0]), 1)], 1, 1.0)
    assert [value_of(market, account) for account in (0, 1, 2)] == pytest.approx([0.0, 77_499.5, 77_499.5], abs=1e-6)


@pytest.mark.parametrize(("price", "deleveraged"), [(50_000.0, False), (54_999.0, False), (55_000.0, True)])
def test_only_who_is_worth_less_than_nothing_is_deleveraged(price: float, deleveraged: bool) -> None:
    """1 BTC short with 54,999: at 54,999 nothing is left, but nothing is owed. The fund is empty and no sale covers itself."""
    market = market_of(requirement=RULE, closing=FillablePrice(fee=0.0), depth=1.0, vault=1e9)
    holds(market, 0, -1.0, 54_999.0)
    holds(market, 1, 1.0, 50_000.0)
    set_price(market, "BTC", price)
    market.absorb()
    sound(market)
    assert (size_of(market, 0, "BTC") == 0.0) is deleveraged


@pytest.mark.parametrize(
    ("rate", "hours", "price", "scale", "expected"),
    [
        (1.001999, 8.0, 1_000.0, 1.0, 1_001.0),
        (-1.001999, 8.0, 1_000.0, 1.0, -1_001.0),
        (-1.001999, 4.0, 1e5, 1e8, -5_009_995_000_000.0),
        (-1.001999, 1.0, 1e-3, 1e12, -125_249_875.0),
    ],
)
def test_a_funding_index_moves_by_rate_times_price_times_time(
    rate: float, hours: float, price: float, scale: float, expected: float
) -> None:
    """The rate is for eight hours; the chain counts in whole numbers of its own scale, rounded towards nothing."""
    one = np.ones(1)
    rule = Premium(0.0, 0.0, period=28_800.0, largest=10.0)
    found = rule.rate(Conditions((1.0 + rate) * one, one, one, one, hours * 3_600.0))[0] * price * scale
    assert float(np.trunc(round(found, 3))) == expected
