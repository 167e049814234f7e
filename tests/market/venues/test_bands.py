"""ETH at 2000 at the start; A = 100, fee 0.6 %, discounts 9 and 6 %, 10 bands; nobody pays interest unless said."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from firesale.market.actions import (
    Borrow,
    Bundle,
    Liquidate,
    PostCollateral,
    Repay,
    Swap,
    Withdraw,
    WithdrawCollateral,
)
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.errors import BadValueError
from firesale.market.events import BadDebtRealised, Liquidated, LossAbsorbed, Repaid, SoftLiquidated
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from tests.market.venues.banded import (
    LENDER,
    OTHER,
    OWNER,
    TERMS,
    TRADER,
    arbitrage,
    banded,
    bands_of,
    borrow,
    check,
    health,
    swap,
)
from tests.markets import PRICES, give, held, refusals, set_price, small_market

VECTORS = Path(__file__).parents[4] / "shared" / "vectors" / "llamma.json"


def walk(market: Market, *prices: float) -> None:
    """The price of ETH takes these values, 600 seconds apart, with an arbitrageur at each."""
    for price in prices:
        market.site.log.time += 600.0
        set_price(market, "ETH", price)
        arbitrage(market, price)
        market.absorb()
        check(market)


def events(market: Market, kind: type) -> list:  # type: ignore[type-arg]
    return [event for event in market.site.log.since(0) if isinstance(event, kind)]


def test_a_loan_is_the_contracts_loan() -> None:
    """MECHANISMS.md 1.4 at 2/3 of its prices: bands do not depend on the unit of account."""
    market = banded()
    assert borrow(market, debt=20_000.0 / 1.5) == []
    venue, row = bands_of(market), np.array([0])
    assert (venue.holdings.first[0], venue.holdings.count[0]) == (26, 10)
    assert float(venue.positions.down(row)[0]) * 1.5 == pytest.approx(21978.2559336, abs=5e-8)
    assert health(market, OWNER)[0] == pytest.approx(0.3779133, abs=5e-8)
    assert held(market, OWNER, "USDC") == pytest.approx(20_000.0 / 1.5)
    check(market)


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not here")
def test_loans_of_the_vectors_side_by_side_keep_the_health_of_the_contract() -> None:
    """Loans in a market of their own, traded with the vectors' own amounts; an exchange is never emptied to the last unit, so a part in 1e11 stays.

    Source: ../shared/vectors/llamma.json.
    """
    for case in json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]:
        if not case.get("created", True):
            continue
        market = small_market(4, prices=PRICES | {"ETH": 3000.0}, venues={"bands": replace(TERMS, bands=case["N"])})
        give(market, LENDER, "USDC", 1e6)
        market.site.ledger.transfer(0, LENDER, bands_of(market).reserves.account, 1e6)
        assert borrow(market, collateral=case["collateral"], debt=case["debt"]) == []
        for step in case["steps"][1:]:
            market.site.log.time += 600.0
            set_price(market, "ETH", step["oracle"])
            if step["trade"] is not None:
                assert (
                    swap(market, "USDC" if step["trade"]["i"] == 0 else "ETH", step["trade"]["dx"] * (1.0 - 1e-11))
                    == []
                )
            x, y = bands_of(market).holdings.held(np.array([0]))
            found = health(market, OWNER)[0], float(x[0]), float(y[0])
            after = step["after_arb"]
            assert found == pytest.approx((after["health_full"], after["x"], after["y"]), rel=1e-9, abs=1e-6)


def test_more_than_the_bands_bring_is_refused() -> None:
    market = banded()
    most = float(bands_of(market).placement.most_debt(np.array([10.0]), None)[0])
    assert most * 1.5 == pytest.approx(25710.5473, abs=5e-5)
    assert borrow(market, debt=most * 1.0002) == ["the position would not be safe"]
    assert borrow(market, OTHER, debt=most) == []


def test_soft_liquidation_sells_on_the_way_down_and_buys_back_on_the_way_up() -> None:
    market = banded()
    borrow(market)
    walk(market, 1800.0, 1600.0, 1500.0)
    sold = events(market, SoftLiquidated)
    assert len(sold) > 0
    assert all(event.sold[0] > 0.0 < event.received[0] for event in sold)
    walk(market, 1600.0, 1800.0)
    assert events(market, SoftLiquidated)[-1].sold[0] < 0.0
    x, y = bands_of(market).holdings.held(np.array([0]))
    assert x[0] < 1e-3
    assert 9.0 < y[0] < 10.0  # the way there and back costs


def test_everybody_in_a_band_sells_the_same_part() -> None:
    market = banded()
    borrow(market)
    borrow(market, OTHER, 5.0, 6_500.0)
    walk(market, 1700.0, 1500.0)
    x, y = bands_of(market).holdings.held(np.arange(2))
    assert (x[0], y[0]) == (pytest.approx(2.0 * x[1]), pytest.approx(2.0 * y[1]))
    assert health(market, OWNER, OTHER)[0] == pytest.approx(health(market, OTHER)[0])


def test_in_soft_liquidation_one_may_only_repay() -> None:
    market = banded()
    borrow(market)
    walk(market, 1500.0)
    give(market, OWNER, "ETH", 1.0)
    asked = {"account": OWNER, "venue": "bands"}
    found = refusals(
        market,
        PostCollateral(asset="ETH", amount=1.0, **asked),  # type: ignore[arg-type]
        WithdrawCollateral(asset="ETH", amount=0.1, **asked),  # type: ignore[arg-type]
        Borrow(asset="USDC", amount=10.0, **asked),  # type: ignore[arg-type]
    )
    assert found == ["the position would not be safe"] * 3
    before = health(market, OWNER)[0]
    assert refusals(market, Repay(asset="USDC", amount=1_000.0, **asked)) == []  # type: ignore[arg-type]
    assert health(market, OWNER)[0] > before
    check(market)


def test_outside_soft_liquidation_bands_move_with_debt_and_collateral() -> None:
    market = banded()
    borrow(market)
    venue, asked = bands_of(market), {"account": OWNER, "venue": "bands"}
    firsts = [int(venue.holdings.first[0])]
    give(market, OWNER, "ETH", 5.0)
    for action in (
        PostCollateral(asset="ETH", amount=5.0, **asked),  # type: ignore[arg-type]
        Borrow(asset="USDC", amount=8_000.0, **asked),  # type: ignore[arg-type]
        Repay(asset="USDC", amount=4_000.0, **asked),  # type: ignore[arg-type]
        WithdrawCollateral(asset="ETH", amount=2.0, **asked),  # type: ignore[arg-type]
    ):
        assert refusals(market, action) == []
        firsts.append(int(venue.holdings.first[0]))
        check(market)
    assert np.sign(np.diff(firsts)).tolist() == [1, -1, 1, -1]
    assert float(venue.holdings.held(np.array([0]))[1][0]) == pytest.approx(13.0)


def test_who_repays_everything_has_everything_back() -> None:
    market = banded()
    borrow(market)
    walk(market, 1550.0)
    x, y = (float(amount[0]) for amount in bands_of(market).holdings.held(np.array([0])))
    give(market, OWNER, "USDC", 1_000.0)
    repay = Repay(account=OWNER, venue="bands", asset="USDC", amount=20_000.0)
    back = WithdrawCollateral(account=OWNER, venue="bands", asset="ETH", amount=y * (1.0 - 1e-12))
    assert refusals(market, repay, back) == []
    assert held(market, OWNER, "USDC") == pytest.approx(1_000.0 + x)
    assert held(market, OWNER, "ETH") == pytest.approx(y)
    assert bands_of(market).reserves.debt(0) == 0.0
    check(market)


def hard(market: Market, repayment: float, borrower: int = OWNER) -> list[str]:
    order = Liquidate(
        account=TRADER, venue="bands", borrower=borrower, collateral="ETH", debt="USDC", repayment=repayment
    )
    return refusals(market, order)


def test_a_healthy_position_is_not_closed_but_by_its_owner() -> None:
    market = banded()
    borrow(market)
    give(market, TRADER, "USDC", 20_000.0)
    assert hard(market, 20_000.0) == ["the position is safe"]
    own = Liquidate(account=OWNER, venue="bands", borrower=OWNER, collateral="ETH", debt="USDC", repayment=20_000.0)
    assert refusals(market, own) == []
    assert (held(market, OWNER, "ETH"), held(market, OWNER, "USDC")) == pytest.approx((10.0, 0.0))
    check(market)


def test_an_owner_may_bring_any_part_of_the_debt() -> None:
    """Bands that have sold nothing pay nothing to it, however the part of the debt is rounded."""
    market = banded()
    borrow(market, debt=12_345.678)
    give(market, OWNER, "USDC", 1e4)
    for part in range(1, 60):
        order = Liquidate(
            account=OWNER, venue="bands", borrower=OWNER, collateral="ETH", debt="USDC", repayment=part / 7.0
        )
        assert refusals(market, order) == []
    check(market)


def test_who_closes_an_unhealthy_position_pays_what_its_quote_units_do_not() -> None:
    market = banded()
    borrow(market)
    walk(market, 1700.0, 1450.0, 1700.0, 1420.0, 1650.0, 1480.0)
    assert health(market, OWNER)[0] < 0.0
    quote = bands_of(market).public_quote().unsafe
    (x,), (y,) = bands_of(market).holdings.held(np.array([0]))
    assert (quote.account.tolist(), quote.collateral[0, 0]) == ([OWNER], y)
    assert quote.debt[0, 0] == pytest.approx(13_000.0 - x)
    had = held(market, TRADER, "ETH")
    give(market, TRADER, "USDC", 20_000.0)
    start = held(market, TRADER, "USDC")
    half = 0.492924528301886792  # `Controller._get_f_remove` of half of the debt at a discount of 6 %
    before = health(market, OWNER)[0]
    assert hard(market, 0.5 * 13_000.0 - half * x) == []
    assert held(market, TRADER, "ETH") - had == pytest.approx(half * y, rel=1e-12)
    assert bands_of(market).reserves.debt(0) == pytest.approx(6_500.0, rel=1e-12)
    assert 1.0 + health(market, OWNER)[0] == pytest.approx((1.0 + before) * 2.0 * (1.0 - half), rel=1e-9)
    assert hard(market, 20_000.0) == []
    assert start - held(market, TRADER, "USDC") == pytest.approx(13_000.0 - x)
    assert held(market, TRADER, "ETH") - had == pytest.approx(y, rel=1e-12)
    assert bands_of(market).reserves.debt(0) == 0.0
    assert sum(float(event.amount[0]) for event in events(market, Repaid)) == pytest.approx(x)
    assert len(events(market, Liquidated)) == 2
    check(market)


def test_what_was_sold_for_less_than_the_debt_is_bad_debt_of_the_lenders() -> None:
    market = banded(replace(TERMS, backstops=(Socialisation(),)))
    borrow(market)
    market.site.log.time += 600.0
    set_price(market, "ETH", 1000.0)
    arbitrage(market, 1000.0)
    market.absorb()
    (lost,) = events(market, BadDebtRealised)
    assert float(lost.amount[0]) > 1_000.0
    assert sum(event.amount for event in events(market, LossAbsorbed)) == pytest.approx(float(lost.amount[0]))
    receipts = held(market, LENDER, "bands:USDC")
    back = Withdraw(account=LENDER, venue="bands", asset="USDC", receipts=receipts)
    assert refusals(market, back) == []
    assert held(market, LENDER, "USDC") == pytest.approx(1e6 - float(lost.amount[0]))
    check(market)


def test_next_to_no_debt_goes_into_bands_that_are_not_further_than_the_contract_skips() -> None:
    """`_calculate_debt_n1`: n1 = min(n1, 1024 - N) + active band."""
    market = banded()
    assert borrow(market, debt=1e-6) == []
    venue = bands_of(market)
    assert venue.holdings.first[venue.book.row_of[OWNER]] == 1024 - 10
    check(market)


def test_bands_rise_with_the_interest() -> None:
    market = banded(replace(TERMS, rate=Constant(0.1)))
    borrow(market)
    year = 365.0 * 86_400.0
    market.accrue(year)
    grown = float(bands_of(market).reserves.borrow_index[0])
    assert grown == pytest.approx(1.1, rel=1e-12)  # `AMM._rate_mul`: 1 + rate * time since the last update
    assert bands_of(market).positions.base_price == pytest.approx(2000.0 * grown)
    check(market)


def test_the_limiter_slows_the_oracle_and_charges_for_it() -> None:
    market = banded()
    borrow(market)
    walk(market, 1500.0)
    market.site.log.time += 60.0
    set_price(market, "ETH", 1000.0)
    curve = bands_of(market).curve()
    assert bands_of(market).pricing().oracle == pytest.approx(1200.0)
    assert curve.fee == pytest.approx((1.0 - 0.8**3) * 0.5)


def test_a_refused_bundle_leaves_no_trace() -> None:
    market = banded()
    borrow(market)
    walk(market, 1500.0)
    give(market, TRADER, "USDC", 1_000.0)
    before = bands_of(market).holdings.x.copy(), bands_of(market).followed.last.copy()
    trade = Swap(account=TRADER, venue="bands", asset_in="USDC", asset_out="ETH", amount_in=1_000.0)
    never = Repay(account=TRADER, venue="bands", asset="USDC", amount=1.0)
    assert refusals(market, Bundle(account=TRADER, legs=(trade, never))) == ["no such position"]
    assert bands_of(market).holdings.x.tolist() == before[0].tolist()
    assert bands_of(market).followed.last.tolist() == before[1].tolist()
    check(market)


def test_what_the_market_sees_of_a_position() -> None:
    market = banded()
    borrow(market)
    view = market.view(market.look(), np.array([OWNER, OTHER]), {})
    own = view.position("bands")
    assert own.debt[:, 0].tolist() == [13_000.0, 0.0]
    assert own.health.tolist() == [pytest.approx(1.0 + health(market, OWNER)[0]), np.inf]
    assert market.health_of(OWNER, "bands") == own.health[0]
    assert "bands" in view.public.exchanges
    assert "bands" in view.public.pools
    assert market.wealth_of(OWNER) == pytest.approx(20_000.0)
    assert market.wealth()[OWNER] == pytest.approx(20_000.0)


def test_terms_are_checked() -> None:
    with pytest.raises(BadValueError, match=r"BandsTerms.liquidation_discount: received 0.1; allowed: not above"):
        replace(TERMS, liquidation_discount=0.1)
    with pytest.raises(BadValueError, match=r"BandsTerms.bands: received 3"):
        replace(TERMS, bands=3)
