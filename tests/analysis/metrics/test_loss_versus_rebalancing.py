"""Shares are listed as receipts of the exchange; the numeraire is USD."""

import math

import numpy as np
import pytest

from firesale.analysis.metrics.loss_versus_rebalancing import LossVersusRebalancing
from firesale.analysis.tables import RunTables
from firesale.market.events import AssetListed, Event, Swapped
from firesale.market.venues.concentrated_curve import concentrated_curve
from firesale.market.venues.constant_product import ConstantProductCurve
from firesale.market.venues.curve import Curve
from tests.analysis.conftest import RunBuilder


def shared(run: RunBuilder, name: str = "uni") -> RunBuilder:
    return run.exchange(name).at(0, AssetListed(name, f"{name}:shares", "receipt", "ETH", "", 0.0))


def test_it_is_what_was_given_away_less_what_came_in_at_fundamental_prices(run: RunBuilder) -> None:
    shared(run).price("ETH", [100.0, 80.0])
    run.at(0, Swapped("uni", 1, "USD", "ETH", 1010.0, 9.5, 10.0, 100.0, 110.0, "noise"))  # 950 given for 1,000
    run.at(1, Swapped("uni", 1, "ETH", "USD", 10.1, 900.0, 0.1, 100.0, 82.0, "arbitrage"))  # 900 given for 800
    found = LossVersusRebalancing().measure(run.tables())
    assert found == pytest.approx({"total": 50.0, "fees": 18.0, "exchange.uni": 50.0})


def test_order_books_and_swaps_that_move_no_price_do_not_count(run: RunBuilder) -> None:
    shared(run).exchange("book").price("ETH", [100.0])
    run.at(0, Swapped("book", 1, "ETH", "USD", 1.0, 150.0, 0.0, 200.0, 100.0, "noise"))
    run.at(0, Swapped("uni", 1, "ETH", "USD", 1.0, 150.0, 0.0, 150.0, 150.0, "liquidation"))
    assert LossVersusRebalancing().measure(run.tables()) == {"total": 0.0, "fees": 0.0, "exchange.uni": 0.0}


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert LossVersusRebalancing().measure(empty) == {"total": 0.0, "fees": 0.0}


def arbitraged(run: RunBuilder, curve: Curve, path: list[float]) -> float:
    """Play arbitrage without a fee along fundamental prices: what the metric says the exchange loses."""
    shared(run).price("ETH", path)
    for step, price in enumerate(path[1:], start=1):
        selling = price < path[step - 1]
        amount = curve.sale_to_reach(price) if selling else curve.purchase_to_reach(price)
        into, out = ("ETH", "USD") if selling else ("USD", "ETH")
        fills = curve.swap(into, np.array([amount]))
        swapped: Event = Swapped(
            "uni", 1, into, out, amount, fills.amount_out, fills.fee, fills.price_before, fills.price_after, "arbitrage"
        )
        run.at(step, swapped)
        if isinstance(curve, ConstantProductCurve):
            level = curve.base_reserve * curve.quote_reserve
            curve = ConstantProductCurve("ETH", "USD", 0.0, math.sqrt(level / price), math.sqrt(level * price))
        else:
            curve = concentrated_curve(("ETH", "USD"), 0.0, math.sqrt(price), *RANGE)
    return LossVersusRebalancing().measure(run.tables())["exchange.uni"]


RANGE = (np.array([math.sqrt(50.0)]), np.array([math.sqrt(200.0)]), np.array([1e4]))


def random_path(volatility: float, steps: int) -> list[float]:
    """A year of geometric Brownian motion from 100, drawn towards 100, so that the reserves stay of one size."""
    shocks = np.random.default_rng(4).normal(0.0, volatility / math.sqrt(steps), steps)
    log, path = 0.0, [100.0]
    for shock in shocks.tolist():
        log = 0.995 * log + shock
        path.append(100.0 * math.exp(log))
    return path


def test_a_constant_product_loses_an_eighth_of_the_variance_per_unit_of_time(run: RunBuilder) -> None:
    path = random_path(0.8, 5000)
    lost = arbitraged(run, ConstantProductCurve("ETH", "USD", 0.0, 1e4, 1e6), path)
    value = 2.0 * math.sqrt(1e10) * np.sqrt(np.array(path[1:]))  # of the reserves, 2 sqrt(k p)
    realised = float(np.sum(value * np.diff(np.log(path)) ** 2)) / 8.0
    assert lost == pytest.approx(realised, rel=1e-3)
    assert lost == pytest.approx(float(value.mean()) * 0.8**2 / 8.0, rel=0.05)


def test_a_narrow_range_loses_more_by_its_leverage(run: RunBuilder) -> None:
    """LVR is sigma^2 p^2 |x'(p)| / 2 = sigma^2 L sqrt(p) / 4 whatever the range; its value is less than 2 L sqrt(p)."""
    path = random_path(0.5, 3000)
    lost = arbitraged(run, concentrated_curve(("ETH", "USD"), 0.0, 10.0, *RANGE), path)
    assert min(path) > 50.0
    assert max(path) < 200.0
    realised = float(np.sum(1e4 * np.sqrt(np.array(path[1:])) * np.diff(np.log(path)) ** 2)) / 4.0
    assert lost == pytest.approx(realised, rel=2e-3)
