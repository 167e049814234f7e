"""A default at a clearing house that brings another member down, worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from firesale.analysis.contagion.contagion import Contagion
from firesale.analysis.tables import RunTables
from firesale.market.actions import Motive
from firesale.market.events import PositionCleared
from firesale.market.market import Market
from tests.market.venues.clearing.cleared import DAY, FUTURE, cleared_market, day, fund, hold, house_of
from tests.markets import set_price


def opened(positions: dict[int, float], cash: dict[int, float], contributions: dict[int, float]) -> Market:
    """Members that bought at 2,000; 200 of initial margin per contract."""
    market = cleared_market()
    set_price(market, "ETH", 2000.0)
    hold(market, positions, cash)
    fund(market, contributions)
    house = house_of(market)
    accounts, sizes = np.array(list(positions)), np.array(list(positions.values()))
    market.site.log.add(PositionCleared(house.name, accounts, -1, FUTURE, sizes, 2000.0, Motive.OPENING))
    house.calls.state(house.members.all, "settlement")
    return market


def contagion_of(market: Market) -> Contagion:
    frames = {name: pd.DataFrame(table) for name, table in market.site.log.tables().items()}
    return Contagion(RunTables(frames, "USDC", DAY, "By hand", "by_hand", 1))


@pytest.fixture
def domino() -> Contagion:
    """ETH falls from 2,000 to 1,500 and margin with it, to 150 per contract. 0 has bought 10, 1 has bought 2, 2 has sold 12.

    0 loses 5,000 and has 2,100; 2,900 are not covered: 100 from its own contribution, 1,000 from the others', 1,000 by assessment, 800 from the
    gains of 2. 1 keeps 1,000 of its 2,000 for 2 * 150 = 300. Then it pays 500 by assessment, and takes a seventh of the ten contracts over
    (its part of all margin that the others need): 500 for (2 + 10 / 7) * 150 = 514.29.
    """
    market = opened({0: 10.0, 1: 2.0, 2: -12.0}, {0: 2100.0, 1: 2000.0, 2: 9000.0}, {0: 100.0, 1: 500.0, 2: 500.0})
    day(market, 1, 1500.0)
    day(market, 2)
    day(market, 3)
    return contagion_of(market)


def test_the_second_default_is_the_first_ones(domino: Contagion) -> None:
    found = domino.liquidations
    assert found["borrower"].tolist() == [0, 1]
    needed = (2.0 + 10.0 / 7.0) * 150.0
    assert found["health_before"].to_numpy() == pytest.approx([-2900.0 / 1500.0, 500.0 / needed])
    assert found["health_safe"].to_numpy() == pytest.approx([2100.0 / 2000.0, 1000.0 / 300.0])
    assert found["endogenous"].to_numpy() == pytest.approx([0.0, 1.0])
    direct = domino.attribution.direct.groupby(["child", "parent"])["weight"].sum()
    linked = domino.attribution.links.merge(domino.attribution.members, on="source", suffixes=("", "_member"))
    assert direct.get((1, 0), 0.0) + linked["weight"].sum() == pytest.approx(1.0)
    assert set(linked["liquidation"]) <= {0}


def test_what_the_default_took_adds_up(domino: Contagion) -> None:
    parts = domino.parts[domino.parts["liquidation"] == 1]
    lost = parts.groupby("channel", observed=True)["log_loss"].sum()
    found = domino.liquidations.loc[1]
    assert lost.sum() == pytest.approx(found["health_safe"] - found["health_before"], rel=1e-12)
    assert lost["default"] == pytest.approx(lost.sum(), rel=1e-12)
    paid = parts.loc[parts["channel"] == "default", "loss"].sum()
    assert paid == pytest.approx(500.0)


def test_the_first_ones_loss_is_the_price_s(domino: Contagion) -> None:
    """Of 2,100 / 2,000 - (-2,900 / 1,500) the price took 5,000 times the mean of 1 / 2,000 and 1 / 1,500. The margin, which fell by 500, did the
    rest: it fell while what counts was on average -400.
    """
    parts = domino.parts[domino.parts["liquidation"] == 0]
    lost = parts.groupby("channel", observed=True)[["log_loss", "loss"]].sum().to_dict()
    assert lost["log_loss"]["common shock"] == pytest.approx(5000.0 * 0.5 * (1.0 / 2000.0 + 1.0 / 1500.0))
    assert lost["log_loss"]["parameters"] == pytest.approx(400.0 * 500.0 / (2000.0 * 1500.0))
    assert lost["loss"]["common shock"] == pytest.approx(5000.0)


def test_what_margin_did_not_cover_is_what_others_bore(domino: Contagion) -> None:
    assert domino.liquidations["bad_debt"].iloc[0] == pytest.approx(2800.0)
