"""Loans in bands on the real contracts: every loan of the vectors over seven oracle prices, and the numbers worked in the facts.

Source: ../shared/vectors/llamma.json and ../shared/facts/MECHANISMS.md 1.4 (curve-stablecoin at f227f041, executed). The contracts round integers of
18 decimals and take logarithms and powers from series: 1e-9 of the number. Dust that is left of some 1e4 units is known to 1e-12 of them.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.bands.adiabatic import traded_down, traded_up
from firesale.market.bands.borrowing import effective_collateral, first_band, max_borrowable
from firesale.market.bands.grid import BandGrid
from firesale.market.bands.health import full_health, health
from firesale.market.bands.limiter import Limited, OracleLimiter
from firesale.market.bands.state import BandState, traded
from firesale.market.bands.trade import Pricing

FILE = Path(__file__).parents[3] / "shared" / "vectors" / "llamma.json"
NUMBERS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {"cases": []}
GRID, BASE, FEE, LOAN_DISCOUNT, LIQUIDATION_DISCOUNT = BandGrid(100.0), 3000.0, 0.006, 0.09, 0.06
CLOSE, DUST = 1e-9, 1e-8


def effective(collateral: float, bands: int) -> FloatArray:
    return effective_collateral(GRID, np.array([collateral]), np.array([bands]), LOAN_DISCOUNT)


def borrowable(collateral: float, bands: int, oracle: float = BASE) -> float:
    return float(max_borrowable(GRID, BASE, oracle, effective(collateral, bands))[0])


@dataclass
class Loan:
    """The only loan of a market, with what its bands hold."""

    collateral: float
    debt: float
    bands: int
    active: int = 0
    x: FloatArray = field(init=False)
    y: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self.first = int(first_band(GRID, BASE, effective(self.collateral, self.bands), np.array([self.debt]))[0])
        self.numbers = np.arange(0, self.first + self.bands)
        self.tops = GRID.tops(BASE, self.numbers)
        own = self.numbers >= self.first
        self.x, self.y = np.zeros(len(own)), np.where(own, self.collateral / self.bands, 0.0)

    @property
    def state(self) -> BandState:
        return BandState(0, self.tops, self.x, self.y, self.active)

    def trade(self, oracle: float, buying: bool, amount: float) -> float:
        way = self.state.way(Pricing(GRID, oracle, FEE), buying)
        out, done = way.received(amount), traded(way, np.array([amount]))
        self.x[done.band], self.y[done.band], self.active = done.x, done.y, done.active
        return out

    def reach(self, oracle: float) -> None:
        """An arbitrageur buys until the price of the bands is the oracle's, found by halving."""
        way = self.state.way(Pricing(GRID, oracle, FEE), True)
        low, high = 0.0, way.total
        for _ in range(200):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if way.price_after(middle) < oracle else (low, middle)
        self.trade(oracle, True, low)

    def standing(self, oracle: float) -> dict[str, float]:
        """What the contract shows of the loan."""
        down = float(traded_down(GRID, oracle, self.tops, self.x, self.y).sum())
        debt, y = np.array([self.debt]), np.array([self.y.sum()])
        of_bands = health(np.array([down]), debt, LIQUIDATION_DISCOUNT)
        untouched, top = np.array([self.first > self.active]), self.tops[self.first : self.first + 1]
        return {
            "p_amm": self.state.price(Pricing(GRID, oracle, FEE)),
            "active": self.active,
            "health": float(of_bands[0]),
            "health_full": float(full_health(of_bands, oracle, top, y, debt, untouched)[0]),
            "x_down": down,
            "y_up": float(traded_up(GRID, oracle, self.tops, self.x, self.y).sum()),
            "x": float(self.x.sum()),
            "y": float(self.y.sum()),
        }


def loans() -> list[Any]:
    return [pytest.param(case, id=f"N={case['N']}, debt={case['debt']}") for case in NUMBERS["cases"]]


@pytest.mark.skipif(not FILE.exists(), reason="the vectors are not here")
def test_the_vectors_are_of_these_parameters() -> None:
    found = [NUMBERS[key] for key in ("A", "base_price", "fee", "loan_discount", "liquidation_discount")]
    assert found == [GRID.amplification, BASE, FEE, LOAN_DISCOUNT, LIQUIDATION_DISCOUNT]


@pytest.mark.parametrize("case", loans())
def test_the_most_that_may_be_borrowed(case: dict[str, Any]) -> None:
    assert borrowable(case.get("collateral", 10.0), case["N"]) == pytest.approx(case["max_borrowable"], rel=CLOSE)
    assert case.get("created", True) == (case["debt"] <= case["max_borrowable"])


@pytest.mark.parametrize("case", [one for one in loans() if one.values[0].get("created", True)])
def test_a_loan_goes_the_way_it_went_on_the_contracts(case: dict[str, Any]) -> None:
    loan = Loan(case["collateral"], case["debt"], case["N"])
    assert (loan.first, loan.first + loan.bands - 1) == (case["n1"], case["n2"])
    assert loan.tops[loan.first] == pytest.approx(case["price_hi"], rel=CLOSE)
    assert loan.tops[-1] / GRID.ratio == pytest.approx(case["price_lo"], rel=CLOSE)
    for step in case["steps"]:
        oracle, trade = step["oracle"], step.get("trade")
        agrees(loan, oracle, step.get("before_arb", step))
        if trade is not None:
            assert loan.trade(oracle, trade["i"] == 0, trade["dx"]) == pytest.approx(trade["dy"], rel=CLOSE)
        agrees(loan, oracle, step.get("after_arb", step))


def agrees(loan: Loan, oracle: float, given: dict[str, float]) -> None:
    """Every number that the contract shows."""
    found = loan.standing(oracle)
    assert found == pytest.approx({key: given[key] for key in found}, rel=CLOSE, abs=DUST)


def test_the_worked_loan_of_ten_bands() -> None:
    """MECHANISMS.md 1.4: 10 ETH in 10 bands, 20,000 borrowed; numbers as printed there."""
    loan = Loan(10.0, 20_000.0, 10)
    assert borrowable(10.0, 10) == pytest.approx(25710.5473, abs=5e-5)
    assert float(effective(10.0, 10)[0]) * BASE == pytest.approx(25972.85, abs=5e-3)
    assert borrowable(10.0, 10) / (25972.85 * 0.99) == pytest.approx(1.0 - 1e-4, abs=1e-6)  # one band less, and a crumb
    assert (loan.first, loan.first + 9) == (26, 35)
    assert loan.tops[26] == pytest.approx(2310.1294, abs=5e-5)
    assert loan.tops[35] / GRID.ratio == pytest.approx(2089.2397, abs=1e-4)
    at = loan.standing(3000.0)
    assert at["x_down"] == pytest.approx(21978.2559336, abs=5e-8)
    assert (at["health"], at["health_full"]) == pytest.approx((0.0329780, 0.3779133), abs=5e-8)


def test_the_worked_walk_down() -> None:
    """MECHANISMS.md 1.4: no change at 2600 and 2400, then an arbitrageur at each step."""
    loan = Loan(10.0, 20_000.0, 10)
    for oracle in (2600.0, 2400.0):
        assert loan.standing(oracle)["x_down"] == pytest.approx(21978.2559336, abs=5e-8)
    found = []
    for oracle in (2300.0, 2250.0, 2200.0, 2150.0):
        loan.reach(oracle)
        found.append(loan.standing(oracle)["health"])
    assert found == pytest.approx([0.03295, 0.02675, 0.02038, 0.01383], abs=5e-6)
    assert float(loan.x.sum()) == pytest.approx(15525.0735, abs=5e-5)
    assert float(loan.y.sum()) == pytest.approx(2.8525309, abs=5e-8)


def test_one_large_move_loses_far_more_than_many_small_ones() -> None:
    """MECHANISMS.md 1.4: the loss depends on the path; by the contract's numbers, the health of 50 bands falls below 0 halfway."""
    at_once, slowly = (Loan(10.0, 15_000.0, 50) for _ in range(2))
    at_once.reach(1693.56)
    for oracle in np.geomspace(2152.55, 1693.56, 60).tolist():
        slowly.reach(oracle)
    assert at_once.standing(1693.56)["health"] < 0.0 < slowly.standing(1693.56)["health"]


def test_the_limiter() -> None:
    """`AMM.limit_p_o`: at most a factor 1.25 within 120 s, and a fee of what the price moved, third power, that is left."""
    limiter, last = OracleLimiter(), Limited(1000.0, 0.0)
    cases = [
        (900.0, last, 120.0, 900.0, 0.0),
        (900.0, last, 0.0, 900.0, 1.0 - 0.9**3),
        (500.0, last, 60.0, 800.0, (1.0 - 0.8**3) * 0.5),
        (2000.0, last, 60.0, 1250.0, (1.0 - 0.8**3) * 0.5),
        (1000.0, Limited(1000.0, 0.3), 30.0, 1000.0, 0.3 * 0.75),
    ]
    for price, before, seconds, let, fee in cases:
        found = limiter.limit(price, before, seconds)
        assert (found.price, found.fee) == pytest.approx((let, fee))
