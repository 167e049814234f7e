"""VALIDATION V08: the attack on bZx of 15 February 2020, replayed on a constant product.

Source: post-mortem (5,637.623762 ETH -> 51.345576 WBTC, later in the same transaction 112 WBTC -> 6,871.4127388702245 ETH, normal price 38.5 ETH per
WBTC, loan of 10,000 ETH, 5,500 ETH pledged for 112 WBTC); Qin, Zhou, Livshits and Gervais, Attacking the DeFi ecosystem with flash loans, FC 2021
(better parameters would have earned 2.37 times as much).
"""

import numpy as np
import pytest

from firesale.agents.oracle_manipulator.search import best_amount
from firesale.market.actions import Swap
from firesale.market.arrays import FloatArray
from firesale.market.events import Swapped
from firesale.market.venues.constant_product import ConstantProductCurve, ConstantProductTerms
from tests.agents.moves import happened
from tests.markets import give, held, refusals, small_market

KEPT = 0.997  # after the fee of 0.3 %
LOAN, PLEDGED, MARGIN = 10_000.0, 5_500.0, 1_300.0  # ETH; what was left stayed with the attacker
BOUGHT_FOR, BOUGHT = 5_637.623762, 51.345576  # ETH, WBTC: bZx bought with leverage for the margin
SOLD, SOLD_FOR = 112.0, 6_871.4127388702245  # WBTC, ETH
NORMAL = 38.5  # ETH per WBTC
PUBLISHED_FACTOR = 2.37


def reserves() -> tuple[float, float]:
    """WBTC and ETH in the exchange before, from the two trades: two equations, two unknowns."""
    per_ether = BOUGHT / (KEPT * BOUGHT_FOR)
    ether = SOLD * KEPT * (SOLD_FOR - BOUGHT_FOR) / (SOLD * KEPT - SOLD_FOR * per_ether)
    return per_ether * (ether + KEPT * BOUGHT_FOR), ether


def profit(pledged: FloatArray, margin: FloatArray) -> FloatArray:
    """ETH earned by pledging for WBTC at the historical ratio, having bZx buy at the historical leverage, and selling the WBTC.

    What is owed in WBTC is valued at the normal price; the margin is lost.
    """
    base, quote = reserves()
    spent, sold = BOUGHT_FOR / MARGIN * margin, SOLD / PLEDGED * pledged
    bought = base * KEPT * spent / (quote + KEPT * spent)
    proceeds = (quote + spent) * KEPT * sold / (base - bought + KEPT * sold)
    return np.asarray(proceeds - margin - sold * NORMAL)


def test_two_trades_give_away_the_reserves() -> None:
    base, quote = reserves()
    assert quote == pytest.approx(2_817.7717, abs=5e-5)
    assert base == pytest.approx(77.0861, abs=5e-5)


def test_the_curve_repeats_both_trades() -> None:
    base, quote = reserves()
    before = ConstantProductCurve("WBTC", "ETH", 0.003, base, quote)
    assert before.bought(BOUGHT_FOR) == pytest.approx(BOUGHT)
    after = ConstantProductCurve("WBTC", "ETH", 0.003, base - BOUGHT, quote + BOUGHT_FOR)
    assert after.proceeds(SOLD) == pytest.approx(SOLD_FOR)
    assert pytest.approx(109.8, abs=0.05) == BOUGHT_FOR / BOUGHT
    assert pytest.approx(61.4, abs=0.06) == SOLD_FOR / SOLD


def test_the_market_repeats_both_trades_and_the_attacker_keeps_what_was_published() -> None:
    base, quote = reserves()
    exchange = ConstantProductTerms("WBTC", "ETH", base_reserve=base, quote_reserve=quote)
    market = small_market(2, prices={"ETH": 1.0, "WBTC": NORMAL}, venues={"uniswap": exchange})
    attacker, bzx = 0, 1
    give(market, bzx, "ETH", BOUGHT_FOR)
    give(market, attacker, "WBTC", SOLD)
    give(market, attacker, "ETH", LOAN - PLEDGED - MARGIN)
    push = Swap(account=bzx, venue="uniswap", asset_in="ETH", asset_out="WBTC", amount_in=BOUGHT_FOR)
    dump = Swap(account=attacker, venue="uniswap", asset_in="WBTC", asset_out="ETH", amount_in=SOLD)
    assert refusals(market, push, dump) == []
    assert held(market, bzx, "WBTC") == pytest.approx(BOUGHT)
    assert float(np.sum(happened(market, Swapped)[1].amount_out)) == pytest.approx(SOLD_FOR)
    cash = held(market, attacker, "ETH") - LOAN
    assert cash == pytest.approx(71.4127, abs=1e-4)
    assert cash + PLEDGED - SOLD * NORMAL == pytest.approx(1_259.4, abs=0.1)
    market.check()


def test_the_closed_form_of_the_profit_agrees_with_history() -> None:
    assert float(profit(np.array(PLEDGED), np.array(MARGIN))) == pytest.approx(1_259.4, abs=0.1)


def best_split(largest_margin: float) -> tuple[float, float, float]:
    """The split of the loan that earns most: pledged, margin, profit."""
    margins = np.linspace(1.0, largest_margin, 2001)
    pledged = best_amount(lambda amount: profit(amount, margins), LOAN - margins)
    earned = profit(pledged, margins)
    place = int(np.argmax(earned))
    return float(pledged[place]), float(margins[place]), float(earned[place])


def test_another_split_of_the_loan_earns_more_than_the_published_factor() -> None:
    historical = float(profit(np.array(PLEDGED), np.array(MARGIN)))
    pledged, margin, earned = best_split(LOAN)
    assert pledged + margin <= LOAN
    assert earned > PUBLISHED_FACTOR * historical


def test_what_bzx_could_lend_brings_the_best_split_close_to_the_published_one() -> None:
    """From memory, not from the facts: bZx had 4,858.74 ETH to lend, and the published optimum is 2,470.08 pledged and 1,456.23 of margin.

    Loose bounds on purpose: the paper values the debt at another price.
    """
    lent_per_margin = BOUGHT_FOR / MARGIN - 1.0
    pledged, margin, earned = best_split(4_858.74 / lent_per_margin)
    assert pledged == pytest.approx(2_470.0, rel=0.03)
    assert margin == pytest.approx(1_456.2, rel=0.001)
    assert earned / float(profit(np.array(PLEDGED), np.array(MARGIN))) == pytest.approx(PUBLISHED_FACTOR, rel=0.08)
