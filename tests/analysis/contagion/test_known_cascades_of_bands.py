"""Closings of positions in bands whose causes are worked out by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from firesale.analysis.contagion.contagion import Contagion, contagion
from firesale.analysis.tables import RunTables
from firesale.market.actions import Liquidate
from firesale.market.arrays import FloatArray
from firesale.market.events import (
    AssetListed,
    BadDebtRealised,
    BandHealthStated,
    FollowedPriceHeld,
    InterestAccrued,
    Liquidated,
    Repaid,
    SoftLiquidated,
    Swapped,
)
from firesale.market.market import Market
from tests.analysis.contagion.conftest import Written, near, shares
from tests.market.venues.banded import OWNER, banded, bands_of, borrow, swap
from tests.markets import give, refusals, set_price

A, FEE, DISCOUNT = 100.0, 0.006, 0.06
DEBT, LOW = 13_000.0, 1_350.0
LIQUIDATOR = 7


# --- one position, one fall of the oracle's price, one trade -----------------------------------------------------------


def contagion_of(market: Market) -> Contagion:
    frames = {name: pd.DataFrame(table) for name, table in market.site.log.tables().items()}
    return Contagion(RunTables(frames, "USDC", 600.0, "By hand", "by_hand", 1))


def later(market: Market, step: int, price: float) -> None:
    market.site.log.step, market.site.log.time = step, 600.0 * step
    set_price(market, "ETH", price)


def close(market: Market, repayment: float = 20_000.0) -> None:
    give(market, LIQUIDATOR, "USDC", 20_000.0)
    order = Liquidate(
        account=LIQUIDATOR, venue="bands", borrower=OWNER, collateral="ETH", debt="USDC", repayment=repayment
    )
    assert refusals(market, order) == []


def middles(tops: FloatArray, price: float) -> FloatArray:
    """What an ETH of a band brings if the price has passed all of the band at once: p^3 / top^2 * A / (A - 1)."""
    return price**3 / tops**2 * A / (A - 1.0)


@pytest.fixture
def one() -> tuple[Market, FloatArray]:
    """10 ETH in ten bands, one in each, and 13,000 owed; with the upper prices of the bands."""
    market = banded()
    market.record_prices()
    assert borrow(market, debt=DEBT) == []
    market.report_prices()
    first = int(bands_of(market).holdings.first[0])
    tops: FloatArray = np.asarray(2000.0 * 0.99 ** np.arange(first, first + 10), dtype=np.float64)
    return market, tops


def test_the_oracle_s_fall_and_a_trade(one: tuple[Market, FloatArray]) -> None:
    """The price falls from 2,000 through all bands to 1,350. Then somebody buys the first three bands; their fees stay there."""
    market, tops = one
    counted = (1.0 - DISCOUNT) / DEBT
    before = counted * (tops * math.sqrt(0.99)).sum() + (2000.0 - tops[0]) * 10.0 / DEBT
    later(market, 1, LOW)
    brings = middles(tops, LOW)
    fallen = counted * brings.sum()
    assert fallen < 1.0 < before
    paid = brings[:3].sum() / (1.0 - FEE)
    assert swap(market, "USDC", paid) == []
    traded = counted * (paid + brings[3:].sum())
    close(market)
    found = contagion_of(market)
    (row,) = found.liquidations.to_dict("records")
    near([row["health_safe"], row["health_before"]], [before, traded])
    near(row["log_loss"], math.log(before / traded))
    parts = found.parts.groupby("channel", observed=True)[["log_loss", "loss"]].sum()
    near(parts["log_loss"]["common shock"], math.log(before / fallen))
    near(parts["log_loss"]["soft liquidation"], math.log(fallen / traded))
    assert parts["log_loss"]["soft liquidation"] < 0.0
    near(parts["loss"]["common shock"], 10.0 * (2000.0 - LOW))
    near(parts["loss"]["soft liquidation"], 3.0 * LOW - paid)
    near(parts["loss"]["own liquidation"], 7.0 * LOW + paid - DEBT)
    assert shares(found.parts, 0) == {"common shock": pytest.approx(1.0)}
    near(row["equity_safe"], 10.0 * 2000.0 - DEBT)
    assert row["safe_step"] == 0


def test_what_a_closing_of_a_part_left_is_followed_over_it(one: tuple[Market, FloatArray]) -> None:
    market, tops = one
    later(market, 1, LOW)
    close(market, 1_000.0)
    later(market, 2, 1_300.0)
    close(market)
    found = contagion_of(market)
    first, second = found.liquidations.to_dict("records")
    near(first["health_safe"], second["health_safe"])
    parts = found.parts[found.parts["liquidation"] == 1].groupby("channel", observed=True)["log_loss"].sum()
    near(parts["own liquidation"], -math.log(first["health_after"] / first["health_before"]))
    brings = [middles(tops, price).sum() for price in (LOW, 1_300.0)]
    near(second["health_before"], first["health_after"] * brings[1] / brings[0])
    near(parts["common shock"] + parts["own liquidation"], second["log_loss"])
    assert found.liquidations["residual"].tolist() == [0.0, 0.0]


def test_the_price_that_jumps_back_begins_a_new_stretch(one: tuple[Market, FloatArray]) -> None:
    market, tops = one
    later(market, 1, LOW)
    later(market, 2, 1_700.0)
    later(market, 3, 1_300.0)
    close(market)
    (row,) = contagion_of(market).liquidations.to_dict("records")
    counted = (1.0 - DISCOUNT) / DEBT
    near(row["health_safe"], counted * (tops * math.sqrt(0.99)).sum() + (1_700.0 - tops[0]) * 10.0 / DEBT)
    assert row["safe_step"] == 2


def test_a_position_that_sold_everything_for_too_little_is_a_closing_too(one: tuple[Market, FloatArray]) -> None:
    """Its bands are bought empty for less than 13,000 and it is written off: what is missing is due to the price and to the trade."""
    market, tops = one
    later(market, 1, 1_200.0)
    paid = middles(tops, 1_200.0).sum() / (1.0 - FEE) * (1.0 - 1e-12)
    assert swap(market, "USDC", paid) == []
    market.absorb()
    found = contagion_of(market)
    (row,) = found.liquidations.to_dict("records")
    assert (row["borrower"], row["liquidator"]) == (OWNER, -1)
    near([row["debt_value"], row["collateral_value"], row["bad_debt"]], [paid, paid, DEBT - paid])
    lost = found.parts.groupby("channel", observed=True)["loss"].sum()
    near(lost["common shock"], 10.0 * 800.0)
    np.testing.assert_allclose(lost["soft liquidation"], 10.0 * 1_200.0 - paid, rtol=1e-6)
    assert found.liquidations["residual"].tolist() == [0.0]
    near(found.loss_matrix["bands"].sum(), DEBT - paid)


# --- written down, to see where what reached the bands came from ------------------------------------------------------


def bands(run: Written) -> Written:
    """A venue of bands whose oracle reads the book; it is an exchange, too."""
    run.book("book").oracle("book")
    run.exchange("bands", "bands")
    run.add(AssetListed("bands", "ETH", "collateral", "", "feed", 0.94))
    return run.add(AssetListed("bands", "USD", "debt", "", "feed", 0.0))


def state(run: Written, by: str, health: float, seen: int | None = None, owed: float = 800.0) -> Written:
    """Position 1, which has 10 ETH in its bands."""
    mark = run.log.mark() if seen is None else seen
    return run.add(BandHealthStated("bands", np.array([1]), by, mark, np.array([health]), 10.0, 0.0, owed))


def closed(run: Written, health: float, price: float) -> Written:
    return run.add(Liquidated("bands", 9, 1, "ETH", "USD", 800.0, 10.0, 0.0, price, 1.0, health, np.inf))


def test_a_report_is_followed_to_what_moved_the_exchange_that_it_reads(written: Written) -> None:
    """The fundamental takes -0.06 and a trade -0.02; health falls by more than the price, in the same proportions. Interest takes the rest."""
    bands(written)
    start = written.log.mark()
    written.step(1, 100.0 * math.exp(-0.06)).swap("book", 5, -0.02, "noise")
    written.add(InterestAccrued("bands", "USD", 0.8, 1.001, 1.0005))
    written.report(100.0 * math.exp(-0.08))
    state(written, "start", 1.10, start)
    state(written, "interest", 1.09, owed=800.8)
    state(written, "report", 0.97, owed=800.8)
    closed(written, 0.97, 100.0 * math.exp(-0.08))
    found = contagion(written.tables())
    lost, fell = found.parts.groupby("channel", observed=True)["log_loss"].sum(), math.log(1.09 / 0.97)
    near(lost[["common shock", "trading", "interest"]], [0.75 * fell, 0.25 * fell, math.log(1.10 / 1.09)])
    near(found.liquidations["log_loss"], [math.log(1.10 / 0.97)])
    worth = found.parts.groupby("channel", observed=True)["loss"].sum()
    near(worth["common shock"] + worth["trading"], 1000.0 * (1.0 - math.exp(-0.08)))
    near(worth["interest"], 0.8)


def test_what_the_limiter_lets_through_is_split_as_the_gap_is(written: Written) -> None:
    """A trade takes the price to 80, and the bands follow to 90; the fundamental takes it to 60, and they follow to 72; then to 60 itself."""
    bands(written)
    start = written.log.mark()
    prices, held, health = (80.0, 60.0, 60.0), (90.0, 72.0, 60.0), (0.95, 0.70, 0.60)
    seen = start
    for step in range(3):
        written.step(step + 1, 75.0 if step else None)
        if step == 0:
            written.swap("book", 5, math.log(0.8), "noise")
        if step < 2:
            written.report(prices[step])
        written.add(FollowedPriceHeld("bands", seen, held[step], prices[step]))
        seen = written.log.mark()
        if step == 0:
            state(written, "start", 1.1, start)
        state(written, "report", health[step])
    closed(written, health[-1], 60.0)
    found = contagion(written.tables())
    trade = math.log(0.8)
    first = math.log(0.9) / trade * trade  # all that was let through was the trade's
    part = math.log(72.0 / 90.0) / math.log(60.0 / 90.0)
    second = first + part * (trade - first)
    steps = [
        (math.log(0.95 / 1.1), math.log(0.9), first),
        (math.log(0.70 / 0.95), math.log(72.0 / 90.0), second - first),
        (math.log(0.60 / 0.70), math.log(60.0 / 72.0), trade - second),
    ]
    lost = found.parts.groupby("channel", observed=True)["log_loss"].sum()
    near(lost["trading"], -sum(fell / moved * traded for fell, moved, traded in steps))
    near(lost["trading"] + lost["common shock"], math.log(1.1 / 0.6))
    assert abs(found.liquidations["residual"][0]) < 1e-12


def test_what_the_price_of_bands_moves_ahead_of_the_market_is_soft_liquidation(written: Written) -> None:
    """A trade takes the book to -0.10; the oracle reports it, and the price of the bands falls three times as far. Arbitrage buys there (+0.10) and
    sells on the book (-0.05), where a pool's position loses its health by what was traded there and by what came from the bands.
    """
    bands(written).pool("p").position("p", 2, 1.1)
    written.step(1).swap("book", 5, -0.10, "noise").report(100.0 * math.exp(-0.10))
    low, book = 100.0 * math.exp(-0.30), 100.0 * math.exp(-0.10)
    written.add(
        Swapped("bands", 6, "USD", "ETH", 1.0, 1.0, 0.0, low, low * math.exp(0.10), "arbitrage"),
        Swapped("book", 6, "ETH", "USD", 1.0, 1.0, 0.0, book, book * math.exp(-0.05), "arbitrage"),
    )
    written.step(2).report(book * math.exp(-0.05)).liquidate("p", 2)
    found = contagion(written.tables())
    lost = found.parts.groupby(["channel", "exchange"], observed=True)["log_loss"].sum()
    near(lost["trading", "book"], 0.10)
    near(lost["soft liquidation", "bands"], 0.05)
    assert abs(found.liquidations["residual"][0]) < 1e-12


def test_who_was_written_off_is_closed_with_the_health_that_was_stated_last(written: Written) -> None:
    bands(written)
    start = written.log.mark()
    written.step(1, 80.0).report(80.0)
    state(written, "start", 1.1, start)
    state(written, "report", 0.8)
    written.add(
        SoftLiquidated("bands", np.array([1]), "ETH", "USD", np.array([10.0]), np.array([700.0]), 80.0, 1.0),
        BandHealthStated("bands", np.array([1]), "trade", written.log.mark(), np.array([0.82]), 0.0, 700.0, 800.0),
        Repaid("bands", np.array([1]), "USD", np.array([700.0]), "liquidation"),
        BadDebtRealised("bands", np.array([1]), "USD", np.array([100.0]), 1.0),
    )
    found = contagion(written.tables())
    (row,) = found.liquidations.to_dict("records")
    near([row["health_before"], row["debt_value"], row["bad_debt"]], [0.82, 700.0, 100.0])
    lost = found.parts.groupby("channel", observed=True)[["log_loss", "loss"]].sum()
    near(lost["log_loss"][["common shock", "soft liquidation"]], [math.log(1.1 / 0.8), math.log(0.8 / 0.82)])
    near(lost["loss"][["common shock", "soft liquidation"]], [200.0, 100.0])
    near(lost["loss"].sum(), row["equity_safe"] + row["bad_debt"])


def test_a_position_that_was_unsafe_when_it_was_opened_is_followed_from_there(written: Written) -> None:
    bands(written)
    start = written.log.mark()
    written.step(1, 90.0).report(90.0)
    state(written, "start", 0.98, start)
    state(written, "report", 0.90)
    found = contagion(closed(written, 0.90, 90.0).tables())
    near(found.liquidations[["health_safe", "log_loss"]], [[0.98, math.log(0.98 / 0.90)]])
    assert shares(found.parts, 0) == {"common shock": pytest.approx(1.0)}


def test_where_nothing_was_stated_nothing_is_known(written: Written) -> None:
    """As in runs that were stored before venues of bands stated anything."""
    found = contagion(closed(bands(written).step(1, 90.0).report(90.0), 0.9, 90.0).tables())
    near(found.liquidations[["log_loss", "health_before"]], [[0.0, 0.9]])
    near(found.channels.loc["residual", "share_of_debt"], 1.0)
