"""The numbers that the first lesson works out on paper are those of the run."""

import math

import pandas as pd
import pytest

from docs.making.snippets import ROOT
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario

PAGE = (ROOT / "docs" / "tutorials" / "first-lesson.md").read_text(encoding="utf-8")
DEPTH, FEE, BONUS, THRESHOLD = 1_000.0, 0.001, 0.05, 0.8
PRICE, FUNDAMENTAL = 89.269, 89.24


@pytest.fixture(scope="module")
def events() -> dict[str, pd.DataFrame]:
    return run(Scenario.load("first_lesson")).events


def test_the_scenario_has_the_numbers_of_the_lesson() -> None:
    form = Scenario.load("first_lesson").form
    pool, market = form.venues["pool"], form.venues["market"]
    assert (market.depth, market.fee) == (DEPTH, FEE)
    assert (pool.margin.liquidation_threshold, pool.liquidation.liquidation_bonus) == (THRESHOLD, BONUS)
    assert (pool.margin.loan_to_value, pool.liquidation.close_factor) == (0.75, 0.5)


def test_the_first_liquidation_by_hand(events: dict[str, pd.DataFrame]) -> None:
    debt = 1000.0 * THRESHOLD / 1.1
    assert 10 * PRICE * THRESHOLD / debt == pytest.approx(0.982, abs=5e-4)
    seized = debt / 2 / PRICE * (1 + BONUS)
    first = events["Liquidated"].iloc[0]
    assert first["seized"] == pytest.approx(seized, rel=1e-3)
    assert f"{first['seized']:.3f} ETH" in PAGE
    assert (10 - seized) * PRICE * THRESHOLD / (debt / 2) == pytest.approx(first["health_after"], rel=1e-3)


def test_the_first_sale_by_hand(events: dict[str, pd.DataFrame]) -> None:
    sale = events["Swapped"].query("step == 4 and motive == 'liquidation'").iloc[0]
    sold = sale["amount_in"] * (1 - FEE)
    impact = 0.01 * FUNDAMENTAL / DEPTH
    assert sale["price_after"] == pytest.approx(PRICE * math.exp(-impact * sold), rel=1e-4)
    assert sale["amount_out"] == pytest.approx(PRICE * -math.expm1(-impact * sold) / impact, rel=1e-4)
    earned = sale["amount_out"] - events["Liquidated"].iloc[0]["repaid"]
    assert f"{sale['amount_out']:.2f} − 363.64 = {earned:.2f} USD" in PAGE


def test_the_watchful_borrower_by_hand(events: dict[str, pd.DataFrame]) -> None:
    price, debt = 84.69, 640.0
    kept = price * (1 - FEE)
    sold = (1.4 * debt - THRESHOLD * 10 * price) / (1.4 * kept - THRESHOLD * price)
    assert sold == pytest.approx(events["Swapped"].query("motive == 'deleverage'").iloc[0]["amount_in"], rel=2e-3)


def test_the_careful_borrower_goes_in_a_thin_market() -> None:
    found = run(Scenario.load("first_lesson", {"venues.market.depth": 100.0})).events
    group = found["AccountOpened"].set_index("account")["group"]
    assert set(found["Liquidated"]["borrower"].map(group)) == {"daring", "bold", "careful"}
