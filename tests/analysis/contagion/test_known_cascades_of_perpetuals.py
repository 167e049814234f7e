"""Closings of perpetuals whose causes are arithmetic. Health is account value over requirement; its plain difference is split."""

import math

import pytest

from firesale.analysis.contagion.channels import weights_by_channel
from firesale.analysis.contagion.contagion import Contagion, contagion
from tests.analysis.contagion.conftest import Written, near, shares
from tests.analysis.contagion.written_perpetuals import (
    VAULT,
    closed,
    deleveraged,
    funding,
    perpetuals,
    requirement,
    traded,
    trader,
)

SLOPE = 1e-6  # a hundredth over the depth of 10,000


def mark(index: float, net: float) -> float:
    """The mark price if traders hold `net` units on balance."""
    return index * math.exp(SLOPE * net * index)


def healthy(margin: float, size: float, price: float, fraction: float = 0.05, entry: float = 100.0) -> float:
    """Account value over requirement of one position."""
    return (margin + size * (price - entry)) / (fraction * abs(size) * price)


def found_in(run: Written) -> Contagion:
    """Whose parts add up."""
    found = contagion(run.tables())
    near(found.parts.groupby("liquidation")["log_loss"].sum(), found.liquidations["log_loss"])
    assert found.liquidations["residual"].abs().max() < 1e-12
    return found


def test_a_closing_pushes_the_mark_and_makes_another_trader_unsafe(written: Written) -> None:
    """1 and 2 hold 50 each. At an index of 96 the first is closed; of its 50 units the mark falls, and with it 2."""
    perpetuals(written.oracle(), premium=1.0)
    trader(trader(written, 1, 380.0, 50.0), 2, 410.0, 50.0)
    written.step(1, 96.0).report(96.0).add(closed(1, 50.0, mark(96.0, 100.0), healthy(380.0, 50.0, mark(96.0, 100.0))))
    low = healthy(410.0, 50.0, mark(96.0, 50.0))
    written.step(2).add(closed(2, 50.0, mark(96.0, 50.0), low))
    found = found_in(written)
    assert shares(found.parts, 0) == {"common shock": 1.0}
    assert shares(found.parts, 1) == {"fire sale": pytest.approx(1.0)}
    near(found.liquidations["log_loss"][1], healthy(410.0, 50.0, mark(96.0, 100.0)) - low)
    near(
        found.liquidations["log_loss"][0],
        healthy(380.0, 50.0, mark(100.0, 100.0)) - found.liquidations["health_before"][0],
    )
    assert found.forest.nodes["parent"].tolist() == [-1, 0]
    near(found.matrix.loc["perps", "perps"], 50.0 * mark(96.0, 50.0))


def test_a_taker_that_sells_a_position_on_sells_for_its_owner(written: Written) -> None:
    """7 takes over at the mark, which nobody's price notices, and sells 50 to the vault in the next step."""
    perpetuals(written.oracle(), premium=1.0)
    trader(trader(trader(written, 1, 380.0, 50.0), 2, 410.0, 50.0), 7, 10_000.0, 1e-6)
    net = 100.0 + 1e-6
    written.step(1, 96.0).report(96.0)
    written.add(closed(1, 50.0, mark(96.0, net), healthy(380.0, 50.0, mark(96.0, net)), taker=7))
    written.step(2).add(traded(7, -50.0, 96.0, "liquidation"))
    written.step(3).add(closed(2, 50.0, mark(96.0, net - 50.0), healthy(410.0, 50.0, mark(96.0, net - 50.0))))
    found = found_in(written)
    assert shares(found.parts, 1) == {"fire sale": pytest.approx(1.0)}
    assert found.forest.nodes["parent"].tolist() == [-1, 0]


def test_being_closed_against_a_bankrupt_makes_a_trader_unsafe(written: Written) -> None:
    """5 is short 50 with 100: worth 300 at 96, 240 needed. 25 of it are closed at 104, 8 above the mark: 100 is left, 120 needed."""
    perpetuals(written.oracle())
    trader(trader(written, 1, 50.0, 25.0), 5, 100.0, -50.0)
    written.step(1, 96.0).report(96.0).add(deleveraged(5, 1, 25.0, 104.0, 96.0))
    written.step(2).add(closed(5, -25.0, 96.0, 100.0 / 120.0))
    found = found_in(written)
    assert found.liquidations["borrower"].tolist() == [1, 5]
    near(found.liquidations["health_before"], [-50.0 / 120.0, 100.0 / 120.0])
    near(found.liquidations["log_loss"][1], 300.0 / 240.0 - 100.0 / 120.0)
    assert shares(found.parts, 1) == {"auto-deleveraging": pytest.approx(1.0)}
    assert found.links[["child", "parent"]].to_numpy().tolist() == [[1, 0]]
    near(found.links["weight"], [1.0])


def test_funding_that_a_long_pays(written: Written) -> None:
    """Worth 300 of 250 needed; it pays 0.012 * 100 * 50 = 60."""
    trader(perpetuals(written.oracle()), 1, 300.0, 50.0)
    written.step(1).add(funding(0.012, 100.0)).add(closed(1, 50.0, 100.0, 240.0 / 250.0))
    found = found_in(written)
    near(found.liquidations["log_loss"], [60.0 / 250.0])
    assert shares(found.parts, 0) == {"funding": 1.0}
    near(found.parts["loss"].sum(), 60.0)


def test_a_requirement_that_is_raised(written: Written) -> None:
    """300 is enough for 5 % of 5,000 and not for 7 %; then the index falls to 99."""
    trader(perpetuals(written.oracle()), 1, 300.0, 50.0)
    written.step(1).add(requirement(0.07))
    written.step(2, 99.0).report(99.0).add(closed(1, 50.0, 99.0, healthy(300.0, 50.0, 99.0, 0.07)))
    found = found_in(written)
    parts = found.parts.groupby("channel", observed=True)["log_loss"].sum()
    near(parts.sum(), 300.0 / 250.0 - 250.0 / 346.5)
    # dR is split over price and statement with the mean of the other one's ends, and health per requirement is -u0 u1 (V0 + V1) / 2
    per_need = -1.0 / 250.0 / 346.5 * 0.5 * (300.0 + 250.0)
    near(parts["parameters"], -per_need * 0.5 * (0.02 * 5_000.0 + 0.02 * 4_950.0))


def test_a_maker_of_the_market_in_debt_is_a_root_like_anybody(written: Written) -> None:
    """5 is closed against the maker as it was against a bankrupt; nothing is known of the maker's own history."""
    perpetuals(written.oracle())
    trader(written, 5, 100.0, -50.0).step(1, 96.0).report(96.0).add(deleveraged(5, VAULT, 25.0, 104.0, 96.0))
    written.step(2).add(closed(5, -25.0, 96.0, 100.0 / 120.0))
    found = contagion(written.tables())
    assert found.liquidations["borrower"].tolist() == [VAULT, 5]
    assert shares(found.parts, 1) == {"auto-deleveraging": pytest.approx(1.0)}
    assert found.links[["child", "parent"]].to_numpy().tolist() == [[1, 0]]
    near(weights_by_channel(found.attribution)["residual"], [1.0, 0.0])
    near(found.forest.nodes["progeny"], [2.0, 1.0])
