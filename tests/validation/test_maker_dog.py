"""What the Dog lets an auction have, when one must begin anew, and stability fees: cases of Maker's own tests, through whole markets.

Source: dss, src/test/clip.t.sol (`test_bark_*`, `test_partial_liquidation_hole_limit`, `test_take_multiple_bids_different_prices`,
`test_auction_reset_*`) and jug.t.sol. In the auctions 40 of collateral at 4 stand against 100, the ratio is 200 %.
"""

import math
from dataclasses import replace

import pytest

from firesale.market.auctions.linear import Linear
from firesale.market.auctions.stair_step import StairStep
from firesale.market.events import AuctionRestarted, LotTaken
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.market import Market
from firesale.market.rates.accrual import debt_growth
from tests.market.venues.selling import (
    KEEPER,
    OTHER,
    OWNER,
    crash,
    dutch_in,
    last,
    lots_of,
    market_of,
    pass_time,
    pledge,
    pool_in,
    restart,
    sound,
    take,
    vaults_terms,
)
from tests.markets import held, refusals, set_price

HOUR, DAY = 3600.0, 86_400.0
RULE = DutchAuction(StairStep(1.0, 0.99), 0.0, 1.25, HOUR, 0.3, 0.0, 0.0, smallest_debt=20.0)


def barked(rule: DutchAuction) -> Market:
    market = market_of(vaults_terms(rule, 2.0), {"USD": 1.0, "ETH": 5.0})
    pledge(market, OWNER, 40.0, 100.0)
    crash(market, 4.0)
    return market


def urn(market: Market) -> tuple[float, float]:
    """Collateral and debt that the owner still has."""
    book = pool_in(market).book
    row = book.row_of[OWNER]
    return float(book.collateral[row, 0]), float(book.debt[row, 0])


@pytest.mark.parametrize(
    ("hole", "tab", "lot", "left"),
    [
        (80.0, 80.0, 32.0, (8.0, 20.0)),  # exactly the dust may stay behind
        (80.0 + 1e-6, 100.0, 40.0, (0.0, 0.0)),  # less than that may not: all is taken, beyond the hole
        (1000.0, 100.0, 40.0, (0.0, 0.0)),
    ],
)
def test_an_auction_takes_what_the_hole_leaves_room_for_unless_dust_would_stay(
    hole: float, tab: float, lot: float, left: tuple[float, float]
) -> None:
    market = barked(replace(RULE, most_on_sale=hole))
    book = lots_of(market).book
    assert (float(book.tab[0]), float(book.units[0])) == pytest.approx((tab, lot), rel=1e-9)
    assert urn(market) == pytest.approx(left, abs=1e-9)


def test_a_penalty_makes_the_hole_smaller() -> None:
    """hole 75, chop 1.1: the tab is 75, the debt in it 75 / 1.1, the lot that part of 40."""
    market = barked(replace(RULE, penalty=0.1, most_on_sale=75.0))
    book = lots_of(market).book
    assert float(book.tab[0]) == pytest.approx(75.0, rel=1e-12)
    assert float(book.units[0]) == pytest.approx(40.0 * 75.0 / 1.1 / 100.0, rel=1e-12)
    assert urn(market) == pytest.approx((40.0 - 30.0 / 1.1, 100.0 - 75.0 / 1.1), rel=1e-12)


def test_two_takes_at_two_prices() -> None:
    """10 at 5 leave a tab of 60; after 30 s the price is 5 * 0.99^30 = 3.698501866941401, and the rest of the tab buys 60 of it."""
    market = barked(replace(RULE, penalty=0.1))
    assert refusals(market, take(10.0, largest=5.0)) == []
    book, before = lots_of(market).book, held(market, OWNER, "ETH")
    assert (float(book.tab[0]), float(book.units[0])) == pytest.approx((60.0, 30.0), rel=1e-12)
    pass_time(market, 30.0)
    assert dutch_in(market).price(0) == pytest.approx(3.698501866941401, rel=1e-12)
    assert refusals(market, take(30.0, account=OTHER, largest=4.0)) == []
    assert last(market, LotTaken)["paid"] == pytest.approx(60.0)
    assert held(market, OTHER, "ETH") == pytest.approx(60.0 / 3.698501866941401, rel=1e-12)
    assert held(market, OWNER, "ETH") - before == pytest.approx(30.0 - 60.0 / 3.698501866941401, rel=1e-12)
    sound(market)


def test_who_would_pay_less_than_the_price_gets_nothing_and_who_would_leave_dust_neither() -> None:
    market = barked(replace(RULE, penalty=0.1))
    assert refusals(market, take(22.0, largest=4.0)) == ["less than the least amount asked for"]
    assert refusals(market, take(22.0 - 1e-6)) == []  # cut so that the dust with its penalty, 22, is still to be raised
    assert float(lots_of(market).book.tab[0]) == pytest.approx(22.0)
    assert refusals(market, take(4.0)) == ["would leave dust"]


@pytest.mark.parametrize(("zero_after", "still", "over"), [(10 * HOUR, 3600.0, 3601.0), (HOUR, 1800.0, 1801.0)])
def test_an_auction_ends_after_its_tail_or_below_its_cusp(zero_after: float, still: float, over: float) -> None:
    """A linear price to nothing in ten hours or in one; tail an hour, cusp 50 %; at an oracle price of 3 the next top is 3.75."""
    market = barked(replace(RULE, curve=Linear(zero_after), lowest=0.5))
    assert float(lots_of(market).book.top[0]) == 5.0
    set_price(market, "ETH", 3.0)
    pass_time(market, still)
    assert refusals(market, restart()) == ["the auction is not over"]
    pass_time(market, over - still)
    assert refusals(market, restart()) == []
    assert float(lots_of(market).book.top[0]) == 3.75
    assert refusals(market, restart()) == ["the auction is not over"]


@pytest.mark.parametrize(("price", "reward"), [(3.0, 2.0 + 0.02 * 110.0), (0.5, 0.0)])
def test_a_restart_is_rewarded_while_lot_and_tab_are_worth_more_than_dust(price: float, reward: float) -> None:
    """`Clipper.redo`: tip + chip tab if tab and lot at the oracle's price are at least chost, 22; 40 at .5 are not."""
    rule = replace(RULE, penalty=0.1, flat_reward=2.0, reward_share=0.02)
    market = barked(rule)
    coins = held(market, KEEPER, "COIN")
    set_price(market, "ETH", price)
    pass_time(market, HOUR + 1.0)
    assert refusals(market, restart()) == []
    assert held(market, KEEPER, "COIN") - coins == pytest.approx(reward)
    assert last(market, AuctionRestarted)["reward"] == pytest.approx(reward)
    sound(market)


def daily(rate: float) -> float:
    """Effective rate per year of a fee per day."""
    return float((1.0 + rate) ** 365 - 1.0)


@pytest.mark.parametrize(("days", "grown"), [(0, 1.0), (1, 1.05), (2, 1.1025), (3, 1.157625)])
def test_a_fee_of_five_per_cent_a_day_compounds_each_second(days: int, grown: float) -> None:
    """jug.t.sol, `test_drip_*d`: 100 become 105, 110.25 and 115.7625."""
    assert debt_growth("effective", daily(0.05), days * DAY) == pytest.approx(grown, rel=1e-12)


def test_two_fees_one_after_the_other() -> None:
    """`test_drip_multi`: a day at 5 % and a day at 10 %."""
    growth = debt_growth("effective", daily(0.05), DAY) * debt_growth("effective", daily(0.10), DAY)
    assert growth == pytest.approx(1.155, rel=1e-12)


def test_the_power_that_the_contract_computes() -> None:
    """`test_rpow`: 1.000234891009084238901289093 to the power of 3724 is 2.397991232255757, there to ten digits."""
    yearly = math.expm1(math.log(1.000234891009084238901289093) * 365 * 12)  # a rate for each of 12 parts of a day
    assert debt_growth("effective", yearly, 3724 * DAY / 12) == pytest.approx(2.397991232255757, rel=1e-10)
