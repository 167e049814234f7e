"""Maker's auctions: price curves, takes, bids and what triggering brings, as the contracts' tests and rules give them; through whole markets.

Source: ../shared/vectors/maker_clipper.json; ../shared/facts/MECHANISMS.md 2.5 and VALIDATION.md V07 (dss: abaci.t.sol, clip.t.sol, flip.t.sol).
Numbers agree to 1e-9 of themselves; tolerances of V07 are the published ones.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firesale.market.auctions.exponential import Exponential
from firesale.market.auctions.linear import Linear
from firesale.market.auctions.price_curve import PriceCurve
from firesale.market.auctions.stair_step import StairStep
from firesale.market.events import AuctionEnded, BidPlaced, LotTaken, PositionSeized
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.liquidation.english_auction import EnglishAuction
from firesale.market.market import Market
from firesale.market.venues.vaults.vaults import Vaults
from tests.market.venues.selling import (
    KEEPER,
    NAME,
    OTHER,
    OWNER,
    bid,
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
from tests.markets import held, refusals

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors" / "maker_clipper.json"
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="the vectors lie beside the repository")
YEAR = 365 * 86_400.0
ETH_A = DutchAuction(StairStep(90.0, 0.99), 0.13, 1.2, 7200.0, 0.4, 300.0, 0.001, smallest_debt=5000.0)


def exact(value: float) -> Any:
    return pytest.approx(value, rel=1e-9)


def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return found


def curve_of(case: dict[str, Any]) -> PriceCurve:
    if case["kind"] == "linear":
        return Linear(float(case["tau"]))
    return Exponential(case["cut"]) if case["kind"] == "exp" else StairStep(float(case["step"]), case["cut"])


def price(curve: PriceCurve, top: float, seconds: float) -> float:
    return float(curve.price(np.array([top]), np.array([seconds]))[0])


def sale() -> Market:
    """100 ETH against 13,650 DAI, seized at 190."""
    market = market_of(vaults_terms(ETH_A), {"USD": 1.0, "ETH": 250.0})
    pledge(market, OWNER, 100.0, 13_650.0)
    crash(market, 190.0)
    return market


@needs_vectors
def test_every_point_of_the_price_curves() -> None:
    cases = vectors()["abacus"]
    assert len(cases) == 21
    for case in cases:
        assert price(curve_of(case), case["top"], case["dur"]) == exact(case["price"])


@needs_vectors
def test_every_take_through_a_market_of_vaults() -> None:
    cases = vectors()["takes"]
    assert len(cases) == 20
    for case in cases:
        market = sale()
        book, coins, units = lots_of(market).book, held(market, KEEPER, "COIN"), held(market, OWNER, "ETH")
        assert (book.tab[0], book.units[0]) == (exact(vectors()["sale"]["tab"]), exact(vectors()["sale"]["lot"]))
        pass_time(market, float(case["t"]))
        assert dutch_in(market).price(0) == exact(case["price"])
        refused = refusals(market, take(float(case["amt"])))
        sound(market)
        if case["needs_redo"]:
            assert refused == ["the auction is over"]
            continue
        assert refused == []
        assert coins - held(market, KEEPER, "COIN") == exact(case["paid"])
        assert held(market, KEEPER, "ETH") == exact(case["got"])
        assert book.tab[0] == pytest.approx(case["tab_left"], rel=1e-9, abs=1e-9)
        assert book.units[0] == pytest.approx(case["lot_left"], rel=1e-9, abs=1e-9)
        assert held(market, OWNER, "ETH") - units == pytest.approx(case["returned"], rel=1e-9, abs=1e-9)


def test_a_year_of_fees_and_the_seizure_after_it() -> None:
    """13,000 DAI at 5 % become 13,650; at 190 the tab is 15,424.5, the top price 228, the keeper's reward 315.4245."""
    market = market_of(replace(vaults_terms(ETH_A, fee=0.05), interest="effective"), {"USD": 1.0, "ETH": 250.0})
    pledge(market, OWNER, 100.0, 13_000.0)
    market.accrue(YEAR)
    coins = held(market, KEEPER, "COIN")
    crash(market, 190.0)
    book, seized = lots_of(market).book, last(market, PositionSeized)
    assert seized["repaid"] == exact(13_650.0)
    assert (book.tab[0], book.top[0]) == (exact(15_424.5), exact(228.0))
    assert seized["reward"] == exact(315.4245)
    assert held(market, KEEPER, "COIN") - coins == exact(315.4245)
    assert pool_in(market).reserves.on_sale[0] == exact(13_965.4245)  # Maker: bad debt


def test_what_was_not_raised_is_bad_debt_and_what_was_raised_beyond_the_debt_is_surplus() -> None:
    short, whole = sale(), sale()
    pass_time(short, 5400.0)
    assert refusals(short, take(100.0)) == [] == refusals(whole, take(100.0))
    assert last(short, AuctionEnded)["uncovered"] == exact(13_965.4245 - 12_475.171446509361)
    assert pool_in(short).reserves.deficit[0] == exact(13_965.4245 - 12_475.171446509361)
    venue = whole.venues[NAME]
    assert isinstance(venue, Vaults)
    assert venue.mint.surplus() == exact(15_424.5 - 13_965.4245)
    assert venue.reserves.on_sale[0] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("seconds", "expected"), [(90.0, 225.72), (180.0, 223.4628), (1800.0, 186.48278177216864)])
def test_the_price_on_the_stairs(seconds: float, expected: float) -> None:
    market = sale()
    pass_time(market, seconds)
    assert dutch_in(market).price(0) == exact(expected)


def test_thirty_taken_after_half_an_hour() -> None:
    market = sale()
    pass_time(market, 1800.0)
    assert refusals(market, take(30.0)) == []
    assert last(market, LotTaken)["paid"] == pytest.approx(5594.4835, abs=5e-5)


def test_curves_that_mechanisms_names() -> None:
    assert price(Linear(3600.0), 1000.0, 360.0) == exact(900.0)
    assert price(Exponential(0.999), 4000.0, 60.0) == pytest.approx(3766.9450, abs=5e-5)


# --- V07 ----------------------------------------------------------------------------------------------------------------


def test_the_linear_curve_loses_a_tenth_every_tenth_of_its_time() -> None:
    for tenth in range(12):
        assert price(Linear(3600.0), 1000.0, 360.0 * tenth) == pytest.approx(max(0.0, 1000.0 - 100.0 * tenth), abs=1e-9)


def test_the_exponential_curve_halves_every_quarter_of_an_hour() -> None:
    for times in range(6):
        assert price(Exponential(0.999230132966), 4000.0, 900.0 * times) == pytest.approx(4000.0 / 2**times, abs=1e-3)


CLIP = DutchAuction(StairStep(1.0, 0.99), 0.1, 1.25, 3600.0, 0.3, 100.0, 0.02, smallest_debt=0.0)
"""Keepers of clip.t.sol get 100 and 2 %; the smallest debt of that test is left out, none of these takes comes near it."""


def clip() -> Market:
    """40 of collateral against 100 DAI at a ratio of 200 %, price 4: tab 110, lot 40, top 5."""
    market = market_of(vaults_terms(CLIP, 2.0), {"USD": 1.0, "ETH": 5.0})
    pledge(market, OWNER, 40.0, 100.0)
    crash(market, 4.0)
    return market


def test_the_set_up_of_the_contracts_own_tests() -> None:
    market = clip()
    book = lots_of(market).book
    assert (book.tab[0], book.units[0], book.top[0]) == (exact(110.0), exact(40.0), exact(5.0))
    assert last(market, PositionSeized)["reward"] == exact(102.2)


@pytest.mark.parametrize("amount", [25.0, 22.0])
def test_who_takes_more_than_the_tab_is_worth_pays_the_tab(amount: float) -> None:
    market = clip()
    before = held(market, OWNER, "ETH")
    assert refusals(market, take(amount)) == []
    sold = last(market, LotTaken)
    assert (sold["paid"], sold["received"]) == (exact(110.0), exact(22.0))
    assert held(market, OWNER, "ETH") - before == exact(18.0)
    assert refusals(market, take(1.0)) == ["no such lot is on sale"]
    sound(market)


def test_a_part_is_taken_and_the_auction_goes_on() -> None:
    market = clip()
    assert refusals(market, take(11.0)) == []
    book = lots_of(market).book
    assert last(market, LotTaken)["paid"] == exact(55.0)
    assert (book.tab[0], book.units[0]) == (exact(55.0), exact(29.0))


def test_a_whole_lot_costs_half_after_69_seconds_and_the_market_price_is_met_after_23() -> None:
    market = clip()
    pass_time(market, 22.0)
    assert dutch_in(market).price(0) > 4.0
    pass_time(market, 1.0)
    assert dutch_in(market).price(0) == pytest.approx(3.96807, abs=5e-6)
    pass_time(market, 46.0)
    assert dutch_in(market).price(0) == pytest.approx(2.5, abs=1e-3)
    assert refusals(market, take(40.0)) == []
    assert last(market, LotTaken)["paid"] == pytest.approx(100.0, abs=0.1)


def test_the_auction_must_be_restarted_after_120_seconds() -> None:
    market = clip()
    pass_time(market, 119.0)
    assert refusals(market, restart()) == ["the auction is not over"]
    pass_time(market, 1.0)
    assert refusals(market, take(1.0)) == ["the auction is over"]
    assert refusals(market, restart()) == []
    assert refusals(market, take(1.0)) == []
    sound(market)


# --- bids ---------------------------------------------------------------------------------------------------------------


def flip(tab: float, lot: float, mechanism: EnglishAuction) -> Market:
    """A lot that must raise `tab`, without a penalty."""
    start = 2.0 * tab / lot
    market = market_of(vaults_terms(mechanism), {"USD": 1.0, "ETH": start})
    pledge(market, OWNER, lot, tab)
    crash(market, start * 0.7)
    return market


def test_bids_of_flip_t_sol() -> None:
    """test_beg: tab 50, lot 100, each bid at least 5 % better."""
    market = flip(50.0, 100.0, EnglishAuction(0.0, 100.0, 0.05, 3 * 3600.0, 2 * 86_400.0))
    assert refusals(market, bid(1.0)) == []
    assert refusals(market, bid(1.01, account=OTHER)) == ["the bid is too low"]
    assert refusals(market, bid(1.07, account=OTHER)) == []
    assert refusals(market, bid(49.0), bid(50.0, account=OTHER)) == []  # the whole tab is always enough
    assert refusals(market, bid(50.0, 100.0)) == ["the bid is too low"]
    assert refusals(market, bid(50.0, 99.0)) == ["the bid is too low"]
    assert refusals(market, bid(50.0, 95.0)) == []
    sound(market)


def test_a_bid_wins_after_three_hours_and_nobody_after_two_days() -> None:
    market = flip(50.0, 100.0, EnglishAuction(0.0, 100.0, 0.05, 3 * 3600.0, 2 * 86_400.0))
    pass_time(market, 2 * 86_400.0 - 1.0)
    assert refusals(market, restart()) == ["the auction is not over"]
    pass_time(market, 1.0)
    assert refusals(market, bid(1.0)) == ["the auction is over"]
    assert refusals(market, restart(), bid(1.0)) == []
    pass_time(market, 3 * 3600.0 - 1.0)
    assert held(market, KEEPER, "ETH") == 0.0
    pass_time(market, 1.0)
    assert held(market, KEEPER, "ETH") == exact(100.0)
    assert last(market, AuctionEnded)["uncovered"] == exact(49.0)


def test_the_two_phases_of_a_lot_of_fifty() -> None:
    """Tab 5000, lot 50: 1000 is a bid, 1040 is none, 5000 is; then 40 of the lot for it, and 10 go back to the owner."""
    market = flip(5000.0, 50.0, EnglishAuction(penalty=0.0))
    coins, before = held(market, KEEPER, "COIN"), held(market, OWNER, "ETH")
    assert refusals(market, bid(1000.0)) == []
    assert refusals(market, bid(1040.0, account=OTHER)) == ["the bid is too low"]
    assert refusals(market, bid(5000.0, account=OTHER), bid(5000.0, 40.0)) == []
    assert last(market, BidPlaced)["units"] == 40.0
    pass_time(market, 600.0)
    assert held(market, KEEPER, "ETH") == exact(40.0)
    assert held(market, OWNER, "ETH") - before == exact(10.0)
    assert coins - held(market, KEEPER, "COIN") == exact(5000.0)
