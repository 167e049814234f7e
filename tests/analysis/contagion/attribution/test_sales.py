import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.sales import sales_of
from firesale.analysis.contagion.attribution.trades import trades_of
from firesale.market.events import Liquidated
from tests.analysis.contagion.conftest import Written


def sold(run: Written) -> list[tuple[int, int, float]]:
    """(trade, liquidation, share of the trade)."""
    events = EventColumns(run.tables())
    sales = sales_of(events, trades_of(events))
    columns = (sales.trade, sales.liquidation, sales.share)
    return [(int(t), int(i), round(float(s), 9)) for t, i, s in zip(*columns, strict=True)]


def seized(liquidator: int, units: float, fee: float = 0.0, asset: str = "ETH") -> Liquidated:
    return Liquidated("p", liquidator, 1, asset, "USD", 1.0, units, fee, 100.0, 1.0, 0.9, 0.9)


def test_a_sale_is_of_what_its_seller_seized(written: Written) -> None:
    written.exchange("x").add(seized(7, 2.0), seized(8, 3.0))
    assert sold(written.swap("x", 8, -0.1, "liquidation", 3.0)) == [(0, 1, 1.0)]


def test_what_the_protocol_keeps_is_not_sold(written: Written) -> None:
    written.exchange("x").add(seized(7, 2.0, fee=0.5), seized(7, 2.0, fee=0.5))
    assert sold(written.swap("x", 7, -0.1, "liquidation", 3.0)) == [(0, 0, 0.5), (0, 1, 0.5)]


def test_a_liquidator_may_sell_steps_later_and_in_pieces(written: Written) -> None:
    written.exchange("x").add(seized(7, 4.0))
    written.step(1).swap("x", 7, -0.1, "liquidation", 3.0)
    written.step(5).swap("x", 7, -0.1, "liquidation", 1.0)
    assert sold(written) == [(0, 0, 1.0), (1, 0, 1.0)]


def test_what_was_seized_last_is_sold_first(written: Written) -> None:
    written.exchange("x").add(seized(7, 1.0), seized(7, 1.0))
    written.swap("x", 7, -0.1, "liquidation", 1.0).swap("x", 7, -0.1, "liquidation", 1.0)
    assert sold(written) == [(0, 1, 1.0), (1, 0, 1.0)]


def test_what_a_liquidator_had_before_comes_from_no_liquidation(written: Written) -> None:
    written.exchange("x").add(seized(7, 1.0)).swap("x", 7, -0.1, "liquidation", 4.0)
    assert sold(written) == [(0, 0, 0.25)]


def test_another_asset_and_another_motive_are_no_sale_of_it(written: Written) -> None:
    written.exchange("x").add(seized(7, 1.0, asset="BTC")).swap("x", 7, -0.1, "liquidation", 1.0)
    written.add(seized(7, 1.0)).swap("x", 7, -0.1, "noise", 1.0)
    assert sold(written) == []


def test_liquidations_of_one_event_are_told_apart(written: Written) -> None:
    pair = np.array([1.0, 3.0])
    both = Liquidated("p", np.array([7, 7]), np.array([1, 2]), "ETH", "USD", pair, pair, 0.0, 100.0, 1.0, 0.9, 0.9)
    written.exchange("x").add(both).swap("x", 7, -0.1, "liquidation", 4.0)
    assert sold(written) == [(0, 0, 0.25), (0, 1, 0.75)]
